"""What `referral-analysis check` does: read an extract, judge its rows, say what was found."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from referral_analysis import extract
from referral_analysis.extract.check_report import to_dict, to_lines
from referral_analysis.extract.drawn_on import drawn_on, latest_day
from referral_analysis.extract.suggest import suggest_mapping, suggestion_lines
from referral_analysis.runs.council.guessing import both
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.inputs.missing import (
    READ_OPTIONS,
    is_to_fill_in,
    missing,
    still_to_fill_in,
)
from referral_analysis.runs.parameters import (
    FILL_IN,
    checked_by,
    contract_of,
    notebook_for,
    parameter_file,
    require_rest_valid,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The result as text for a terminal and as plain values for JSON."""

    text: str
    as_dict: dict[str, object]
    failed_rows: int


def check_extract(
    path: Path,
    parameters_path: Path | None,
    settings: tuple[str, ...] = (),
    *,
    today: dt.date,
    notebook: str | None = None,
) -> CheckResult:
    """Judge an extract with a run's mappings, districts and severities, or with none of them.

    Nothing is needed but the file. Without parameters it is read by the mapping that its headers
    and values propose; parameters that are not filled in yet are left out, and named. Without a
    date given, an extract counts as drawn on the latest date in it; a date after `today` is a slip.
    notebook: the one that the parameters are for, where their file does not say (`notebook_for`).
    """
    written = {} if parameters_path is None else parameter_file.load(parameters_path)
    values = parameter_file.override(written, settings)
    if parameters_path is None:
        return _checked(path, values, today=today, proposes=True)
    where = f"parameters {parameters_path.name}"
    contract = contract_of(notebook or notebook_for(parameters_path))
    left = missing(contract, values)
    if not left:
        parameters = checked_by(contract, values, where=where)
        population = inputs.read_population(parameters)
        checked = inputs.check_referrals(path, parameters, population)
        return _result(path, checked, f"drawn on {parameters.extract_drawn_on}, as given")
    require_rest_valid(contract, values, where=where)
    return _checked(path, values, today=today, left=left)


def suggested_mapping(path: Path, settings: tuple[str, ...] = ()) -> str:
    """Propose an extract's column and code mappings as lines for a parameters file."""
    values = parameter_file.override({}, settings)
    return "\n".join(suggestion_lines(suggest_mapping(path, _options(values))))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mapped:
    """The mapping that an extract is read by, and the lines of what of it was proposed."""

    mapping: extract.ExtractMapping
    proposed: Sequence[str] = field(default_factory=tuple)


def _checked(
    path: Path,
    values: Mapping[str, Any],
    *,
    today: dt.date,
    proposes: bool = False,
    left: Sequence[str] = (),
) -> CheckResult:
    """Judge an extract by those of a run's values that there are."""
    given = {name: value for name, value in values.items() if value != FILL_IN}
    mapped = _mapped(path, given, proposes=proposes)
    rows = extract.read_referrals(path, mapped.mapping, _options(given)).collect()
    drawn, why = _drawn_on(path, rows, given, today)
    checked = extract.check(
        rows.lazy(),
        extract_date=drawn,
        areas=_areas(given),
        severities=given.get("rule_severities"),
        pseudonymised=bool(given.get("pseudonymised", False)),
    )
    more = [*mapped.proposed, *(still_to_fill_in(left) if left else [])]
    return _result(path, checked, f"drawn on {drawn}, {why}", more, left)


def _result(
    path: Path,
    checked: extract.Checked,
    drawn: str,
    more: Sequence[str] = (),
    left: Sequence[str] = (),
) -> CheckResult:
    return CheckResult(
        text="\n".join([path.name, *to_lines(checked), drawn, *more]),
        as_dict={"file": path.name, **to_dict(checked), "drawn": drawn, "to_fill_in": list(left)},
        failed_rows=checked.n_failed,
    )


def _mapped(path: Path, given: Mapping[str, Any], *, proposes: bool) -> _Mapped:
    """Take the mapping given, or the one that the extract itself proposes."""
    if not proposes:
        mapping = extract.ExtractMapping(
            headers=given.get("columns", {}), codes=given.get("codes", {})
        )
        return _Mapped(mapping=mapping)
    found = suggest_mapping(path, _options(given), given.get("columns"))
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
    path: Path, rows: pl.DataFrame, given: Mapping[str, Any], today: dt.date
) -> tuple[dt.date, str]:
    if "extract_drawn_on" in given:
        return dt.date.fromisoformat(str(given["extract_drawn_on"])), "as given"
    latest = latest_day(rows, by=today)
    return (today, "today: it holds no date") if latest is None else drawn_on(path.name, latest)


def _areas(given: Mapping[str, Any]) -> Sequence[str] | None:
    """Return the districts of the population file, where it is named, there, and filled in."""
    if not isinstance(given.get("population"), str):
        return None
    path = inputs.located(given["population"])
    if not path.is_file() or is_to_fill_in(path):
        return None
    return sorted(extract.read_population(path).areas)
