"""The Board's section on the audit, and the audit report's own words where figures are hidden."""

import polars as pl
import pytest

from referral_analysis.disclosure import DFE
from referral_analysis.papers.board.display import audit_says, audit_table
from referral_analysis.questions.audited.figures.in_brief import no_audit
from referral_analysis.questions.audited.finding import AuditSummary
from referral_analysis.questions.audited.reading import NOT_SHOWN
from referral_analysis.questions.audited.release import ReleasedSummary, release_summary
from referral_analysis.report.page.tables import csv_of
from referral_analysis.series.outcome import NFA

WHAT = ("prevalence", "ppv", "false_omission", "sensitivity", "specificity")


def summary(
    judged_inappropriate: tuple[int, int, int, int], disagreed: int = 14
) -> ReleasedSummary:
    """Release an audit of 100 cases a cell, each share 0.4 before, 0.3 after."""
    shares = [
        (period, what, estimate, estimate - 0.1, estimate + 0.1)
        for period, estimate in (("before", 0.4), ("after", 0.3), ("change", -0.1))
        for what in WHAT
    ]
    found = AuditSummary(
        level=0.95,
        ratings=pl.DataFrame(
            {"outcome": ["inappropriate", "appropriate", "split"], "cases": [40, 60, disagreed]}
        ),
        agreement=pl.DataFrame(
            [("raw agreement", 0.88, 0.8, 0.93), ("Gwet's AC1", 0.76, 0.64, 0.88)],
            schema=["coefficient", "estimate", "low", "high"],
            orient="row",
        ),
        cells=pl.DataFrame(
            {
                "period": ["before", "before", "after", "after"],
                "is_nfa": [True, False, True, False],
                "drawn": [100] * 4,
                "judged": [99] * 4,
                "inappropriate": judged_inappropriate,
            }
        ),
        shares=pl.DataFrame(
            shares, schema=["period", "what", "estimate", "low", "high"], orient="row"
        ),
    )
    released = release_summary(found, DFE)
    assert released is not None
    return released


def test_the_board_reads_prevalence_trust_and_agreement() -> None:
    text = audit_says(summary((80, 20, 80, 20))).text
    assert "30% of referrals were inappropriate after the launch, against 40%" in text
    assert "no further action finds about 30 in 100" in text
    assert "agreed 88 in 100 times" in text


def test_the_boards_table_is_three_lines() -> None:
    table = audit_table(summary((80, 20, 80, 20)))
    assert table is not None
    lines = csv_of(table).splitlines()
    assert len(lines) == 4
    assert lines[1].split(",")[1:3] == ["40% (30% to 50%)", "30% (20% to 40%)"]


def test_a_board_without_an_audit_is_told_so() -> None:
    assert audit_says(None).text == no_audit(NFA)
    assert audit_table(None) is None


def test_what_may_not_be_shown_is_left_out_of_the_words_and_c_in_the_table() -> None:
    hidden = summary((80, 3, 80, 20))
    text = audit_says(hidden).text
    assert "inappropriate after the launch" not in text
    assert "no further action finds" not in text
    assert "agreed 88 in 100 times" in text
    table = audit_table(hidden)
    assert table is not None
    rows = [line.split(",") for line in csv_of(table).splitlines()[1:]]
    assert [row[1] for row in rows] == ["c", "40% (30% to 50%)", "c"]
    assert [row[2] for row in rows] == ["30% (20% to 40%)"] * 3


@pytest.mark.parametrize("few", [(1, 1, 1, 1), (97, 97, 97, 97)])
def test_an_audit_too_small_for_any_figure_says_so(few: tuple[int, int, int, int]) -> None:
    assert audit_says(summary(few, disagreed=2)).text == NOT_SHOWN
