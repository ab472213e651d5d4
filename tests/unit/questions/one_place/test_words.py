"""Which of a place's two ranges is the wider is said as it is, and not where one is hidden."""

import pytest

from referral_analysis.analysis.segments import Segment
from referral_analysis.questions.one_place.words import by_itself, counted, how_made, own_change
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


@pytest.mark.parametrize(
    ("compared", "said"), [(1, ""), (2, "With all 2 districts compared at once")]
)
def test_one_place_alone_is_compared_with_no_other(compared: int, said: str) -> None:
    told = own_change("district", compared, 0.4)
    assert told.startswith(said)
    assert bool(told) == bool(said)


def test_nothing_is_drawn_towards_others_where_they_are_few() -> None:
    place = Segment(kind="district", name="Vale")
    assert "drawn towards those of the other districts" in counted(place, 5, is_pooled=True)
    assert "drawn" not in counted(place, 5, is_pooled=False)
    assert by_itself("agency").startswith(
        "Fewer than 4 agencies have an estimate, too few to draw one towards the others."
    )
