"""Whatever the counts: nothing small is shown, and no published total gives a lone gap away."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from referral_analysis.disclosure import DFE, CountRule, TableRule, release

RULE = TableRule(
    counts=(
        CountRule(column="referrals", adds_up_within=()),
        CountRule(column="nfa", whole="referrals", adds_up_within=()),
    )
)
ROWS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda pair: (pair[0], sum(pair))),
    min_size=2,
    max_size=12,
)


@given(ROWS)
def test_nothing_small_is_shown_and_no_gap_is_alone(rows: list[tuple[int, int]]) -> None:
    table = pl.DataFrame(rows, ["nfa", "referrals"], orient="row")
    released = release("t", table, RULE, DFE)
    for nfa, referrals in released.table.iter_rows():
        assert nfa is None or nfa == 0 or nfa > 5
        assert referrals is None or referrals == 0 or referrals > 5
        if nfa is not None and referrals:
            assert referrals - nfa > 5
    for column in ("nfa", "referrals"):
        others = table.filter(~released.suppressed[column] & (pl.col(column) > 0))
        assert released.suppressed[column].sum() != 1 or others.is_empty()
