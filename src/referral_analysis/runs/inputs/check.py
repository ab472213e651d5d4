"""What `referral-analysis check` does: read an extract, judge its rows, say what was found."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from referral_analysis import extract
from referral_analysis.extract import monthly_counts
from referral_analysis.extract.check_report import to_dict, to_lines
from referral_analysis.extract.monthly_counts import MonthlyCounts
from referral_analysis.extract.read import read_joined
from referral_analysis.extract.several import Joined
from referral_analysis.extract.suggest import suggest_mapping, suggestion_lines
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.parameters import ExtractReport, extract_report, parameter_file


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The result as text for a terminal and as plain values for JSON."""

    text: str
    as_dict: dict[str, object]
    failed_rows: int


def check_extract(
    paths: Sequence[Path], parameters_path: Path | None, *, today: dt.date
) -> CheckResult:
    """Judge an extract with a run's mappings, districts and severities, or with none of them.

    paths: one file or folder, or several that are one extract. Counts by month are held to what
    counts can be. Without parameters the extract counts as drawn today, and any district is taken.
    """
    parameters = None if parameters_path is None else _parameters(parameters_path)
    options = extract.ReadOptions() if parameters is None else inputs.options_of(parameters)
    if len(paths) == 1 and (counts := monthly_counts.counts_in(paths[0], options)):
        return _of_counts(paths[0], counts)
    if parameters is None:
        joined = read_joined(paths)
        checked = extract.check(joined.rows.lazy(), extract_date=today)
    else:
        joined = inputs.read_joined(paths, parameters)
        population = extract.read_population(Path(parameters.population))
        checked = inputs.checked_rows(joined.rows.lazy(), parameters, population)
    name = ", ".join(path.name for path in paths)
    return CheckResult(
        text="\n".join([name, *_of_files(joined), *to_lines(checked)]),
        as_dict={"file": name, **_as_dict(joined), **to_dict(checked)},
        failed_rows=checked.n_failed,
    )


def suggested_mapping(path: Path) -> str:
    """Propose an extract's column and code mappings as lines for a parameters file."""
    return "\n".join(suggestion_lines(suggest_mapping(path)))


def _parameters(path: Path) -> ExtractReport:
    return extract_report(parameter_file.load(path), where=f"parameters {path.name}")


def _of_counts(path: Path, counts: MonthlyCounts) -> CheckResult:
    return CheckResult(
        text="\n".join([path.name, *monthly_counts.to_lines(counts)]),
        as_dict={"file": path.name, **monthly_counts.to_dict(counts)},
        failed_rows=len(counts.faults),
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
