"""What is said of agencies whose staff came, and of those whose staff did not."""

from dataclasses import replace

import polars as pl
import pytest

from referral_analysis.disclosure import DFE
from referral_analysis.papers.appropriateness import display
from referral_analysis.papers.appropriateness.finding import AppropriatenessFindings
from referral_analysis.papers.appropriateness.release import (
    ReleasedAppropriateness,
    release_appropriateness,
)
from referral_analysis.questions.where.tables import Staff
from referral_analysis.report.page.tables import Table

NONE = (None, None, None)
Row = tuple[float | None, float | None, float | None]


def with_staff(found: AppropriatenessFindings, more: Row) -> ReleasedAppropriateness:
    """Release the sample with these models of its agencies, three of which noted who came."""
    rows = [("alike", 0.78, 0.6, 1.01), ("timed", 0.77, 0.6, 1.0), ("more", *more)]
    shares = {"segment": ["education", "health", "police"], "reached": [0.335, 0.4, 0.2]}
    staff = Staff.frame(rows)
    return release_appropriateness(
        replace(found, staff=staff, staff_reached=pl.DataFrame(shares)), DFE
    )


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            (0.95, 0.92, 0.98),
            "each tenth more of the staff goes with a fall of 5% (a fall of 8% to a fall of 2%). "
            "They may differ in other ways too.",
        ),
        (
            (0.95, 0.88, 1.03),
            "cannot be told: for each tenth more of the staff, anything from a fall of 12% to a "
            "rise of 3% is possible.",
        ),
        (NONE, "it takes 3 agencies or more, of which shares came that are a tenth apart."),
    ],
)
def test_one_sentence_says_whether_the_change_follows_the_staff(
    february: AppropriatenessFindings, more: Row, told: str
) -> None:
    released = with_staff(february, more)
    note = display.dose_note(released).text
    assert note.endswith(told)
    assert "is not in the files given" not in note
    table = display.staff(released)
    assert isinstance(table, Table)
    assert table.notes == (
        "Of their staff had come by the end: education 33.5%, health 40.0%, police 20.0%.",
    )
    assert table.frame["ratio"].to_list() == [0.78, 0.77, more[0]]
    assert "Staff reached" in display.method(released).text


def test_without_the_file_nothing_is_shown(february: AppropriatenessFindings) -> None:
    released = release_appropriateness(february, DFE)
    assert display.staff(released) is None
    assert "Staff reached" not in display.method(released).text
    assert "is not in the files given" in display.dose_note(released).text


def test_a_small_agency_takes_the_models_that_rest_on_it(
    february: AppropriatenessFindings,
) -> None:
    is_police = pl.col("segment") == "police"
    nfa = pl.when(is_police).then(3).otherwise("nfa_after")
    small = replace(february, segments=february.segments.with_columns(nfa_after=nfa))
    released = with_staff(small, (0.95, 0.92, 0.98))
    assert released.staff.table["ratio"].is_null().all()
    assert released.staff.suppressed["ratio"].all()
    assert released.staff_reached.table.height == 3
    assert display.dose_note(released).text.endswith("staff reached cannot be shown.")
