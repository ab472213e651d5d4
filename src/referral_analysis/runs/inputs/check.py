"""What `referral-analysis check` does: read an extract, judge its rows, say what was found."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from referral_analysis import extract
from referral_analysis.extract.check_report import to_dict, to_lines
from referral_analysis.extract.suggest import suggest_mapping, suggestion_lines
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.parameters import read_parameters


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The result as text for a terminal and as plain values for JSON."""

    text: str
    as_dict: dict[str, object]
    failed_rows: int


def check_extract(
    path: Path, parameters_path: Path | None, *, today: dt.date, notebook: str | None = None
) -> CheckResult:
    """Judge an extract with a run's mappings, districts and severities, or with none of them.

    Without parameters the extract counts as drawn today, and any district is taken. notebook: the
    one that the parameters are for, where their file does not say (`read_parameters`).
    """
    if parameters_path is None:
        checked = extract.check(extract.read_referrals(path), extract_date=today)
    else:
        parameters = read_parameters(parameters_path, notebook=notebook)
        population = extract.read_population(Path(parameters.population))
        checked = inputs.check_referrals(path, parameters, population)
    return CheckResult(
        text="\n".join([path.name, *to_lines(checked)]),
        as_dict={"file": path.name, **to_dict(checked)},
        failed_rows=checked.n_failed,
    )


def suggested_mapping(path: Path) -> str:
    """Propose an extract's column and code mappings as lines for a parameters file."""
    return "\n".join(suggestion_lines(suggest_mapping(path)))
