"""What the county's months are made of where the extract, or a file beside it, has less."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis import county, dose, segments
from referral_analysis.analysis.model import PLANNED
from referral_analysis.extract.population import unknown_population
from referral_analysis.runs.inputs.files import Inputs
from referral_analysis.series import monthly_counts
from referral_analysis.series.measures import OTHERS, UNFLAGGED

CLOSURES = ("closed_on", "closure_reason")


def wide(monthly: pl.DataFrame) -> pl.DataFrame:
    return monthly.pivot(on="measure", index="period", values="count").sort("period")


def test_without_closures_the_others_are_all_that_had_further_action(
    checkout_inputs: Inputs,
) -> None:
    """An identity: of referrals there are only those closed at once and the others."""
    rows, population = checkout_inputs.checked.kept, checkout_inputs.population
    whole = wide(county.counts(rows, population, FEBRUARY))
    bare = wide(county.counts(rows.drop(CLOSURES), population, FEBRUARY))
    assert set(bare.columns) == {"period", "nfa", "referrals", OTHERS, UNFLAGGED}
    assert (bare[OTHERS] == bare["referrals"] - bare["nfa"]).all()
    assert bare.select("period", "nfa", "referrals").equals(
        whole.select("period", "nfa", "referrals")
    )
    # some were closed as not in need within ten days of their month: they were not among them
    assert (bare[OTHERS] >= whole[OTHERS]).all()
    assert bare[OTHERS].sum() > whole[OTHERS].sum()


@pytest.mark.parametrize(
    ("drawn_from", "series_starts", "first"),
    [
        (dt.date(2009, 4, 1), dt.date(2010, 1, 1), dt.date(2009, 4, 1)),
        (dt.date(2009, 4, 2), dt.date(2010, 1, 1), dt.date(2009, 5, 1)),
        (dt.date(2009, 4, 30), dt.date(2009, 5, 1), dt.date(2009, 5, 1)),
        # what the plan analyses is counted, whatever the extract lacks of it
        (dt.date(2009, 4, 2), dt.date(2009, 4, 1), dt.date(2009, 4, 1)),
    ],
)
def test_months_are_counted_from_the_first_that_the_extract_has_whole(
    checkout_inputs: Inputs, drawn_from: dt.date, series_starts: dt.date, first: dt.date
) -> None:
    kept = checkout_inputs.checked.kept
    later = kept.filter(pl.col("referred_on") >= drawn_from)
    one = later.head(1).with_columns(pl.lit(drawn_from).alias("referred_on"))
    rows = pl.concat([one, later])
    plan = replace(FEBRUARY, series_starts=series_starts)
    found = county.counts(rows, checkout_inputs.population, plan)
    assert found["period"].min() == first
    assert found["period"].max() == FEBRUARY.last_month


@pytest.mark.parametrize("column", CLOSURES)
def test_a_closure_without_its_date_or_its_reason_takes_nobody_from_the_others(
    checkout_inputs: Inputs, column: str
) -> None:
    rows, population = checkout_inputs.checked.kept, checkout_inputs.population
    one, both = (
        wide(county.counts(rows.drop(gone), population, FEBRUARY)) for gone in (column, CLOSURES)
    )
    assert one[OTHERS].equals(both[OTHERS])


def test_without_districts_the_dose_is_the_share_of_workshops_held(
    checkout_inputs: Inputs,
) -> None:
    """Three of four were held by the middle of May, all by that of June."""
    held = pl.DataFrame(
        {
            "date": [dt.date(2011, 5, 3), *[dt.date(2011, 5, 15)] * 2, dt.date(2011, 5, 16)],
            "district": ["Dover", "Swale", "Swale", "Thanet"],
        }
    )
    rows = checkout_inputs.checked.kept.drop("district")
    found = dose.of_launch(rows, checkout_inputs.population, held, FEBRUARY)
    assert found is not None
    assert found["dose"].to_list() == [0.75, 1.0, 1.0]


def test_without_workshops_the_months_of_the_phase_in_are_left_out(
    checkout_inputs: Inputs,
) -> None:
    rows, population = checkout_inputs.checked.kept, checkout_inputs.population
    assert dose.of_launch(rows, population, None, FEBRUARY) is None
    choices = PLANNED
    assert (choices.phase_in, choices.dose, choices.model) == ("exclude", None, "ar1_noise")
    assert segments.combined(rows, population, None, FEBRUARY, choices).is_empty()


def test_segments_are_of_the_kinds_that_rows_can_be_told_apart_by(
    checkout_inputs: Inputs,
) -> None:
    rows, population = checkout_inputs.checked.kept, checkout_inputs.population
    short = replace(FEBRUARY, fourier_pairs=0)
    assert segments.kinds_in(rows) == ("district", "agency")
    assert segments.kinds_in(rows.drop("district")) == ("agency",)
    bare = rows.drop("district", "referral_source")
    nothing = segments.of_headline(bare, population, short)
    assert nothing.is_empty()
    assert nothing.columns[:2] == ["kind", "segment"]
    assert segments.adjusted(bare, population, short).is_empty()


def test_without_a_population_a_rate_is_a_number_a_year_of_working_days() -> None:
    """Two referrals in the 21 working days of June 2011 are 24 in a year of 252; so anywhere."""
    day = dt.date(2011, 6, 6)
    rows = pl.LazyFrame(
        {"referred_on": [day, day, day], "district": ["Dover", "Dover", "Swale"], "is_nfa": True},
        schema_overrides={"referred_on": pl.Date},
    )
    nobody = unknown_population(["Swale", "Dover"])
    assert nobody.areas == ("Dover", "Swale")
    june = day.replace(day=1)
    found = monthly_counts(
        rows, population=nobody, by="district", measures=("nfa",), first=june, last=june
    )
    working_days = found["working_days"][0]
    assert found["referrals_per_10k_year"].to_list() == pytest.approx(
        [2 / working_days * 252, 1 / working_days * 252]
    )
    county_rate = monthly_counts(rows, population=nobody, measures=("nfa",), first=june, last=june)
    assert county_rate["referrals_per_10k_year"].to_list() == pytest.approx(
        [3 / working_days * 252]
    )
    # a district that was not there when the last extract was read is counted all the same
    moved = rows.with_columns(district=pl.lit("Thanet"))
    later = monthly_counts(
        moved, population=nobody, by="district", measures=("nfa",), first=june, last=june
    )
    assert dict(later.select("segment", "count").rows()) == {"Dover": 0, "Swale": 0, "Thanet": 3}
