"""Spans of a segment that overlap, in one release or two: a small difference is protected."""

import datetime as dt

import pytest
from tests.stretches import PLACES, Months, beneath, counted, county, span

from referral_analysis.disclosure import DFE
from referral_analysis.disclosure.proof.whole_report import hide
from referral_analysis.disclosure.register import Earlier, earlier_releases, register_of

# the months from August on: Swale has 3 in November and December together
FEW = {"Dover": [9] * 9, "Swale": [9, 9, 9, 2, 1, 9, 9, 9, 9], "Thanet": [9] * 9}
ENOUGH = {name: [9] * 9 for name in PLACES}


def published(months: Months, *spans: tuple[int, int]) -> Earlier:
    shown = county(months) | counted(months, *spans)
    release = ("segments", dt.date(2011, 11, 14))
    return earlier_releases(register_of(dict(shown), release, 1, None))


def hidden(
    months: Months, spans: list[tuple[int, int]], earlier: Earlier | None = None
) -> set[tuple[str, str]]:
    values = county(months) | counted(months, *spans)
    found = hide(values, DFE, earlier, beneath(months))
    assert found.beyond == ()
    return {(c.segment, f"{c.first:%b} to {c.last:%b}") for c in found.counts}


@pytest.mark.parametrize(
    ("spans", "before"),
    [
        ([(0, 4), (0, 2)], []),  # August to December less August to October
        ([(0, 4)], [(0, 2)]),  # the same of two releases
        ([(5, 8)], [(3, 8)]),  # one that ends in the same month
        ([(0, 4), (5, 8)], [(0, 2), (3, 8)]),
    ],
)
def test_a_small_difference_of_two_spans_is_protected(
    spans: list[tuple[int, int]], before: list[tuple[int, int]]
) -> None:
    earlier = published(FEW, *before) if before else None
    found = hidden(FEW, spans, earlier)
    assert "Swale" in {segment for segment, _ in found}
    # by the county's months it could be worked out, were it Swale's alone
    assert len({segment for segment, _ in found}) >= 2
    enough = published(ENOUGH, *before) if before else None
    assert hidden(ENOUGH, spans, enough) == set()


def test_spans_that_share_no_months_between_them_hide_nothing() -> None:
    assert hidden(FEW, [(0, 4), (5, 8)]) == set()


def test_a_correction_that_the_county_gives_away_is_not_called_protected() -> None:
    """Of a span no longer printed: August to October, to which one referral was added since."""
    corrected = {**ENOUGH, "Swale": [10, *ENOUGH["Swale"][1:]]}
    assert hidden(corrected, [(0, 4)], published(ENOUGH, (0, 2))) == set()


def test_codes_of_an_earlier_release_are_held_against_the_spans_of_a_later_one() -> None:
    """Swale has 7 in its first six months, 10 in months 4 to 8, and had 7 codes from 6 to 11.

    So at least 3 of the 10 are in months 4 and 5, and at most 4 of the 7 in months 1 to 3, which is
    one value too few for a c: another of the three has to go.
    """
    months = {name: [9] * 12 for name in PLACES} | {"Swale": [1, 1, 1, 1, 1, 2, 3, 2, 2, 0, 0, 0]}
    spans = (0, 5), (1, 3), (4, 8)
    values = counted(months, *spans)
    below = counted(months, *((at, at) for at in range(12)))
    parts = {span(name, 6, 11).part("4", of_more=False): sum(months[name][6:]) for name in PLACES}
    codes = register_of(dict(parts), ("data_quality", dt.date(2011, 11, 14)), 1, None)
    day = dt.date(2012, 1, 13)
    alone = hide(values, DFE, None, below, drawn_on=day)
    beside = hide(values, DFE, earlier_releases(codes), below, drawn_on=day)
    assert not alone.counts & {span("Swale", 0, 5), span("Swale", 4, 8)}
    assert beside.counts & {span("Swale", 0, 5), span("Swale", 4, 8)}
