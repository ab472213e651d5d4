"""The files that a report's parameters name, read and checked."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast, get_args

import polars as pl

from referral_analysis import extract
from referral_analysis.analysis.files_beside import Beside
from referral_analysis.analysis.plan import Plan
from referral_analysis.disclosure import Earlier
from referral_analysis.errors import ParametersError
from referral_analysis.extract import child_areas, columns
from referral_analysis.extract import read as reading
from referral_analysis.extract.comparators import read_comparators
from referral_analysis.extract.population import unknown_population
from referral_analysis.extract.several import Joined
from referral_analysis.periods import parse_month
from referral_analysis.questions.audited.finding import JudgedCases
from referral_analysis.questions.other_places.finding import of_council
from referral_analysis.questions.other_places.published import OtherPlaces, Published
from referral_analysis.runs.inputs import audited
from referral_analysis.runs.inputs import earlier_runs as earlier
from referral_analysis.runs.inputs.contacts_counted import ContactsFile, counted
from referral_analysis.runs.parameters import (
    BoardReport,
    ExtractReport,
    ThresholdAudit,
    check,
    contract_of,
)
from referral_analysis.runs.parameters.events import EVENTS, INSPECTION_MONTH
from referral_analysis.runs.record import manifest
from referral_analysis.series.outcome import parsed, recoded


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Inputs:
    """What a report is made from: checked referrals, population, workshops and the timeline.

    population: what stands for it where the parameters name none. workshops, timeline: None there.
    beside: contacts, CAFs and who came to workshops, where the parameters name them. earlier: what
    reports before this one published; None where the parameters name none.
    """

    checked: extract.Checked = field(repr=False)
    population: extract.Population = field(repr=False)
    workshops: pl.DataFrame | None = field(repr=False)
    timeline: pl.DataFrame | None = field(repr=False)
    beside: Beside
    earlier: Earlier | None = field(repr=False)


def from_cell(notebook: str, names: Mapping[str, Any]) -> ExtractReport:
    """Check what a notebook's cell holds against its contract; its other names are left."""
    known = [*contract_of(notebook).model_fields]
    if not isinstance(names.get(EVENTS), list):
        known.append(INSPECTION_MONTH)  # of a notebook from before there was a list
    held = {name: names[name] for name in known if name in names}
    return check(notebook, held, where="the notebook's parameters")


def read(parameters: ExtractReport) -> Inputs:
    """Read every file that the parameters name; each of our errors names the file and the fault."""
    checked, population = read_counted(parameters)
    first, last = parse_month(parameters.series_starts), parse_month(parameters.last_month)
    extract.years_held(population, first, last)
    extract.require_referrals_from_each(population, checked.kept)
    areas = _areas(population)
    workshops, timeline = parameters.workshops, parameters.timeline
    return Inputs(
        checked=checked,
        population=population,
        workshops=extract.read_workshops(located(workshops), areas) if workshops else None,
        timeline=extract.read_events(located(timeline), (first, last)) if timeline else None,
        beside=_beside(parameters, areas),
        earlier=earlier.releases(
            [located(folder) for folder in parameters.earlier_runs], parameters, areas
        ),
    )


def read_extract(parameters: ExtractReport) -> tuple[extract.Checked, extract.Population]:
    """Read and check the extract, by the population file, or by what stands for one."""
    known = read_population(parameters)
    checked = check_referrals(places_of(parameters.extract), parameters, known)
    return checked, population_for(checked, known)


def read_counted(
    parameters: ExtractReport, ahead: Plan | None = None
) -> tuple[extract.Checked, extract.Population]:
    """Read what a report counts: the extract's referrals, or contacts where its outcome is theirs.

    ahead: the plan that is foreseen, some of whose months are to come; else the parameters' own.
    """
    known = read_population(parameters)
    checked = check_referrals(places_of(parameters.extract), parameters, known)
    rows = as_counted(parameters, checked, known, ahead)
    return rows, population_for(rows, known)


def as_counted(
    parameters: ExtractReport,
    checked: extract.Checked,
    known: extract.Population | None,
    ahead: Plan | None = None,
) -> extract.Checked:
    """Put contacts in the place of the extract's rows where the outcome is of them.

    known, ahead: as in `read_population` and `read_counted`. Errors of `contacts_counted.counted`.
    """
    if not parsed(parameters.inappropriate).is_of_contacts:
        return checked
    plan = ahead or parameters.plan()
    if not isinstance(plan, Plan):
        return checked
    file = ContactsFile(
        path=located(parameters.input_files()["contacts"]),
        codes=parameters.codes,
        areas=_areas(known),
    )
    days = parameters.closure_ripens_in_days
    return counted(file, checked, plan, days, is_ahead=ahead is not None)


def population_for(
    checked: extract.Checked, known: extract.Population | None
) -> extract.Population:
    """Return the population file's figures, or what stands for them where there is none."""
    return known or unknown_population(_districts(checked))


def read_population(parameters: ExtractReport) -> extract.Population | None:
    """Read the population file; None where the parameters name none."""
    named = parameters.population
    return None if named is None else extract.read_population(located(named))


def _districts(checked: extract.Checked) -> list[str]:
    """List the districts that the rows kept name, in order."""
    if columns.DISTRICT not in checked.kept.collect_schema():
        return []
    named = checked.kept.select(pl.col(columns.DISTRICT).drop_nulls().unique().sort()).collect()
    return named.to_series().to_list()


