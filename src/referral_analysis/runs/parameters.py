"""The typed contract of each notebook's parameters: names, types, bounds and what they mean.

A notebook's parameters cell declares the same names with a default each; a test compares the two.
Whatever is not declared here, or is of another type, is refused before anything runs.
"""

import datetime as dt
import difflib
from abc import abstractmethod
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)

from referral_analysis.errors import ParametersError
from referral_analysis.findings.plan import Plan
from referral_analysis.periods import parse_month
from referral_analysis.quality import QualityPlan


def _written(form: str, meaning: str) -> AfterValidator:
    def check(text: str) -> str:
        try:
            written = dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).strftime(form)
        except ValueError:
            written = ""
        if written != text:
            raise ValueError(meaning)
        return text

    return AfterValidator(check)


PrivateFile = Literal["failed_rows"]
"""A file that a notebook's contract may ask for; `runs.private` knows how to make each."""
Month = Annotated[str, _written("%Y-%m", "a month written YYYY-MM, such as 2011-05")]
Day = Annotated[str, _written("%Y-%m-%d", "a day written YYYY-MM-DD, such as 2012-01-13")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Preset = Annotated[Literal["dfe"], Field(description="which disclosure-control rules apply")]


class Parameters(BaseModel):
    """What every notebook's contract shares: closed, strict and frozen."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    inputs: ClassVar[tuple[str, ...]] = ()
    """The parameters that name an input file: each is hashed into the manifest."""
    private_files: ClassVar[tuple[PrivateFile, ...]] = ()
    """The files that a run adds for the analyst alone, beside the report and never in it."""


class ExtractReport(Parameters):
    """What every report on an extract says of itself, reads, and knows of what happened when."""

    inputs: ClassVar[tuple[str, ...]] = ("extract", "population", "workshops", "events")

    question: Text = Field(description="the report's title: the question it answers")
    meeting: Text = Field(description="who the report is for, and when they meet")
    made_on: Day = Field(description="the date printed on the report")
    is_interim: bool = Field(description="true when a later report will say more; it says so")
    extract: Text = Field(description="path of the extract of referrals")
    extract_drawn_on: Day = Field(description="the day the extract was drawn from the system")
    is_synthetic: bool = Field(description="true when the rows are simulated; the report says so")
    sheet: str | None = Field(
        default=None, description="the sheet of a workbook; its only one else"
    )
    table: str | None = Field(default=None, description="the table of a database file")
    header_row: int = Field(default=1, ge=1, le=100, description="the row that holds the headers")
    pseudonymised: bool = Field(
        default=False, description="true when ids that look like pupil or NHS numbers are not"
    )
    population: Text = Field(description="path of the population file: area, year, children_0_17")
    workshops: Text = Field(description="path of the workshops file: date, district")
    events: Text = Field(description="path of the timeline file: date, event")
    columns: dict[str, str] = Field(
        default_factory=dict, description="our column name: the header the extract has instead"
    )
    codes: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="column: {the council's own value: the national code}"
    )
    rule_severities: dict[str, Literal["exclude", "flag", "stop"]] = Field(
        default_factory=dict, description="rule number: what to do with rows that fail it"
    )
    series_starts: Month = Field(description="first month of the analysis")
    last_month: Month = Field(description="last whole month of the analysis")
    inspection_month: Month = Field(description="month of the earlier shock, modelled as a step")
    launch_month: Month = Field(description="first month of the launch's phase-in")
    phase_in_ends: Month = Field(description="last month of the phase-in, left out of the model")
    nfa_ripens_in_days: int = Field(
        ge=0, le=365, description="days after which a month's NFA decisions count as settled"
    )
    closure_ripens_in_days: int = Field(
        ge=0, le=365, description="days after which a month's closures count as settled"
    )

    @abstractmethod
    def plan(self) -> Plan | QualityPlan:
        """Return what these parameters fix; ParametersError if the months are out of order."""


class BoardReport(ExtractReport):
    """The parameters of notebooks/board_report.ipynb."""

    fourier_pairs: int = Field(ge=0, le=5, description="sine and cosine pairs for the seasons")
    confidence_percent: int = Field(ge=80, le=99, description="confidence level of the intervals")
    guardrail_margin_percent: int = Field(
        ge=1, le=50, description="largest fall in appropriate referrals that would still be small"
    )
    disclosure_preset: Preset

    def plan(self) -> Plan:
        """Return the analysis plan that these parameters fix; ParametersError if out of order."""
        return Plan(
            series_starts=parse_month(self.series_starts),
            last_month=parse_month(self.last_month),
            inspection_month=parse_month(self.inspection_month),
            launch_month=parse_month(self.launch_month),
            phase_in_ends=parse_month(self.phase_in_ends),
            fourier_pairs=self.fourier_pairs,
            is_interim=self.is_interim,
            level=self.confidence_percent / 100,
            guardrail_margin=self.guardrail_margin_percent / 100,
            extract_drawn_on=dt.date.fromisoformat(self.extract_drawn_on),
            nfa_ripens_in_days=self.nfa_ripens_in_days,
            closure_ripens_in_days=self.closure_ripens_in_days,
        )


class DataQuality(ExtractReport):
    """The parameters of notebooks/data_quality.ipynb."""

    private_files: ClassVar[tuple[PrivateFile, ...]] = ("failed_rows",)

    rebase_months: list[Month] = Field(
        default_factory=list,
        description="months at which the chart of volumes begins anew, fixed beforehand",
    )
    disclosure_preset: Preset

    def plan(self) -> QualityPlan:
        """Return what the report is to look at; ParametersError if its months are out of order."""
        return QualityPlan(
            series_starts=parse_month(self.series_starts),
            last_month=parse_month(self.last_month),
            inspection_month=parse_month(self.inspection_month),
            launch_month=parse_month(self.launch_month),
            phase_in_ends=parse_month(self.phase_in_ends),
            rebase_months=tuple(parse_month(month) for month in self.rebase_months),
            is_interim=self.is_interim,
            extract_drawn_on=dt.date.fromisoformat(self.extract_drawn_on),
            nfa_ripens_in_days=self.nfa_ripens_in_days,
            closure_ripens_in_days=self.closure_ripens_in_days,
        )


CONTRACTS: Mapping[str, type[Parameters]] = {
    "board_report": BoardReport,
    "data_quality": DataQuality,
}


def contract_of(notebook: str) -> type[Parameters]:
    """Return the contract of a notebook, by its file's stem."""
    if notebook in CONTRACTS:
        return CONTRACTS[notebook]
    raise ParametersError(
        f"notebook {notebook}",
        found="a notebook without a parameters contract",
        needed=f"one of {', '.join(sorted(CONTRACTS))}",
        do="Name one of these notebooks.",
    )


def check(notebook: str, values: Mapping[str, Any], *, where: str = "parameters") -> Parameters:
    """Check values against the notebook's contract; raise ParametersError naming the first fault.

    The message counts further faults, and proposes the nearest name for one that is unknown.
    """
    contract = contract_of(notebook)
    try:
        return contract.model_validate(dict(values))
    except ValidationError as error:
        faults = error.errors(include_url=False)
        raise _explain(where, contract, faults[0], len(faults) - 1) from None


def board_report(values: Mapping[str, Any], *, where: str = "parameters") -> BoardReport:
    """Check values against the Board report's contract."""
    checked = check("board_report", values, where=where)
    if not isinstance(checked, BoardReport):
        raise TypeError(type(checked).__name__)
    return checked


def data_quality(values: Mapping[str, Any], *, where: str = "parameters") -> DataQuality:
    """Check values against the data-quality report's contract."""
    checked = check("data_quality", values, where=where)
    if not isinstance(checked, DataQuality):
        raise TypeError(type(checked).__name__)
    return checked


def extract_report(values: Mapping[str, Any], *, where: str = "parameters") -> ExtractReport:
    """Check values against the contract of the report whose names they are."""
    return (
        data_quality(values, where=where)
        if "rebase_months" in values
        else board_report(values, where=where)
    )


def _explain(where: str, contract: type[Parameters], fault: Any, more: int) -> ParametersError:  # noqa: ANN401 - pydantic's ErrorDetails, a TypedDict with open context
    name = ".".join(str(part) for part in fault["loc"])
    rest = f" ({more} more faults after this one.)" if more else ""
    if fault["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, contract.model_fields, n=1)
        do = f"Did you mean {near[0]}?" if near else "Take it out."
        return ParametersError(
            where,
            found=f"the unknown name {name}",
            needed=f"names that {contract.__name__} has",
            do=do + rest,
        )
    field = contract.model_fields[str(fault["loc"][0])]
    if fault["type"] == "missing":
        return ParametersError(
            where,
            found=f"{name} is not given",
            needed=f"{field.description}",
            do=f"Add {name}.{rest}",
        )
    given = repr(fault["input"])
    shown = given if len(given) <= 40 else f"{given[:40]}..."
    wanted = fault["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
    return ParametersError(
        where,
        found=f"{name} is {shown}",
        needed=f"{wanted} ({field.description})",
        do=f"Correct {name}.{rest}",
    )
