"""A stretch whose gaps would tell of an earlier release's is left out for every segment."""

import datetime as dt
from collections.abc import Mapping

import pytest

from referral_analysis.disclosure import DFE
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.proof.whole_report import hide
from referral_analysis.disclosure.register import BOARD, SEGMENTS, earlier_releases, register_of
from referral_analysis.periods import month_range
from referral_analysis.questions.one_place import choosing

pytestmark = pytest.mark.unit

AUG, OCT, NOV, DEC = (dt.date(2010, month, 1) for month in (8, 10, 11, 12))
JAN, APR = dt.date(2011, 1, 1), dt.date(2011, 4, 1)
THEN, NOW = dt.date(2011, 11, 14), dt.date(2012, 1, 13)
FEW = {"housing": (0, 1, 1), "legal": (0, 2, 3), "health": (0, 0, 1), "other": (0, 0, 1),
       "unknown": (0, 0, 1), "police": (9, 8, 12)}  # fmt: skip
"""Of each agency: August to October, November and December, January to April."""


def agency(name: str, first: dt.date, last: dt.date) -> Count:
    return Count(measure="nfa", kind="agency", segment=name, first=first, last=last)


def beneath(agencies: Mapping[str, tuple[int, int, int]]) -> dict[Count, int]:
    """Lay each agency's few months out: all of a stretch in its first month."""
    return {
        agency(name, month, month): dict(zip((AUG, NOV, JAN), counts, strict=True)).get(month, 0)
        for name, counts in agencies.items()
        for month in month_range(AUG, APR)
    }


def over(
    agencies: Mapping[str, tuple[int, int, int]], *spans: tuple[dt.date, dt.date]
) -> dict[Count, int]:
    months = beneath(agencies)
    return {
        agency(name, *span): sum(months[month] for month in agency(name, *span).months)
        for name in agencies
        for span in spans
    }


def county(agencies: Mapping[str, tuple[int, int, int]]) -> dict[Count, int]:
    months = beneath(agencies)
    return {
        county_count("nfa", month, month): sum(
            months[agency(name, month, month)] for name in agencies
        )
        for month in month_range(AUG, APR)
    }


def february(agencies: Mapping[str, tuple[int, int, int]]) -> tuple[set[Count], int]:
    """Return which stretches are told of, and how much is known too well.

    December told of August to October, and of November to April; February's Board report then of
    August to December, and its agencies' reports of January to April.
    """
    december = county(agencies) | over(agencies, (AUG, OCT), (NOV, APR))
    gone = hide(december, DFE, None, beneath(agencies), THEN).counts
    printed = {count: None if count in gone else value for count, value in december.items()}
    register = register_of(printed, (SEGMENTS, THEN), 1, None)
    board = county(agencies) | over(agencies, (AUG, DEC))
    earlier = earlier_releases(register)
    gone = hide(board, DFE, earlier, beneath(agencies), NOW).counts
    printed = {count: None if count in gone else value for count, value in board.items()}
    register = register_of(printed, (BOARD, NOW), 1, earlier)
    told, hidden = choosing._hidden(
        choosing._sorted(board),
        choosing._sorted(over(agencies, (JAN, APR))),
        policy=DFE,
        register=register.write_csv(),
        beneath=choosing._sorted(beneath(agencies)),
        drawn_on=NOW,
    )
    return {count for count, _ in told} - board.keys(), len(hidden.beyond)


def test_where_gaps_would_tell_of_earlier_ones_the_stretch_is_left_out_for_all() -> None:
    """Housing: none until October, some by December, some since: two at least by April.

    Legal too; with one at least of each other that is hidden, what the county's total leaves them
    is fewer values than c stands for.
    """
    told, known_too_well = february(FEW)
    assert told == set()
    assert known_too_well == 0


def test_where_gaps_tell_nothing_every_stretch_is_told_of() -> None:
    many = {name: tuple(20 + one for one in counts) for name, counts in FEW.items()}
    told, known_too_well = february({name: (a, b, c) for name, (a, b, c) in many.items()})
    assert told == over(FEW, (JAN, APR)).keys()
    assert known_too_well == 0
