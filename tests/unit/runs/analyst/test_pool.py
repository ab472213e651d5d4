"""Councils' released estimates from a file to one answer, and the files that are refused."""

import math
from pathlib import Path

import pytest
from scipy import stats

from referral_analysis.errors import (
    ColumnMissingError,
    ReferralAnalysisError,
    SeriesInvalidError,
    ValueUnreadableError,
)
from referral_analysis.runs.analyst.pool import pool
from referral_analysis.statistics.random_effects import join


def file_of(folder: Path, text: str) -> Path:
    path = folder / "estimates.csv"
    path.write_text(text, "utf-8")
    return path


def test_changes_as_reports_print_them(tmp_path: Path) -> None:
    rows = [("A", -20, -40, 5), ("B", -30, -45, -10), ("C", 0, -20, 25), ("D", -17, -36, 8),
            ("E", -25, -50, 12)]  # fmt: skip
    text = "\n".join(f"{name},{change}%,{low},{high}" for name, change, low, high in rows)
    found = pool(file_of(tmp_path, f"Council,Change,Low,High\n{text}\n"))
    wide = 2 * stats.norm.ppf(0.975)
    logs = [[math.log(1 + value / 100) for value in row[1:]] for row in rows]
    joined = join([one[0] for one in logs], [(one[2] - one[1]) / wide for one in logs])
    assert found.as_dict["ratio_low"] == pytest.approx(math.exp(joined.low))
    assert found.as_dict["councils"] == ["A", "B", "C", "D", "E"]
    fall = round((1 - math.exp(joined.estimate)) * 100)
    assert found.text.startswith(f"5 councils together: a fall of {fall}% (95% range: a fall of ")
    assert "was not measured" not in found.text


def test_log_ratios_with_standard_errors(tmp_path: Path) -> None:
    text = "council,log_ratio,standard_error\nA,-0.2,0.1\nB,-0.3,0.2\nC,\N{MINUS SIGN}0.1,0.15\n"
    found = pool(file_of(tmp_path, text), level=0.9)
    joined = join([-0.2, -0.3, -0.1], [0.1, 0.2, 0.15], level=0.9)
    assert found.as_dict["estimate"] == pytest.approx(joined.estimate)
    assert found.as_dict["high"] == pytest.approx(joined.high)
    assert "of fewer than 5 councils how often such ranges hold was not measured" in found.text


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("council,change\nA,1\n", ColumnMissingError, "other columns; need council, change, low"),
        (
            "council,change,low,high,log_ratio,standard_error\nA,1,0,2,0,1\n",
            ColumnMissingError,
            "both kinds of columns",
        ),
        (
            "council,log_ratio,standard_error\nA,1,1\nA,1,1\nB,1,1\n",
            ValueUnreadableError,
            "a council twice, or an empty cell",
        ),
        (
            "council,log_ratio,standard_error\nA,1,1\nB,c,1\nC,1,1\n",
            ValueUnreadableError,
            "log_ratio: no number in row 2",
        ),
        (
            "council,change,low,high\nA,-100,-100,5\nB,1,0,2\nC,1,0,2\n",
            ValueUnreadableError,
            "a fall of 100% or more",
        ),
        (
            "council,change,low,high\nA,-17,8,-36\nB,1,0,2\nC,1,0,2\n",
            ValueUnreadableError,
            "a range that does not hold its estimate",
        ),
        (
            "council,change,low,high\nA,-17,-36,8\nB,1,0,2\n",
            SeriesInvalidError,
            "2 estimates and 2 standard errors; need 3 or more",
        ),
    ],
)
def test_a_file_that_cannot_be_joined_is_one_line(
    tmp_path: Path, text: str, kind: type[ReferralAnalysisError], found: str
) -> None:
    with pytest.raises(kind, match=found) as raised:
        pool(file_of(tmp_path, text))
    assert "\n" not in str(raised.value)
