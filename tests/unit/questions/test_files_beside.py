"""What reports say of the files beside an extract: months by name, shares, never a zero."""

import datetime as dt

import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.files_beside import Files, FileState, Missing
from referral_analysis.extract import YearsHeld
from referral_analysis.periods import month_range
from referral_analysis.questions import files_beside
from referral_analysis.series import FileMonths

DECEMBER = FEBRUARY.last_month
WHOLE = FileMonths(begins=FEBRUARY.series_starts, ends=DECEMBER)
MARCH, MAY = dt.date(2010, 3, 1), dt.date(2010, 5, 1)


def state(
    months: FileMonths = WHOLE,
    reason: Missing | None = None,
    *,
    without_ids: float = 0.0,
    unmatched: tuple[dt.date, ...] = (),
) -> FileState:
    return FileState(
        reason=reason,
        months=months,
        last_usable=DECEMBER,
        without_ids=without_ids,
        unmatched=unmatched,
    )


@pytest.mark.parametrize(
    ("months", "said"),
    [
        ([MAY], "in May 2010"),
        ([MARCH, MAY], "in March 2010 and in May 2010"),
        (month_range(MARCH, MAY), "from March 2010 to May 2010"),
        ([dt.date(2009, 12, 1), dt.date(2010, 1, 1)], "from December 2009 to January 2010"),
        (
            [MAY, MARCH, dt.date(2009, 1, 1), dt.date(2008, 9, 1)],
            "in September 2008, in January 2009, in March 2010 and in May 2010",
        ),
    ],
)
def test_months_in_words(months: list[dt.date], said: str) -> None:
    assert files_beside.in_months(months) == said


def test_many_single_months_are_counted() -> None:
    apart = [dt.date(2009, month, 1) for month in (1, 3, 5, 7, 9, 11)]
    assert files_beside.in_months(apart).endswith("in July 2009 and 2 more")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (
            state(FileMonths(begins=MARCH, ends=DECEMBER, missing=(MAY,)), "months missing"),
            "The CAF file has no rows, next to none, or those of some days only, in May 2010",
        ),
        (
            state(
                FileMonths(begins=MARCH, ends=DECEMBER, parts=(("Rye", (MAY,)),)),
                "districts missing",
            ),
            "has no rows, or next to none, of Rye in May 2010",
        ),
        (state(reason="ids blank", without_ids=0.31), "have no child id (31%)"),
        (state(reason="ids of others", unmatched=(MARCH,)), "no contact in March 2010 became"),
        (
            state(FileMonths(begins=MARCH, ends=MAY), "too few months"),
            "It has whole months from March 2010 to May 2010.",
        ),
        (state(FileMonths(begins=None, ends=None), "too few months"), "outside the analysis only."),
    ],
)
def test_why_nothing_is_said_names_months_and_numbers(found: FileState, said: str) -> None:
    text = files_beside.could_not_look(str(found.reason), "CAF file", found)
    assert said in text
    assert "could not look" in text
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (state(), ""),
        (
            state(FileMonths(begins=MARCH, ends=DECEMBER)),
            "The CAF file has whole months from March 2010 only.",
        ),
        (
            state(FileMonths(begins=FEBRUARY.series_starts, ends=dt.date(2011, 10, 1))),
            "The CAF file ends with October 2011, before the analysis does: its figures after the "
            "launch are of fewer months.",
        ),
        (
            state(FileMonths(begins=FEBRUARY.series_starts, ends=DECEMBER, empty=(MAY,))),
            "It has no row in May 2010, which count as none.",
        ),
        (
            state(without_ids=0.004),
            "Less than 1% of its contacts have no child id and count as having stayed contacts.",
        ),
    ],
)
def test_what_figures_leave_out_is_said_beside_them(found: FileState, said: str) -> None:
    assert files_beside.beside_its_figures(found, "CAF file", FEBRUARY) == said


@pytest.mark.parametrize(
    ("held", "said"),
    [
        (None, ""),
        (
            YearsHeld(first_year=2005, last_year=2010, months_before=0, months_after=12),
            "The population file has estimates of 2005 to 2010: 12 months after that are counted "
            "on the children of 2010.",
        ),
        (
            YearsHeld(first_year=2010, last_year=2010, months_before=21, months_after=1),
            "The population file has estimates of 2010 only: 21 months before that are counted on "
            "the children of 2010 and one month after that are counted on the children of 2010.",
        ),
    ],
)
def test_months_counted_on_another_years_children_are_said(
    held: YearsHeld | None, said: str
) -> None:
    assert files_beside.population_held(held) == said


def test_a_report_without_sentences_of_its_own_has_a_note_a_file() -> None:
    gone = FileMonths(begins=MARCH, ends=DECEMBER, missing=(MAY,))
    files = Files(contacts=state(gone, "months missing"), cafs=state())
    (note,) = files_beside.notes(files, FEBRUARY)
    assert note.startswith("The contacts file has no rows")
    assert files_beside.notes(Files(), FEBRUARY) == ()
