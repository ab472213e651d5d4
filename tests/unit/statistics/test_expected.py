"""What was expected, from what came and a ratio: of nothing as well."""

import polars as pl
import pytest

from referral_analysis.analysis.primary import averted
from referral_analysis.report.words.wording import Change
from referral_analysis.statistics.expected import expected, expected_a_month


def test_of_many_it_is_the_count_over_the_ratio() -> None:
    assert expected(400, 0.8) == pytest.approx(500)
    assert expected(2000, 0.8, 5) == pytest.approx(2500)


def test_of_none_it_is_what_the_ratio_was_fitted_from() -> None:
    """Where 60 were expected and none came, the ratio of logarithms is of 1/2 to 60 1/2."""
    assert expected(0, 0.5 / 60.5) == pytest.approx(60)
    assert expected(0, 0.5 / 60.5, 7) == pytest.approx(420)


@pytest.mark.parametrize("observed", [0, 3, 19.9, 20, 500])
def test_a_ratio_of_one_gives_what_came(observed: float) -> None:
    assert expected(observed, 1.0) == observed


@pytest.mark.parametrize(("a_month", "halves"), [(19.8, 0.5), (20.0, 0.0)])
def test_the_half_counts_below_twenty_a_month(a_month: float, halves: float) -> None:
    wanted = (a_month + halves) / 0.1 - halves
    assert expected(a_month, 0.1) == pytest.approx(wanted)
    assert expected(5 * a_month, 0.1, 5) == pytest.approx(5 * wanted)


@pytest.mark.parametrize(("step", "total"), [(1, 0), (1, 48), (1, 400), (3, 0), (3, 48), (3, 400)])
@pytest.mark.parametrize("ratio", [0.1, 0.8, 1.4])
def test_a_month_and_the_whole_say_the_same_of_months_and_of_quarters(
    step: int, total: int, ratio: float
) -> None:
    """Of a year: 12 fitted counts of a month, or 4 of a quarter; a half belongs to each of them."""
    change = Change(
        what="referrals", ratio=ratio, low=ratio, high=ratio, level=0.95,
        observed_a_month=total / 12, months=12, step=step,
    )  # fmt: skip
    fewer = 12 * (change.expected_a_month - change.observed_a_month)
    assert fewer == pytest.approx(averted(total, 12 / step, ratio))
    frame = pl.DataFrame({"observed": [total / 12], "ratio": [ratio]})
    column = expected_a_month(pl.col("observed"), pl.col("ratio"), step=step)
    assert frame.select(column).item() == pytest.approx(change.expected_a_month)


def test_columns_are_as_numbers() -> None:
    frame = pl.DataFrame({"observed": [0.0, 12.0, 400.0, None], "ratio": [0.01, 0.5, 0.8, 0.8]})
    found = frame.select(expected_a_month(pl.col("observed"), pl.col("ratio"), step=1)).to_series()
    wanted = [expected(0, 0.01), expected(12, 0.5), expected(400, 0.8)]
    assert found.to_list()[:3] == pytest.approx(wanted)
    assert found[3] is None
