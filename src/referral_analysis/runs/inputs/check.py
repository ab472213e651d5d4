"""What `referral-analysis check` does: read an extract, judge its rows, say what was found."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from referral_analysis import extract
from referral_analysis.analysis.events import is_pandemic_unnamed
from referral_analysis.errors import ParametersError
from referral_analysis.extract import counts_lines, monthly_counts
from referral_analysis.extract.check_report import to_dict, to_lines
from referral_analysis.extract.drawn_on import drawn_on, latest_day
from referral_analysis.extract.monthly_counts import MonthlyCounts
from referral_analysis.extract.read import read_joined
from referral_analysis.extract.several import Joined
from referral_analysis.extract.suggest import suggest_mapping, suggestion_lines
from referral_analysis.periods import parse_month
from referral_analysis.runs.council.guessing import both
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.inputs import would_stop
from referral_analysis.runs.inputs.missing import (
    READ_OPTIONS,
    is_to_fill_in,
    missing,
    still_to_fill_in,
)
from referral_analysis.runs.inputs.would_stop import WOULD_STOP, stop_of
from referral_analysis.runs.parameters import (
    FILL_IN,
    ExtractReport,
    checked_by,
    contract_of,
    notebook_for,
    parameter_file,
    require_rest_valid,
    values_of,
)
from referral_analysis.runs.parameters.events import planned


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The result as text for a terminal and as plain values for JSON."""

    text: str
    as_dict: dict[str, object]
    failed_rows: int
    would_stop: bool = False


def check_extract(
    paths: Sequence[Path],
    parameters_path: Path | None,
    settings: tuple[str, ...] = (),
    *,
    today: dt.date,
    notebook: str | None = None,
) -> CheckResult:
    """Judge an extract with a run's mappings, districts and severities, or with none of them.

    paths: one file or folder, or several that are one extract. Nothing else is needed. Without
    parameters it is read by the mapping that its headers and values propose; parameters that are
    not filled in yet are left out, and named. Without a date given, an extract counts as drawn on
    the latest date in it; a date after `today` is a slip. Counts by month are held to what counts
    can be. notebook: the one that the parameters are for, where their file does not say
    (`notebook_for`).
    """
    if parameters_path is None:
        values = parameter_file.override({}, settings)
        return _checked(paths, values, today=today, proposes=True)
    name = notebook or notebook_for(parameters_path)
    contract = contract_of(name)
    values = parameter_file.override(values_of(parameters_path, name), settings)
    where = f"parameters {parameters_path.name}"
    left = missing(contract, values)
    if not left:
        return _by_parameters(paths, checked_by(contract, values, where=where))
    require_rest_valid(contract, values, where=where)
    return _checked(paths, values, today=today, left=left)


def extract_named(
    parameters_path: Path, settings: tuple[str, ...] = (), notebook: str | None = None
) -> tuple[Path, ...]:
    """Return the files of the extract that a parameters file names; ParametersError for none."""
    name = notebook or notebook_for(parameters_path)
    values = parameter_file.override(values_of(parameters_path, name), settings)
    named = values.get("extract")
    if not named or FILL_IN in str(named):
        raise ParametersError(
            parameters_path.name,
            found="no extract",
            needed="the file of referrals, under `extract`",
            do=f"Name it there, or give it: referral-analysis check FILE -p {parameters_path.name}",
        )
    return tuple(inputs.places_of(named))


def suggested_mapping(paths: Sequence[Path], settings: tuple[str, ...] = ()) -> str:
    """Propose an extract's column and code mappings as lines for a parameters file."""
    values = parameter_file.override({}, settings)
    return "\n".join(suggestion_lines(suggest_mapping(paths, _options(values))))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mapped:
    """The mapping that an extract is read by, and the lines of what of it was proposed."""

    mapping: extract.ExtractMapping
    proposed: Sequence[str] = field(default_factory=tuple)


def _by_parameters(paths: Sequence[Path], parameters: ExtractReport) -> CheckResult:
    """Judge an extract as a run by these parameters would."""
    counts = _counts(paths, inputs.options_of(parameters))
    population = inputs.read_population(parameters)
    reads = partial(inputs.read_joined, paths, parameters, population)
    if counts is not None:
        return _of_counts(paths[0], counts, stop_of(reads))
    joined = reads()
    checked = inputs.checked_rows(joined.rows.lazy(), parameters, population)
    drawn = f"drawn on {parameters.extract_drawn_on}, as given"
    more = [*would_stop.lines(checked, parameters, population), *_events_unnamed(parameters)]
    result = _result(_name(paths), joined, checked, drawn=drawn, more=more)
    return replace(result, would_stop=any(line.startswith(WOULD_STOP) for line in more))


def _events_unnamed(parameters: ExtractReport) -> list[str]:
    """Say that the pandemic's months are analysed and no event names them; nothing else."""
    months = parse_month(parameters.series_starts), parse_month(parameters.last_month)
    if not is_pandemic_unnamed(planned(parameters.events), *months):
        return []
    return [
        "Look at: months of the pandemic, April 2020 to March 2021, are analysed and `events` "
        "names nothing in them: leave them out, or say what they were."
    ]


