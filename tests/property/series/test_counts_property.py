"""Whatever rows there are: filling with zeros loses none, and segments add up to the county."""

import datetime as dt

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from referral_analysis.extract import Population, columns
from referral_analysis.series import MEASURES, By, monthly_counts

FIRST, LAST = dt.date(2011, 2, 1), dt.date(2011, 6, 1)
POPULATION = Population(
    estimates=pl.DataFrame(
        {"area": ["Ashford", "Dover"], "year": [2011, 2011], "children_0_17": [1000, 3000]}
    )
)
DAYS = st.dates(dt.date(2011, 1, 1), dt.date(2011, 7, 31))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "referred_on": DAYS,
            "district": st.sampled_from(["Ashford", "Dover", None]),
            "referral_source": st.sampled_from(["1A", "2A", "6", "X", None]),
            "is_nfa": st.sampled_from([True, False, None]),
            "closure_reason": st.sampled_from(["RC7", "RC8", "RC9", "X", None]),
            "initial_assessed_on": st.none() | DAYS,
            "section_47_on": st.none() | DAYS,
            "previous_referred_on": st.none() | DAYS,
        }
    ),
    max_size=15,
)
SCHEMA = {column.name: column.dtype for column in columns.REFERRALS}
SCHEMA[columns.PREVIOUS_REFERRED_ON] = pl.Date
OF_REFERRALS = tuple(
    name
    for name, measure in MEASURES.items()
    if measure.rows == "referrals" and columns.WAS_NFA not in measure.counts.meta.root_names()
)
"""Those of referrals as they come, not recoded to another outcome."""


def counted(rows: list[dict[str, object]], by: By) -> pl.DataFrame:
    return monthly_counts(
        pl.LazyFrame(rows, schema=SCHEMA),
        population=POPULATION,
        first=FIRST,
        last=LAST,
        by=by,
        measures=OF_REFERRALS,
    )


@given(rows=ROWS)
def test_zero_filling_loses_no_row(rows: list[dict[str, object]]) -> None:
    series = counted(rows, "county")
    inside = sum(dt.date(2011, 2, 1) <= row["referred_on"] < dt.date(2011, 7, 1) for row in rows)  # type: ignore[operator]
    assert series.filter(measure="referrals")["count"].sum() == inside
    assert series.height == 5 * len(OF_REFERRALS)
    assert series["count"].null_count() == 0


@given(rows=ROWS, by=st.sampled_from(["district", "agency"]))
def test_segments_add_up_to_the_county(rows: list[dict[str, object]], by: By) -> None:
    parts = counted(rows, by).group_by("period", "measure").agg(pl.col("count").sum())
    county = counted(rows, "county").select("period", "measure", "count")
    keys = ["measure", "period"]
    assert parts.sort(keys).select(county.columns).equals(county.sort(keys))


@given(rows=ROWS)
def test_every_referral_is_nfa_not_in_need_or_appropriate(rows: list[dict[str, object]]) -> None:
    series = counted(rows, "county").pivot("measure", index="period", values="count")
    parts = pl.col("nfa") + pl.col("not_in_need") + pl.col("appropriate")
    assert series.select((parts == pl.col("referrals")).all()).item()
    wide = pl.col("nfa") + pl.col("not_in_need") == pl.col("inappropriate_wide")
    assert series.select(wide.all()).item()
