"""Monthly counts: zeros where there are no rows, segments that add up, rates by hand."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.errors import ColumnMissingError, ParametersError, ValueUnreadableError
from referral_analysis.extract import Population, columns
from referral_analysis.series import (
    MEASURES,
    NO_DISTRICT,
    as_known,
    cut_unripe,
    last_ripe_month,
    monthly_counts,
    nfa_share,
)
from referral_analysis.series.measures import rereferrals_known_from

MARCH, APRIL, MAY = dt.date(2011, 3, 1), dt.date(2011, 4, 1), dt.date(2011, 5, 1)
POPULATION = Population(
    estimates=pl.DataFrame(
        {"area": ["Ashford", "Dover"], "year": [2011, 2011], "children_0_17": [1000, 3000]}
    )
)
DAY = dt.date(2011, 5, 9)

OF_REFERRALS = [measure for measure in MEASURES.values() if measure.rows == "referrals"]

# NFA, closure reason, initial assessment, section 47 -> the measures that count the row
ROWS: list[tuple[bool | None, str | None, dt.date | None, dt.date | None, set[str]]] = [
    (True, None, None, None, {"nfa", "inappropriate_wide"}),
    (True, "RC8", None, None, {"nfa", "inappropriate_wide"}),
    (False, "RC8", DAY, None, {"initial_assessment", "not_in_need", "inappropriate_wide"}),
    (False, "RC9", DAY, None, {"initial_assessment", "not_in_need", "inappropriate_wide"}),
    (False, "RC9", None, None, {"not_in_need", "inappropriate_wide"}),
    (False, "RC8", None, None, {"not_in_need", "inappropriate_wide"}),
    (False, "RC7", DAY, None, {"initial_assessment", "appropriate", "guardrail"}),
    (False, None, DAY, DAY, {"initial_assessment", "appropriate", "guardrail", "section_47"}),
    (False, None, None, None, {"appropriate"}),
    (None, None, None, None, {"appropriate"}),
]


def frame(*changes: dict[str, object]) -> pl.LazyFrame:
    """Return one undecided referral to Dover a change, on 4 May 2011, with its change made."""
    clean: dict[str, object] = {
        "referred_on": dt.date(2011, 5, 4),
        "district": "Dover",
        "referral_source": "6",
        "is_nfa": False,
    }
    schema = {column.name: column.dtype for column in columns.REFERRALS}
    schema[columns.PREVIOUS_REFERRED_ON] = pl.Date
    return pl.LazyFrame([{**clean, **change} for change in changes], schema=schema)


@pytest.mark.parametrize(("nfa", "reason", "assessed", "section_47", "measures"), ROWS)
def test_which_measures_count_a_row(
    nfa: bool | None,  # noqa: FBT001
    reason: str | None,
    assessed: dt.date | None,
    section_47: dt.date | None,
    measures: set[str],
) -> None:
    row = frame(
        {
            "is_nfa": nfa,
            "closure_reason": reason,
            "initial_assessed_on": assessed,
            "section_47_on": section_47,
        }
    )
    as_it_came = row.with_columns(pl.lit(None, pl.Boolean).alias(columns.WAS_NFA))  # not recoded
    counts = as_it_came.select(m.counts.alias(m.name) for m in OF_REFERRALS).collect()
    assert {name for name in counts.columns if counts[name][0]} == {"referrals", *measures}


@pytest.mark.parametrize(
    ("before", "is_again"),
    [(dt.date(2010, 5, 4), True), (dt.date(2010, 5, 3), False), (None, False)],
)
def test_a_rereferral_is_within_twelve_months(
    before: dt.date | None,
    is_again: bool,  # noqa: FBT001
) -> None:
    row = frame({"previous_referred_on": before})
    assert row.select(MEASURES["rereferral"].counts).collect().item() is is_again


@pytest.mark.parametrize(
    ("day", "month"),
    [
        (dt.date(2006, 4, 1), dt.date(2007, 4, 1)),
        (dt.date(2006, 4, 2), dt.date(2007, 5, 1)),
        (dt.date(2006, 4, 30), dt.date(2007, 5, 1)),
    ],
)
def test_rereferrals_are_known_from_the_first_month_with_a_whole_year_before_it(
    day: dt.date, month: dt.date
) -> None:
    assert rereferrals_known_from(day) == month


def test_a_core_assessment_is_an_assessment() -> None:
    row = frame({"core_assessed_on": DAY})
    assert row.select(MEASURES["guardrail"].counts).collect().item() is True


@pytest.mark.parametrize(("days", "does_count"), [(None, False), (-1, False), (0, True), (9, True)])
def test_a_plan_from_before_the_referral_is_not_what_it_led_to(
    days: int | None, *, does_count: bool
) -> None:
    referred = dt.date(2011, 5, 4)
    row = pl.LazyFrame(
        {
            "referred_on": [referred],
            "child_protection_plan_on": [None if days is None else referred + dt.timedelta(days)],
        },
        schema_overrides={"child_protection_plan_on": pl.Date},
    )
    counted = row.select(MEASURES["child_protection_plan"].counts).collect().item()
    assert counted is does_count


def test_every_measure_says_what_it_is() -> None:
    for name, measure in MEASURES.items():
        assert measure.name == name
        assert measure.label
        assert measure.source
        assert measure.definition.endswith(".")
        # a share is of rows of the same file, so that it is a share
        assert measure.part_of is None or MEASURES[measure.part_of].rows == measure.rows


def test_months_without_rows_are_zeros() -> None:
    series = monthly_counts(frame({}, {}), population=POPULATION, first=MARCH, last=MAY)
    assert series.select("period", "segment", "measure", "count").rows() == [
        (MARCH, "county", "nfa", 0),
        (APRIL, "county", "nfa", 0),
        (MAY, "county", "nfa", 0),
        (MARCH, "county", "referrals", 0),
        (APRIL, "county", "referrals", 0),
        (MAY, "county", "referrals", 2),
    ]


def test_the_columns_are_those_the_engine_reads() -> None:
    series = monthly_counts(frame(), population=POPULATION, first=MARCH, last=MAY)
    assert dict(series.schema) == {
        "period": pl.Date,
        "segment": pl.String,
        "measure": pl.String,
        "count": pl.Int64,
        "children": pl.Float64,
        "working_days": pl.Int64,
        "child_working_days": pl.Float64,
        "referrals_per_10k_year": pl.Float64,
    }


def test_the_rate_by_hand() -> None:
    series = monthly_counts(
        frame({}, {}), population=POPULATION, first=MAY, last=MAY, measures=("referrals",)
    )
    row = series.row(0, named=True)
    assert (row["children"], row["working_days"], row["child_working_days"]) == (4000, 20, 80_000)
    assert row["referrals_per_10k_year"] == 2 / 80_000 * 10_000 * 252


def test_a_district_has_its_own_children_and_an_agency_the_countys() -> None:
    rows = frame({})
    for by, segment, children in (("district", "Dover", 3000.0), ("agency", "police", 4000.0)):
        series = monthly_counts(rows, population=POPULATION, first=MAY, last=MAY, by=by)  # type: ignore[arg-type]
        row = series.row(by_predicate=(pl.col("segment") == segment) & (pl.col("count") == 1))
        assert row[4] == children


def test_every_segment_is_there_with_or_without_rows() -> None:
    districts = monthly_counts(frame({}), population=POPULATION, first=MAY, last=MAY, by="district")
    assert districts["segment"].unique().sort().to_list() == ["Ashford", "Dover"]
    agencies = monthly_counts(frame({}), population=POPULATION, first=MAY, last=MAY, by="agency")
    assert agencies["segment"].n_unique() == 10


def test_rows_without_a_district_are_counted_without_a_rate() -> None:
    series = monthly_counts(
        frame({"district": None}), population=POPULATION, first=MAY, last=MAY, by="district"
    )
    row = series.filter(segment=NO_DISTRICT, measure="referrals").row(0, named=True)
    assert (row["count"], row["child_working_days"], row["referrals_per_10k_year"]) == (
        1,
        None,
        None,
    )


def test_a_district_that_the_population_lacks_is_named() -> None:
    with pytest.raises(ValueUnreadableError, match=r"district: Calais, which the population file"):
        monthly_counts(
            frame({"district": "Calais"}),
            population=POPULATION,
            first=MAY,
            last=MAY,
            by="district",
        )


def test_a_measure_without_its_column_is_refused() -> None:
    message = r"measure section_47: an extract without the column section_47_on; need it, to count"
    with pytest.raises(ColumnMissingError, match=message):
        monthly_counts(
            frame({}).drop("section_47_on"),
            population=POPULATION,
            first=MAY,
            last=MAY,
            measures=("referrals", "section_47"),
        )


def test_months_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ParametersError, match=r"months: the last month is before the first"):
        monthly_counts(frame({}), population=POPULATION, first=MAY, last=APRIL)


def test_a_month_is_counted_to_its_last_day() -> None:
    rows = frame({"referred_on": dt.date(2011, 4, 30)}, {"referred_on": dt.date(2011, 5, 1)})
    series = monthly_counts(
        rows, population=POPULATION, first=APRIL, last=APRIL, measures=("referrals",)
    )
    assert series["count"].to_list() == [1]


def test_the_share_is_null_where_nothing_came() -> None:
    counts = pl.DataFrame({"nfa": [1, 0, 1, 0], "referrals": [4, 4, 1, 0]})
    assert counts.select(nfa_share()).to_series().to_list() == [0.25, 0.0, 1.0, None]


@pytest.mark.parametrize(
    ("drawn", "ripening_days", "last"),
    [
        (dt.date(2011, 11, 14), 0, dt.date(2011, 10, 1)),
        (dt.date(2011, 11, 14), 13, dt.date(2011, 10, 1)),
        (dt.date(2011, 11, 14), 14, dt.date(2011, 9, 1)),
        (dt.date(2011, 11, 30), 0, dt.date(2011, 10, 1)),
        (dt.date(2011, 12, 1), 0, dt.date(2011, 11, 1)),
        (dt.date(2012, 1, 13), 0, dt.date(2011, 12, 1)),
    ],
)
def test_which_month_is_the_last_ripe_one(
    drawn: dt.date, ripening_days: int, last: dt.date
) -> None:
    assert last_ripe_month(drawn, ripening_days) == last


def test_unripe_months_are_cut() -> None:
    series = pl.DataFrame({"period": [MARCH, APRIL, MAY]})
    assert cut_unripe(series, dt.date(2011, 5, 20))["period"].to_list() == [MARCH, APRIL]


def test_ripening_does_not_run_backwards() -> None:
    with pytest.raises(
        ParametersError, match=r"ripening_days: a number below zero; need 0 or more"
    ):
        last_ripe_month(MAY, -1)


@pytest.mark.parametrize(
    ("closed_on", "is_known"),
    [
        (dt.date(2011, 4, 10), True),
        (dt.date(2011, 4, 11), False),
        (dt.date(2011, 3, 2), True),
        (None, False),
    ],
)
def test_each_month_is_seen_at_one_age(closed_on: dt.date | None, is_known: bool) -> None:  # noqa: FBT001 - what is wanted
    rows = pl.LazyFrame(
        {"referred_on": [dt.date(2011, 3, 1)], "closed_on": [closed_on], "closure_reason": ["RC8"]},
        schema_overrides={"closed_on": pl.Date},
    )
    seen = as_known(rows, 10).collect().row(0, named=True)
    assert seen["closure_reason"] == ("RC8" if is_known else None)
    assert seen["closed_on"] == (closed_on if is_known else None)
