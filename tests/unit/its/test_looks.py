"""Planned looks share one chance of missing out."""

import pytest

from referral_analysis.errors import ParametersError, SpecError
from referral_analysis.its.looks import spend


def test_december_has_one_in_a_hundred_and_february_four() -> None:
    assert spend(2) == pytest.approx((0.99, 0.96))


def test_one_look_has_it_all() -> None:
    assert spend(1) == (0.95,)
    assert spend(1, level=0.9) == (0.9,)


@pytest.mark.parametrize("looks", [2, 4, 8, 11])
@pytest.mark.parametrize("level", [0.8, 0.9, 0.95])
@pytest.mark.parametrize("last", [0.5, 0.8])
def test_chances_of_missing_out_add_up(looks: int, level: float, last: float) -> None:
    levels = spend(looks, level=level, last=last)
    assert len(levels) == looks
    assert sum(1 - one for one in levels) == pytest.approx(1 - level)
    assert 1 - levels[-1] == pytest.approx(last * (1 - level))
    assert len(set(levels[:-1])) == 1


def test_eleven_looks_are_the_most_of_95_per_cent() -> None:
    assert spend(11)[0] == pytest.approx(0.999)
    with pytest.raises(SpecError, match=r"looks: 12, of .*; need levels up to 99\.9%\. Plan fewer"):
        spend(12)
    assert spend(12, last=0.7)[0] == pytest.approx(1 - 0.05 * 0.3 / 11)


@pytest.mark.parametrize("looks", [0, -1])
def test_no_looks_are_refused(looks: int) -> None:
    with pytest.raises(SpecError, match=f"looks: {looks}; need one at least"):
        spend(looks)


@pytest.mark.parametrize("last", [0.0, 1.0, 1.2])
def test_a_share_of_none_or_all_is_refused(last: float) -> None:
    with pytest.raises(SpecError, match="the last look's share"):
        spend(2, last=last)


def test_a_level_is_checked() -> None:
    with pytest.raises(ParametersError, match="level"):
        spend(2, level=1.0)
