"""Each count of the Board's tables is handed to disclosure control by its name."""

import pytest
from tests.unit.papers.board.test_release import sparse

from referral_analysis.papers.board.counted import counted
from referral_analysis.papers.board.finding import BoardFindings


@pytest.fixture(scope="module")
def found() -> BoardFindings:
    return sparse()


@pytest.mark.parametrize("kind", ["district", "agency"])
@pytest.mark.parametrize(("measure", "column"), [("referrals", "referrals"), ("nfa", "nfa")])
def test_every_count_of_a_segment_is_among_those_that_are_protected(
    found: BoardFindings, kind: str, measure: str, column: str
) -> None:
    rows = found.segments.filter(kind=kind)
    held = {
        (count.segment, count.first < found.plan.launch_month): value
        for count, value in counted(found).values.items()
        if (count.kind, count.measure) == (kind, measure)
    }
    wanted = {
        (row["segment"], is_before): row[f"{column}_{'before' if is_before else 'after'}"]
        for row in rows.iter_rows(named=True)
        for is_before in (True, False)
    }
    assert held == wanted
    assert len(wanted) >= 6
