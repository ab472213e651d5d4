"""Mix and within, released: where counts are rounded, no more than the rounded counts say."""

from collections.abc import Mapping, Sequence

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.printed_counts import Segments, segment_columns, shown_counts
from referral_analysis.disclosure import DFE, OPENSAFELY, Policy, Released
from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.proof.whole_report import Hidden
from referral_analysis.periods import month_range
from referral_analysis.questions.made_of.release import release_mix, release_mix_segments
from referral_analysis.questions.made_of.tables import MixSegments, MixShares
from referral_analysis.statistics.mix import part_of

COLUMNS = ("referrals_before", "nfa_before", "referrals_after", "nfa_after")
COUNTS = {"Dover": (100, 30, 110, 40), "Thanet": (200, 60, 190, 50)}


def released(
    counts: Mapping[str, Sequence[int]], policy: Policy, hidden: Sequence[str] = ()
) -> tuple[Released, Released]:
    """Release the mix of districts that sent these, in a county of just these."""
    table = pl.DataFrame(
        [("district", name, *row) for name, row in counts.items()],
        schema=["kind", "segment", *COLUMNS], orient="row",
    )  # fmt: skip
    named = Segments(plan=FEBRUARY, columns=segment_columns(table, "district", FEBRUARY))
    nobody = Segments(plan=FEBRUARY, columns=segment_columns(table, "agency", FEBRUARY))
    values = {
        count: value
        for column in COLUMNS
        for count, value in zip(named.columns[column], table[column], strict=True)
    }
    gone = {count for count in values if count.segment in hidden}
    county = [sum(row[at] for row in COUNTS.values()) for at in range(4)]
    for column, value in zip(COLUMNS, county, strict=True):
        values |= _months(named.columns[column][0].county, value)
    total = [sum(row[at] for row in counts.values()) for at in range(4)]
    exact = {name: part_of(*row, county=total) for name, row in counts.items()}
    segments = MixSegments.frame([("district", name, *parts) for name, parts in exact.items()])
    moves = [sum(parts[at] for parts in exact.values()) for at in (0, 1)]
    estimates = {"change": sum(moves), "mix": moves[0], "within": moves[1]}
    mix = MixShares.frame(
        [
            (by, name, value, value - 0.04, value + 0.04)
            for by in ("district", "both")
            for name, value in estimates.items()
        ]
    )
    choice = Hidden(counts=frozenset(gone), kept_from_earlier=frozenset(), beyond=())
    shown = shown_counts(values, choice, policy, {})
    return (
        release_mix(mix, {"agency": nobody, "district": named}, FEBRUARY, shown),
        release_mix_segments(segments, "district", named, shown),
    )


def _months(total: Count, value: int) -> dict[Count, int]:
    """Spread a county's count over its months."""
    months = month_range(total.first, total.last)
    each, left = divmod(value, len(months))
    return {total.over(one, one): each + (at < left) for at, one in enumerate(months)}


@pytest.mark.parametrize("district", COUNTS)
@pytest.mark.parametrize("at", range(4))
def test_counts_that_round_alike_have_the_same_mix(district: str, at: int) -> None:
    told = set()
    for count in range(COUNTS[district][at] - 2, COUNTS[district][at] + 3):
        row = [*COUNTS[district]]
        row[at] = count
        tables = released({**COUNTS, district: row}, OPENSAFELY)
        told.add(tuple(str(one.table.to_dicts()) for one in tables))
    assert len(told) == 1


def test_rounded_counts_make_the_parts_and_the_parts_the_totals() -> None:
    mix, segments = released(COUNTS, OPENSAFELY)
    county = [300, 100, 300, 100]  # 60 and 18 in each of five months, rounded
    parts = [part_of(*row, county=county) for row in COUNTS.values()]
    assert segments.table.select("by_mix", "by_within").rows() == parts
    of_districts = mix.table.filter(pl.col("by") == "district")
    totals = dict(of_districts.select("component", "estimate").rows())
    assert totals["within"] == pytest.approx(sum(within for _, within in parts))
    assert totals["change"] == pytest.approx(totals["mix"] + totals["within"])
    width = (of_districts["high"] - of_districts["low"]).to_list()
    assert width == pytest.approx([0.08] * 3)
    assert mix.table.filter(pl.col("by") == "both")["estimate"].null_count() == 3


def test_a_hidden_district_takes_the_totals_with_it() -> None:
    for policy in (DFE, OPENSAFELY):
        mix, segments = released(COUNTS, policy, hidden=["Dover"])
        assert segments.table["by_within"].is_null().to_list() == [True, False]
        assert mix.table.filter(pl.col("by") == "district")["estimate"].null_count() == 3


def test_true_counts_are_told_as_they_are_found() -> None:
    mix, segments = released(COUNTS, DFE)
    total = [sum(row[at] for row in COUNTS.values()) for at in range(4)]
    exact = [part_of(*row, county=total) for row in COUNTS.values()]
    assert segments.table.select("by_mix", "by_within").rows() == exact
    assert mix.table["estimate"].null_count() == 0
