"""What `referral-analysis pool` does: join the estimates that several councils released."""

import math
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import polars as pl

from referral_analysis.errors import ColumnMissingError, ValueUnreadableError
from referral_analysis.report.words.wording import change_in_words
from referral_analysis.runs.analyst import named_columns
from referral_analysis.special import ndtri
from referral_analysis.statistics import random_effects

COUNCIL, CHANGE, LOW, HIGH = "council", "change", "low", "high"
LOG_RATIO, STANDARD_ERROR = "log_ratio", "standard_error"
IN_PER_CENT, ON_LOG_SCALE = (CHANGE, LOW, HIGH), (LOG_RATIO, STANDARD_ERROR)
TRIED = 5
"""The fewest councils of which the interval was measured (`benchmarks/pooled_councils.py`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PooledCouncils:
    """The answer as text for a terminal and as plain values for JSON."""

    text: str
    as_dict: dict[str, Any]


def pool(path: Path, *, released_level: float = 0.95, level: float = 0.95) -> PooledCouncils:
    """Join the estimates of a CSV file, a row a council.

    Columns: council, and change, low, high in per cent as reports print them (-17, -36, 8), whose
    ranges are of released_level; or council, log_ratio, standard_error. level: of the answer.
    Errors of reading a file; SeriesInvalidError for too few councils.
    """
    councils, effects, errors = _read(path, released_level)
    joined = random_effects.join(effects, errors, level=level)
    shown = asdict(joined) | {
        "ratio": math.exp(joined.estimate),
        "ratio_low": math.exp(joined.low),
        "ratio_high": math.exp(joined.high),
        "councils": councils,
    }
    return PooledCouncils(text=_text(joined), as_dict=shown)


def _text(joined: random_effects.RandomEffects) -> str:
    percent = f"{joined.level * 100:.0f}%"
    lines = [
        f"{joined.units} councils together: {_change(joined.estimate)} "
        f"({percent} range: {_change(joined.low)} to {_change(joined.high)})",
        f"a further council would lie between {_change(joined.next_low)} and "
        f"{_change(joined.next_high)} as often",
        f"between councils effects differ by a factor of {math.exp(joined.tau):.2f} (one standard "
        f"deviation); {joined.share_between * 100:.0f}% of the spread is more than chance within "
        "each",
        "random effects by restricted likelihood, range of Hartung and Knapp",
    ]
    if joined.units < TRIED:
        lines.append(f"of fewer than {TRIED} councils how often such ranges hold was not measured")
    return "\n".join(lines)


def _change(log_ratio: float) -> str:
    return change_in_words(math.exp(log_ratio))


def _read(path: Path, released_level: float) -> tuple[list[str], list[float], list[float]]:
    """Return the councils, their log ratios and standard errors."""
    rows = named_columns.read(path)
    held = [names for names in (IN_PER_CENT, ON_LOG_SCALE) if set(names) <= set(rows.columns)]
    if COUNCIL not in rows.columns or len(held) != 1:
        raise ColumnMissingError(
            path.name,
            found="both kinds of columns" if len(held) > 1 else "other columns",
            needed="council, change, low, high in per cent; or council, log_ratio, standard_error",
            do="Rename the columns.",
        )
    councils = rows[COUNCIL].str.strip_chars().to_list()
    if None in councils or "" in councils or len(set(councils)) < len(councils):
        raise ValueUnreadableError(
            f"{path.name}: council",
            found="a council twice, or an empty cell",
            needed="one row a council, each named",
            do="Correct the file.",
        )
    numbers = [_numbers(path, rows, name) for name in held[0]]
    if held[0] == ON_LOG_SCALE:
        effects, errors = numbers
        return councils, effects, errors
    logs = [[_log_of(path, one) for one in column] for column in numbers]
    reach = 2 * float(ndtri((1 + released_level) / 2))
    found = [
        _error(path, *ends, reach=reach) for ends in zip(logs[0], logs[1], logs[2], strict=True)
    ]
    return councils, logs[0], found


def _numbers(path: Path, rows: pl.DataFrame, name: str) -> list[float]:
    plain = rows[name].str.strip_chars().str.replace("\N{MINUS SIGN}", "-").str.strip_chars_end("%")
    numbers = plain.cast(pl.Float64, strict=False)
    bad = numbers.is_null() | ~numbers.is_finite().fill_null(value=False)
    if bad.any():
        raise ValueUnreadableError(
            f"{path.name}: {name}",
            found=f"no number in row {int(bad.arg_true()[0]) + 1}",
            needed="numbers with a point, such as -17 or -0.186",
            do="Correct the file; leave out a council whose figures are not shown.",
        )
    return numbers.to_list()


def _log_of(path: Path, change: float) -> float:
    """Return the log of the ratio that a change in per cent is."""
    if change <= -100:
        raise _impossible(path, "a fall of 100% or more")
    return math.log1p(change / 100)


def _error(path: Path, estimate: float, low: float, high: float, *, reach: float) -> float:
    """Read a standard error from the ends of a range; reach: how many of them it is wide."""
    if not low <= estimate <= high or low == high:
        raise _impossible(path, "a range that does not hold its estimate")
    return (high - low) / reach


def _impossible(path: Path, found: str) -> ValueUnreadableError:
    return ValueUnreadableError(
        path.name,
        found=found,
        needed="changes in per cent, low below high with the change between: -17, -36, 8",
        do="Correct the file.",
    )
