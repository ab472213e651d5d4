"""Where nothing happened, or everything, or in one segment: exact values, no silent NaN."""

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest

from referral_analysis.extract import columns as c
from referral_analysis.questions.came_back.cohorts import Cohort, compared, followed, tabled
from referral_analysis.statistics.decomposition import (
    Parts,
    error_correlation,
    part_changes,
    total_change,
)
from referral_analysis.statistics.funnel import funnel
from referral_analysis.statistics.mix import SegmentCounts, intervals, kitagawa, strayed
from referral_analysis.statistics.survival import difference, incidence, life_table, log_rank

# Miller (1997), Survival Analysis, p. 49: weeks of remission of leukaemia, `aml` of R's survival;
# with + where lost sight of. Figures below: survfit and survdiff of survival 3.5 as they print
MAINTAINED = "9 13 13+ 18 23 28+ 31 34 45+ 48 161+"
NOT_MAINTAINED = "5 5 8 8 12 16+ 23 27 30 33 43 45"
SURVFIT = {
    9: (0.909, 0.0867), 13: (0.818, 0.1163), 18: (0.716, 0.1397), 23: (0.614, 0.1526),
    31: (0.491, 0.1642), 34: (0.368, 0.1627), 48: (0.184, 0.1535),
}  # fmt: skip
SURVFIT_NOT = {
    5: (0.8333, 0.1076), 8: (0.6667, 0.1361), 12: (0.5833, 0.1423), 23: (0.4861, 0.1481),
    27: (0.3889, 0.1470), 30: (0.2917, 0.1387), 33: (0.1944, 0.1219), 43: (0.0972, 0.0919),
}  # fmt: skip


def weeks(text: str) -> tuple[list[int], list[bool]]:
    words = text.split()
    return [int(word.rstrip("+")) for word in words], [not word.endswith("+") for word in words]


@pytest.mark.parametrize(
    ("text", "printed"), [(MAINTAINED, SURVFIT), (NOT_MAINTAINED, SURVFIT_NOT)]
)
def test_survival_is_that_of_survfit(text: str, printed: dict[int, tuple[float, float]]) -> None:
    found = incidence(life_table(*weeks(text)))
    for week, (survival, error) in printed.items():
        assert 1 - found.share[week] == pytest.approx(survival, abs=5.1e-4)
        assert found.standard_error[week] == pytest.approx(error, abs=5.1e-5)
        # nothing changes until the next event
        assert found.share[week - 1] < found.share[week]


def test_log_rank_is_that_of_survdiff() -> None:
    chi_square, p_value = log_rank(*(life_table(*weeks(t)) for t in (MAINTAINED, NOT_MAINTAINED)))
    assert chi_square == pytest.approx(3.396, abs=5e-4)
    assert p_value == pytest.approx(0.0653, abs=5e-5)


def test_of_a_group_without_events_a_share_of_none_has_no_range() -> None:
    none, some = (
        life_table([40] * 50, [False] * 50),
        life_table([40] * 50, [True] * 10 + [False] * 40),
    )
    found = incidence(none)
    assert (found.share == 0).all()
    assert np.isnan(found.low).all()
    middle, low, high = difference(incidence(some), found, 40)
    assert middle == pytest.approx(0.2)
    assert math.isnan(low)
    assert math.isnan(high)
    assert all(math.isnan(value) for value in log_rank(none, none))


def test_where_all_have_had_it_the_share_is_one_without_a_range() -> None:
    found = incidence(life_table([3, 3, 3, 7], [True] * 4))
    assert found.share[[2, 3, 6, 7]].tolist() == [0, 0.75, 0.75, 1]
    assert np.isnan(found.low[7])
    assert 0 < found.low[3] < 0.75 < found.high[3] < 1


LEAP = Cohort(
    name="leap",
    first=dt.date(2011, 2, 1),
    last=dt.date(2012, 2, 29),
    followed_until=dt.date(2013, 3, 31),
)


