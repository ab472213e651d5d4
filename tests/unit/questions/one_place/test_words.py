"""Which of a place's two ranges is the wider is said as it is, and not where one is hidden."""

from referral_analysis.questions.one_place.words import how_made
from referral_analysis.report.words.wording import Change


def ranged(low: float, high: float) -> Change:
    return Change(
        what="inappropriate referrals in Dover", ratio=(low * high) ** 0.5, low=low, high=high,
        level=0.95, observed_a_month=40, months=5,
    )  # fmt: skip


WIDE, NARROW = ranged(0.5, 1.2), ranged(0.6, 1.1)


def test_its_own_months_are_called_the_wider_range_only_where_they_are() -> None:
    assert "that of its own months alone is the wider" in how_made(WIDE, NARROW, "district")
    for own in (NARROW, WIDE):
        told = how_made(own, WIDE, "district")
        assert "is the wider" not in told
        assert "its range is no narrower than that of its own months alone" in told
        assert "what the districts share" in told


def test_a_range_that_is_not_shown_is_set_beside_nothing() -> None:
    for own, pooled in ((None, NARROW), (WIDE, None), (None, None)):
        told = how_made(own, pooled, "agency")
        assert "wider" not in told
        assert "narrower" not in told
        assert told.startswith("The change drawn towards the others, and the county's two,")
