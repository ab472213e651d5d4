"""What the contracts of all notebooks share: closed and strict, with what each name means."""

import datetime as dt
from abc import abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import Segment
from referral_analysis.disclosure.policy import Policy
from referral_analysis.periods import add_months, parse_month
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.report.words.vocabulary import Vocabulary
from referral_analysis.runs.parameters.events import FILL_IN, Events, as_written_now
from referral_analysis.runs.parameters.of_contacts import require_of_contacts
from referral_analysis.runs.parameters.values import Day, Files, Inappropriate, Month, Text
from referral_analysis.runs.parameters.words import Words, vocabulary_of
from referral_analysis.series.outcome import parsed

EARLIER_RUN = "earlier_run_"
"""How the name of an earlier run's register begins, among the inputs."""
REPORTS = Path("reports")
"""The folder that runs land in: REPORTS/PARAMETERS/NOTEBOOK."""
REGISTER = "private/register.csv"
"""Where a run folder has the register of what its report, and those before it, published."""
PrivateFile = Literal["failed_rows"]
"""A file that a notebook's contract may ask for; `runs.analyst.private` knows how to make each."""


def _words_for_flags(codes: object) -> object:
    """Turn a yes or no without quotation marks, which YAML takes for true or false, into a word."""
    if not isinstance(codes, Mapping):
        return codes
    word = {True: "true", False: "false"}
    return {
        name: {old: word[new] if isinstance(new, bool) else new for old, new in values.items()}
        if isinstance(values, Mapping)
        else values
        for name, values in codes.items()
    }


class Parameters(BaseModel):
    """What every notebook's contract shares: closed, strict and frozen."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        defer_build=True,  # a run checks the parameters of one notebook of six
    )
    inputs: ClassVar[tuple[str, ...]] = ()
    """The parameters that name an input file: each is hashed into the manifest. One may be null."""
    private_files: ClassVar[tuple[PrivateFile, ...]] = ()
    """The files that a run adds for the analyst alone, beside the report and never in it."""
    may_count_contacts: ClassVar[bool] = False
    """Whether it can be made of contacts, where an outcome is of them, or is of referrals only."""
    asks: ClassVar[str] = ""
    """The question that the notebook answers: its report's title where a release gives no other."""
    begun: ClassVar[Mapping[str, Any]] = {}
    """What `init` writes for a parameter whose default is no use to a council."""

    def input_files(self) -> dict[str, str]:
        """Return the path of each input file that these parameters name, by the input's name.

        Of several files under one name each has its place: extract_1, extract_2.
        """
        files: dict[str, str] = {}
        for name in self.inputs:
            given: str | list[str] | None = getattr(self, name)
            if isinstance(given, list):
                files |= {f"{name}_{place}": path for place, path in enumerate(given, start=1)}
            elif given is not None:
                files[name] = given
        return files

    def with_places(self, place: Callable[[str], str]) -> dict[str, str | list[str]]:
        """Return the parameters that name input files, with another place for each file."""
        given = {name: getattr(self, name) for name in self.inputs}
        return {
            name: [*map(place, paths)] if isinstance(paths, list) else place(paths)
            for name, paths in given.items()
            if paths is not None
        }