@pytest.mark.parametrize(
    ("first", "again", "days"),
    [
        ("2011-02-28", "2012-02-28", 365),
        ("2011-02-28", "2012-02-29", 366),
        ("2011-03-01", "2012-02-29", 365),
        ("2012-02-29", "2013-02-28", 365),
        ("2012-02-29", "2013-03-01", 366),
        ("2011-12-31", "2013-03-31", 456),
    ],
)
def test_days_are_counted_over_a_leap_day(first: str, again: str, days: int) -> None:
    rows = pl.LazyFrame(
        {c.CHILD_ID: ["k", "k"], c.REFERRED_ON: [first, again], c.IS_NFA: [False, False]}
    ).with_columns(pl.col(c.REFERRED_ON).str.to_date())
    assert followed(rows, LEAP).select("days", "is_rereferred").row(0) == (days, True)


def test_twelve_months_end_with_day_365() -> None:
    on_it, a_day_later = ([day] * 20 for day in (365, 366))
    table = life_table([*on_it, *a_day_later, *[400] * 60], [True] * 40 + [False] * 60)
    (row,) = compared(table, table, months=[12], level=0.95).rows(named=True)
    assert (row["day"], row["returned_after"]) == (365, 20)
    assert row["after"] == pytest.approx(0.2)
    assert row["change"] == 0


def test_who_is_followed_to_the_day_is_at_risk_on_it() -> None:
    day = LEAP.followed_until
    rows = pl.LazyFrame(
        {
            c.CHILD_ID: ["back", "back", "away"],
            c.REFERRED_ON: [dt.date(2012, 2, 1), day, dt.date(2012, 2, 1)],
            c.IS_NFA: [False] * 3,
        }
    )
    table = tabled(followed(rows, LEAP))
    last = (day - dt.date(2012, 2, 1)).days
    assert (table.at_risk[last], table.events[last], table.censored[last]) == (2, 1, 1)


def counted(of: list[float], some: list[float]) -> SegmentCounts:
    return SegmentCounts(of=np.array([of], dtype=float), some=np.array([some], dtype=float))


@pytest.mark.parametrize("seed", range(4))
def test_mix_and_within_add_up_to_the_change_whatever_is_nought(seed: int) -> None:
    rng = np.random.default_rng([21, seed])
    of = rng.poisson(12, (2, 6)) * rng.integers(0, 2, (2, 6))
    of[:, 0] += 1
    some = rng.binomial(of, 0.3)
    before, after = (counted(of[i].tolist(), some[i].tolist()) for i in (0, 1))
    found = kitagawa(before, after)
    truth = some[1].sum() / of[1].sum() - some[0].sum() / of[0].sum()
    assert found.change[0] == pytest.approx(truth, abs=1e-12)
    assert found.by_mix.sum() + found.by_within.sum() == pytest.approx(truth, abs=1e-12)
    # and turned about in time, every part turns its sign
    back = kitagawa(after, before)
    np.testing.assert_allclose(back.by_mix, -found.by_mix, atol=1e-12)
    np.testing.assert_allclose(back.by_within, -found.by_within, atol=1e-12)


def test_one_segment_has_no_mix_and_a_range_that_says_so() -> None:
    found = kitagawa(counted([400], [100]), counted([300], [60]))
    assert (found.mix[0], found.mix_error[0]) == (0, 0)
    assert found.within[0] == pytest.approx(-0.05)
    # the binomials' own: 0.25 x 0.75 / 400 + 0.2 x 0.8 / 300
    assert found.change_error[0] == pytest.approx(np.sqrt(0.1875 / 400 + 0.16 / 300))
    quiet = [kitagawa(counted([400], [100 + n]), counted([390], [98 - n])) for n in range(4)]
    by = strayed(quiet, months=2)
    assert by.mix[0] == 1
    assert [end[0] for end in intervals(found, by, level=0.95)["mix"]] == [0, 0]
    assert np.isfinite(intervals(found, by, level=0.95)["within"]).all()