def _areas(population: extract.Population | None) -> tuple[str, ...] | None:
    """Return the districts there are; None where no population file says."""
    return population.areas if population is not None and population.is_known else None


def _beside(parameters: ExtractReport, areas: Collection[str] | None) -> Beside:
    """Read the files beside the extract that a report looks at and its parameters name.

    Contacts are not beside what is counted where it is they that are.
    """
    files = parameters.input_files()
    if parsed(parameters.inappropriate).is_of_contacts:
        files.pop("contacts")
    contacts, cafs, attendance = (
        located(files[name]) if name in files else None
        for name in ("contacts", "cafs", "attendance")
    )
    return Beside(
        contacts=None if contacts is None else extract.read_contacts(contacts),
        cafs=None if cafs is None else extract.read_cafs(cafs, areas),
        attendance=None if attendance is None else extract.read_attendance(attendance),
    )


def judged(
    parameters: BoardReport | ThresholdAudit, checked: extract.Checked
) -> JudgedCases | None:
    """Read the audit's key and judgements; None where the parameters name no audit.

    The key is held to how the sample was drawn, and to the extract's checked rows.
    """
    if parameters.audit_key is None and parameters.audit_judgements is None:
        return None
    if parameters.audit_key is None or parameters.audit_judgements is None:
        raise ParametersError(
            "audit_key and audit_judgements",
            found="one of the two",
            needed="both, or neither",
            do="Name the key that audit-sample wrote and the file of judgements, or take it out.",
        )
    return audited.read_judged(
        located(parameters.audit_key),
        located(parameters.audit_judgements),
        places_of(parameters.extract),
        with_outcome(parameters, checked.kept),
    )


def other_places(parameters: BoardReport) -> OtherPlaces | None:
    """Read what other councils have published; None where the parameters name no table of it."""
    if parameters.comparators is None:
        return None
    if parameters.comparators_council is None:
        raise ParametersError(
            "comparators_council",
            found="none, beside a table of comparators",
            needed="this council, as that table spells it",
            do="Name it, or take comparators out.",
        )
    choice = parameters.plan().outcome.choice
    if choice not in get_args(Published):
        raise ParametersError(
            "comparators",
            found="a table of published figures, which do not say how many were inappropriate",
            needed=f"inappropriate: {' or '.join(get_args(Published))}",
            do="Take comparators out.",
        )
    table = read_comparators(located(parameters.comparators))
    return of_council(
        table, parameters.comparators_council, parameters.neighbours, cast("Published", choice)
    )


def with_outcome(parameters: ExtractReport, rows: pl.LazyFrame) -> pl.LazyFrame:
    """Return checked rows whose flag says what the parameters call inappropriate."""
    chosen = parsed(parameters.inappropriate)
    return recoded(rows, chosen, parameters.closure_ripens_in_days)


def located(name: str) -> Path:
    """Find an input: in the working folder, else in the folder above it.

    A run works in the folder of the command; JupyterLab works in the notebook's, one below.
    """
    path = Path(name)
    above = Path("..") / path
    return above if not path.exists() and above.exists() else path


def places_of(names: str | Sequence[str]) -> list[Path]:
    """Find the files of an input that may be several, each as `located` does."""
    return [located(name) for name in ([names] if isinstance(names, str) else names)]


def options_of(parameters: ExtractReport) -> extract.ReadOptions:
    """Return where in the extract's files the rows are, as the parameters say."""
    return extract.ReadOptions(
        sheet=parameters.sheet, table=parameters.table, header_row=parameters.header_row
    )


def check_referrals(
    paths: Path | Sequence[Path], parameters: ExtractReport, population: extract.Population | None
) -> extract.Checked:
    """Read an extract by the parameters' mappings and judge its rows by their severities.

    Without a population file any district is taken.
    """
    joined = read_joined(paths, parameters, population)
    return checked_rows(joined.rows.lazy(), parameters, population)


def read_joined(
    paths: Path | Sequence[Path], parameters: ExtractReport, population: extract.Population | None
) -> Joined:
    """Read an extract's files by the parameters' mappings, with the districts of a lookup.

    population: whose areas are areas, whatever their names.
    """
    mapping = extract.ExtractMapping(headers=parameters.columns, codes=parameters.codes).with_areas(
        _areas(population) or ()
    )
    joined = reading.read_joined(paths, mapping, options_of(parameters))
    lookup = parameters.child_areas
    return joined if lookup is None else with_child_areas(joined, located(lookup))


def with_child_areas(joined: Joined, lookup: Path) -> Joined:
    """Give rows the districts that a lookup of children says."""
    areas = child_areas.read_child_areas(lookup)
    return replace(joined, rows=child_areas.with_areas(joined.rows, areas))


def checked_rows(
    rows: pl.LazyFrame, parameters: ExtractReport, population: extract.Population | None
) -> extract.Checked:
    """Judge an extract's rows by the parameters' severities."""
    return extract.check(
        rows,
        extract_date=dt.date.fromisoformat(parameters.extract_drawn_on),
        areas=_areas(population),
        severities=parameters.rule_severities,
        pseudonymised=parameters.pseudonymised,
        ripens_in_days=parameters.closure_ripens_in_days,
    )


def digests(parameters: ExtractReport) -> dict[str, str]:
    """Return the SHA-256 of each input file, by the parameter that names it."""
    files = parameters.input_files()
    return {name: manifest.record(located(path)).sha256 for name, path in files.items()}