def _checked(
    paths: Sequence[Path],
    values: Mapping[str, Any],
    *,
    today: dt.date,
    proposes: bool = False,
    left: Sequence[str] = (),
) -> CheckResult:
    """Judge an extract by those of a run's values that there are."""
    given = {name: value for name, value in values.items() if value != FILL_IN}
    counts = _counts(paths, _options(given))
    if counts is not None:
        mapping = partial(_read_mapped, paths, given, proposes=proposes)
        return _of_counts(paths[0], counts, stop_of(mapping))
    mapped = _mapped(paths, given, proposes=proposes)
    joined = _with_lookup(read_joined(paths, mapped.mapping, _options(given)), given)
    drawn, why = _drawn_on(paths, joined.rows, given, today)
    checked = extract.check(
        joined.rows.lazy(),
        extract_date=drawn,
        areas=_areas(given),
        severities=given.get("rule_severities"),
        pseudonymised=bool(given.get("pseudonymised", False)),
    )
    more = [*mapped.proposed, *(still_to_fill_in(left) if left else [])]
    said = f"drawn on {drawn}, {why}"
    return _result(_name(paths), joined, checked, drawn=said, more=more, left=left)


def _result(
    name: str,
    joined: Joined,
    checked: extract.Checked,
    *,
    drawn: str,
    more: Sequence[str] = (),
    left: Sequence[str] = (),
) -> CheckResult:
    return CheckResult(
        text="\n".join([name, *_of_files(joined), *to_lines(checked), drawn, *more]),
        as_dict={
            "file": name,
            **_as_dict(joined),
            **to_dict(checked),
            "drawn": drawn,
            "to_fill_in": list(left),
        },
        failed_rows=checked.n_failed,
    )


def _name(paths: Sequence[Path]) -> str:
    return ", ".join(path.name for path in paths)


def _counts(paths: Sequence[Path], options: extract.ReadOptions) -> MonthlyCounts | None:
    """Read counts by month, where that is what one file holds."""
    return monthly_counts.counts_in(paths[0], options) if len(paths) == 1 else None


def _read_mapped(paths: Sequence[Path], given: Mapping[str, Any], *, proposes: bool) -> Joined:
    mapping = _mapped(paths, given, proposes=proposes).mapping
    return read_joined(paths, mapping, _options(given))


def _of_counts(path: Path, counts: MonthlyCounts, stop: str | None) -> CheckResult:
    would = [f"Look at: a run would stop: {stop}"] if stop and not counts.faults else []
    return CheckResult(
        text="\n".join([path.name, *counts_lines.to_lines(counts), *would]),
        as_dict={"file": path.name, **counts_lines.to_dict(counts), "would_stop": stop},
        failed_rows=len(counts.faults) + len(would),
        would_stop=bool(counts.faults or would),
    )


def _of_files(joined: Joined) -> list[str]:
    """Say how many rows each of several files has, and how many gave way to a newer file's."""
    if len(joined.files) == 1:
        return []
    lines = [f"{rows:>10,}  rows in {where}" for where, rows in joined.files]
    return [*lines, f"{joined.older:>10,}  of them stand in a newer file too, and are left out", ""]


def _as_dict(joined: Joined) -> dict[str, object]:
    if len(joined.files) == 1:
        return {}
    files = [{"name": where, "rows": rows} for where, rows in joined.files]
    return {"files": files, "in_a_newer_file": joined.older}


def _with_lookup(joined: Joined, given: Mapping[str, Any]) -> Joined:
    """Give rows the districts of the lookup, where it is named and there."""
    if not isinstance(given.get("child_areas"), str):
        return joined
    path = inputs.located(given["child_areas"])
    return inputs.with_child_areas(joined, path) if path.is_file() else joined


def _mapped(paths: Sequence[Path], given: Mapping[str, Any], *, proposes: bool) -> _Mapped:
    """Take the mapping given, or the one that the extract itself proposes."""
    if not proposes:
        mapping = extract.ExtractMapping(
            headers=given.get("columns", {}), codes=given.get("codes", {})
        )
        return _Mapped(mapping=mapping)
    found = suggest_mapping(paths, _options(given), given.get("columns"))
    mapping = extract.ExtractMapping(
        headers={**found.columns, **given.get("columns", {})},
        codes=both(found.codes, given.get("codes", {})),
    )
    if not found.columns and not found.codes:
        return _Mapped(mapping=mapping)
    said = ["", "Read by this mapping, proposed from words alone:"]
    return _Mapped(mapping=mapping, proposed=[*said, *suggestion_lines(found)])


def _options(values: Mapping[str, Any]) -> extract.ReadOptions:
    return extract.ReadOptions(**{n: values[n] for n in READ_OPTIONS if values.get(n) is not None})


def _drawn_on(
    paths: Sequence[Path], rows: pl.DataFrame, given: Mapping[str, Any], today: dt.date
) -> tuple[dt.date, str]:
    if "extract_drawn_on" in given:
        return dt.date.fromisoformat(str(given["extract_drawn_on"])), "as given"
    latest = latest_day(rows, by=today)
    if latest is None:
        return today, "today: it holds no date"
    return drawn_on([path.name for path in paths], latest)


def _areas(given: Mapping[str, Any]) -> Sequence[str] | None:
    """Return the districts of the population file, where it is named, there, and filled in."""
    if not isinstance(given.get("population"), str):
        return None
    path = inputs.located(given["population"])
    if not path.is_file() or is_to_fill_in(path):
        return None
    return sorted(extract.read_population(path).areas)