def test_nothing_of_anything_is_a_change_of_none_without_error() -> None:
    found = kitagawa(counted([40, 60], [0, 0]), counted([50, 50], [0, 0]))
    assert (found.change[0], found.change_error[0], found.mix_error[0]) == (0, 0, 0)


@pytest.mark.parametrize("all_of_it", [False, True])
def test_a_funnel_of_none_or_all_has_no_width_and_nobody_outside(*, all_of_it: bool) -> None:
    whole = [1, 30, 411]
    rows = {"segment": list("abc"), "part": whole if all_of_it else [0, 0, 0], "whole": whole}
    found = funnel(pl.DataFrame(rows))
    assert set(found["verdict"]) == {"as others"}
    for name in ("target", "share", "low_998", "high_998", "wide_low", "wide_high"):
        assert set(found[name]) == {float(all_of_it)}, name


def test_a_funnels_limits_are_those_of_the_binomial() -> None:
    # by enumeration: the count at which a binomial of 200 and a quarter first has chance .001, and
    # as far below it as the chance is between its own and that of one fewer
    at = [sum(math.comb(200, i) * 3 ** (200 - i) for i in range(k + 1)) / 4**200 for k in range(60)]
    count = next(k for k, chance in enumerate(at) if chance >= 0.001)
    wanted = count - (at[count] - 0.001) / (at[count] - at[count - 1])
    rows = pl.DataFrame({"segment": ["a", "b"], "part": [50, 150], "whole": [200, 600]})
    found = funnel(rows)
    assert found["low_998"][0] * 200 == pytest.approx(wanted, abs=1e-9)
    assert found["between_sd"].unique().to_list() == [0]


def parts(observed: list[float], log_ratio: list[float], reach: list[float], rho: float) -> Parts:
    middle, half = np.array([log_ratio]), np.array([reach])
    size = len(observed)
    correlation = np.full((1, size, size), rho)
    correlation[0, np.arange(size), np.arange(size)] = 1
    return Parts(
        observed=np.array([observed]),
        log_ratio=middle,
        low=middle - half,
        high=middle + half,
        correlation=correlation,
    )


def test_the_whole_is_observed_less_expected_of_its_parts() -> None:
    given = parts([80.0, 150.0], [math.log(0.8), math.log(1.25)], [0.1, 0.2], 0.0)
    assert part_changes(given).estimate[0] == pytest.approx([80 - 100, 150 - 120])
    whole = total_change(given)
    assert whole.estimate[0] == pytest.approx(230 - 220)
    below = np.hypot(80 / 0.8 * (math.exp(0.1) - 1), 150 / 1.25 * (math.exp(0.2) - 1))
    above = np.hypot(80 / 0.8 * (1 - math.exp(-0.1)), 150 / 1.25 * (1 - math.exp(-0.2)))
    assert (whole.low[0], whole.high[0]) == pytest.approx((10 - below, 10 + above))


def test_parts_that_move_as_one_add_their_reaches_and_against_each_other_take_off() -> None:
    for rho, sign in ((1.0, 1), (-1.0, -1)):
        given = parts([100.0, 100.0], [0.0, 0.0], [0.1, 0.3], rho)
        whole = total_change(given)
        ends = [100 * (math.exp(x) - 1) for x in (0.1, 0.3)]
        assert -whole.low[0] == pytest.approx(abs(ends[0] * sign + ends[1]))


def test_a_series_without_errors_is_correlated_with_none() -> None:
    residuals = np.array([[[0.0, 0.0, 0.0], [1.0, -2.0, 1.0], [2.0, -4.0, 2.0]]])
    found = error_correlation(residuals)[0]
    assert found == pytest.approx(np.array([[1, 0, 0], [0, 1, 1], [0, 1, 1]]))
