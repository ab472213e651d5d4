"""Disclosure cases as small literal tables: each side of each threshold."""

import polars as pl
import pytest

from referral_analysis.disclosure import DFE, CountRule, Released, TableRule, release
from referral_analysis.errors import DisclosureError

SHARE = (pl.col("nfa") / pl.col("referrals")).alias("share")


def protect(rows: list[tuple[int, int]]) -> list[tuple[int | None, int | None, float | None]]:
    """Release a table of (nfa, referrals) rows with the share, districts adding up to a total."""
    table = pl.DataFrame(rows, ["nfa", "referrals"], orient="row").with_columns(share=SHARE)
    rule = TableRule(
        counts=(
            CountRule(column="referrals", adds_up_within=()),
            CountRule(column="nfa", whole="referrals", adds_up_within=()),
        ),
        derived={"share": SHARE},
    )
    return release("t", table, rule, DFE).table.rows()


@pytest.mark.parametrize(
    ("nfa", "referrals", "shown"),
    [
        (0, 20, True),  # nobody is not somebody
        (1, 20, False),
        (5, 20, False),
        (6, 20, True),
        (14, 20, True),  # six are left
        (15, 20, False),  # five are left
        (19, 20, False),
        (20, 20, False),  # all of them: 100% says something about each
        (0, 0, True),
        (0, 4, False),  # the whole is small
    ],
)
def test_small_counts_and_small_rests(nfa: int, referrals: int, shown: bool) -> None:  # noqa: FBT001
    table = pl.DataFrame({"nfa": [nfa], "referrals": [referrals]})
    rule = TableRule(
        counts=(CountRule(column="referrals"), CountRule(column="nfa", whole="referrals"))
    )
    released = release("t", table, rule, DFE)
    assert (released.table["nfa"][0] is not None) is shown
    assert released.suppressed["nfa"][0] is not shown


def test_a_lone_gap_takes_the_smallest_neighbour_with_it() -> None:
    rows = protect([(3, 60), (20, 60), (30, 60)])
    assert [nfa for nfa, _, _ in rows] == [None, None, 30]


def test_a_zero_is_no_cover() -> None:
    """Its mark would say that it is none: 5 beside it would be at most 4 of what both add up to."""
    rows = protect([(5, 60), (0, 60), (20, 60), (30, 60)])
    assert [nfa for nfa, _, _ in rows] == [None, 0, None, 30]


def test_two_gaps_hide_each_other() -> None:
    rows = protect([(3, 60), (4, 60), (30, 60)])
    assert [nfa for nfa, _, _ in rows] == [None, None, 30]


def test_a_part_is_at_most_its_whole_though_that_is_printed_elsewhere() -> None:
    """Of 4 known by heart 3 are hidden: the other gap could then be 3 to 6 alone."""
    rule = TableRule(counts=(CountRule(column="nfa", whole="referrals", adds_up_within=()),))
    for wholes, shown in (([4, 60, 60], None), ([60, 60, 60], 30)):
        table = pl.DataFrame({"nfa": [3, 4, 30], "referrals": wholes})
        assert release("t", table, rule, DFE).table["nfa"].to_list() == [None, None, shown]


def test_no_gap_costs_nothing() -> None:
    assert protect([(10, 60), (30, 60)]) == [(10, 60, 10 / 60), (30, 60, 0.5)]


def test_a_suppressed_whole_hides_its_parts_and_their_share() -> None:
    rows = protect([(2, 4), (10, 60), (12, 70), (30, 90)])
    assert rows[0] == (None, None, None)
    assert rows[1][1] is None  # the second whole, so that the first cannot be worked out
    assert rows[1][0] is None  # its part goes with it
    assert rows[3] == (30, 90, 30 / 90)


def test_rates_are_worked_out_from_protected_counts() -> None:
    shares = [share for _, _, share in protect([(3, 60), (20, 60), (30, 60)])]
    assert shares == [None, None, 0.5]


def test_groups_are_protected_apart() -> None:
    table = pl.DataFrame({"quarter": [1, 1, 2, 2], "n": [3, 40, 50, 60]})
    rule = TableRule(counts=(CountRule(column="n", adds_up_within=("quarter",)),))
    assert release("t", table, rule, DFE).table["n"].to_list() == [None, None, 50, 60]


def test_estimates_go_with_the_counts_they_rest_on() -> None:
    table = pl.DataFrame({"n": [3, 40], "ratio": [0.8, 0.9]})
    rule = TableRule(counts=(CountRule(column="n"),), dependent={"ratio": ("n",)})
    released = release("t", table, rule, DFE)
    assert released.table["ratio"].to_list() == [None, 0.9]
    assert released.suppressed["ratio"].to_list() == [True, False]


def test_months_by_district_are_refused() -> None:
    months = pl.date_range(pl.date(2011, 1, 1), pl.date(2011, 3, 1), "1mo", eager=True)
    table = pl.DataFrame({"period": months, "segment": "Thanet", "n": [40, 50, 60]})
    with pytest.raises(DisclosureError, match=r"table t: months crossed .* Add the months up"):
        release("t", table, TableRule(counts=(CountRule(column="n"),)), DFE)
    quarters = table.with_columns(period=pl.col("period").dt.offset_by("1q").dt.truncate("1q"))
    county = table.with_columns(segment=pl.lit("county"))
    for fine in (quarters[:1], county):
        released = release("t", fine, TableRule(counts=(CountRule(column="n"),)), DFE)
        assert released.table.equals(fine)


def test_nobody_else_makes_released() -> None:
    table = pl.DataFrame({"n": [3]})
    with pytest.raises(DisclosureError, match=r"table t: .* Release it first"):
        Released(name="t", table=table, suppressed=table, policy=DFE)