class ExtractReport(Parameters):
    """What every report on an extract says of itself, reads, and knows of what happened when."""

    inputs: ClassVar[tuple[str, ...]] = (
        "extract",
        "child_areas",
        "population",
        "workshops",
        "timeline",
    )

    begun: ClassVar[Mapping[str, Any]] = {"events": FILL_IN}

    question: Text = Field(description="the report's title: the question it answers")
    meeting: Text = Field(description="who the report is for, and when they meet")
    made_on: Day = Field(description="the date printed on the report")
    made_by: Text | None = Field(
        default=None, description="who made the report, and how to reach them"
    )
    is_interim: bool = Field(description="true when a later report will say more; it says so")
    extract: Files = Field(
        description="path of the extract of referrals: a file, a folder, or a list of files that "
        "are one extract, such as yearly returns"
    )
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
    child_areas: Text | None = Field(
        default=None,
        description="path of a lookup for an extract without districts: child_id, district; null "
        "if none, and nothing is said of districts",
    )
    population: Text | None = Field(
        default=None,
        description="path of the population file: area, year, children_0_17; null if none, and "
        "rates are by working days alone",
    )
    workshops: Text | None = Field(
        default=None,
        description="path of the workshops file: date, district; null if none, and the months of "
        "the phase-in are left out",
    )
    timeline: Text | None = Field(
        default=None, description="path of the timeline file: date, event; null if none"
    )
    columns: dict[str, str] = Field(
        default_factory=dict, description="our column name: the header the extract has instead"
    )
    codes: Annotated[dict[str, dict[str, str]], BeforeValidator(_words_for_flags)] = Field(
        default_factory=dict, description="column: {the council's own value: the national code}"
    )
    rule_severities: dict[str, Literal["exclude", "flag", "stop"]] = Field(
        default_factory=dict, description="rule number: what to do with rows that fail it"
    )
    words: Words = Field(
        default_factory=dict,
        description="what this place calls its things, where the defaults by year are not its own: "
        "board, place, area, early_help, front_door, workshops, thresholds",
    )
    series_starts: Month = Field(description="first month of the analysis")
    last_month: Month = Field(description="last whole month of the analysis")
    events: Events = Field(
        default_factory=list,
        description="what else moved referrals, and when: step (from then on), pulse (from, to), "
        "decay (halves every half_life months) or leave_out (from, to: not in the model)",
    )
    launch_month: Month = Field(description="first month of the launch's phase-in")
    phase_in_ends: Month | None = Field(
        description="last month of the phase-in, left out of the model; null if the launch came "
        "all at once: its own month is then kept, as the first after it"
    )
    inappropriate: Inappropriate = Field(
        default="nfa",
        description="which referrals are inappropriate: nfa; nfa_or_not_in_need (no further "
        "action, or closed after an assessment as not in need); of_codes: [RC8], reasons of "
        "closure; or contact_without_referral: contacts are counted, and those that led to no "
        "referral are inappropriate",
    )
    nfa_ripens_in_days: int = Field(
        ge=0, le=365, description="days after which a month's NFA decisions count as settled"
    )
    closure_ripens_in_days: int = Field(
        ge=0, le=365, description="days after which a month's closures count as settled"
    )
    earlier_runs: list[Text] = Field(
        default_factory=list,
        description="run folders of the reports published before on the same children",
    )

    @model_validator(mode="after")
    def _no_workshops_at_once(self) -> Self:
        if self.is_at_once and self.workshops is not None:
            raise PydanticCustomError(
                "together",
                "workshops and phase_in_ends",
                {
                    "found": "a file of workshops, and a launch that came all at once",
                    "needed": "a phase-in, whose months the dates of workshops are of",
                    "do": "Name its last month in phase_in_ends, or set workshops to null.",
                },
            )
        return self

    @model_validator(mode="after")
    def _of_contacts(self) -> Self:
        if parsed(self.inappropriate).is_of_contacts:
            require_of_contacts(self, may_count=self.may_count_contacts)
        return self

    @model_validator(mode="before")
    @classmethod
    def _as_written_now(cls, values: object) -> object:
        return as_written_now(values) if isinstance(values, Mapping) else values

    def input_files(self) -> dict[str, str]:
        """Add the register of each earlier run, which says what was published."""
        registers = {
            f"{EARLIER_RUN}{number}": f"{folder}/{REGISTER}"
            for number, folder in enumerate(self.earlier_runs, start=1)
        }
        return super().input_files() | registers

    @property
    def is_at_once(self) -> bool:
        """Whether the launch had no phase-in."""
        return self.phase_in_ends is None

    @property
    def left_out_until(self) -> dt.date:
        """The last month of the phase-in; where there is none, the month before the launch."""
        if self.phase_in_ends is None:
            return add_months(parse_month(self.launch_month), -1)
        return parse_month(self.phase_in_ends)

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the words of the place and its year, which every sentence is said in."""
        return vocabulary_of(self.model_dump())

    @property
    def segment(self) -> Segment | None:
        """Return the district or the agency that the report is on; None for the whole county."""
        return None

    @property
    @abstractmethod
    def policy(self) -> Policy:
        """Return the rules of disclosure control that the report asks for."""

    @abstractmethod
    def plan(self) -> Plan | QualityPlan:
        """Return what these parameters fix; ParametersError if the months are out of order."""
