"""Did the work move elsewhere: contacts and CAFs, counted and judged beside the referrals."""

import datetime as dt
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.beside import a_month_later, counts
from referral_analysis.analysis.files_beside import Beside, Files, FileState, files_of
from referral_analysis.analysis.model import Choices
from referral_analysis.extract import Population
from referral_analysis.periods import month_range, working_days
from referral_analysis.questions.elsewhere.finding import changes

MONTHS = month_range(FEBRUARY.series_starts, FEBRUARY.last_month)
AFTER = np.array([month > FEBRUARY.phase_in_ends for month in MONTHS])
CHOICES = Choices()
POPULATION = Population(
    estimates=pl.DataFrame({"area": ["Dover"], "year": [2011], "children_0_17": [300_000]})
)
REFERRALS = pl.LazyFrame(
    {"child_id": ["a"], "referred_on": [dt.date(2011, 5, 3)]},
    schema={"child_id": pl.String, "referred_on": pl.Date},
)


def a_day_each(name: str, *days: dt.date, child: str | None = "z") -> pl.DataFrame:
    columns = {name: days, "district": "Dover"}
    rows = pl.DataFrame(columns, schema_overrides={name: pl.Date})
    return rows.with_columns(child_id=pl.lit(child)) if child else rows


CONTACTS = a_day_each("contacted_on", *MONTHS)
CAFS = a_day_each("opened_on", *MONTHS)


def planted(measure: str, ratio: float, seed: int) -> pl.DataFrame:
    """Return months with a level change and a little noise."""
    noise = np.random.default_rng(seed).normal(0, 0.02, len(MONTHS))
    exposure = working_days(MONTHS) * 300_000.0
    rate = 3e-4 * np.exp(noise) * np.where(AFTER, ratio, 1.0)
    return pl.DataFrame(
        {
            "period": MONTHS,
            "measure": measure,
            "count": np.round(rate * exposure).astype(np.int64),
            "child_working_days": exposure,
        }
    )


READ = Files(contacts=FileState(reason=None), cafs=FileState(reason=None))
BOTH = pl.concat([planted("contacts_kept", 1.15, 1), planted("cafs_started", 0.9, 2)])


@pytest.fixture(scope="module")
def found() -> pl.DataFrame:
    return changes(BOTH, READ, FEBRUARY, CHOICES)


def test_planted_changes_are_found(found: pl.DataFrame) -> None:
    assert found["measure"].to_list() == ["contacts_kept", "cafs_started"]
    for row, ratio in zip(found.iter_rows(named=True), (1.15, 0.9), strict=True):
        assert row["low"] < ratio < row["high"]
        assert row["missing"] is None
        assert row["months"] == 5


def test_two_ranges_hold_together_at_the_level_of_the_plan(found: pl.DataFrame) -> None:
    assert found["level"].to_list() == pytest.approx([0.975, 0.975])
    alone = changes(BOTH, Files(cafs=FileState(reason=None)), FEBRUARY, CHOICES).row(1, named=True)
    assert alone["level"] == 0.95
    assert found["low"][1] < alone["low"] < alone["high"] < found["high"][1]


def test_a_council_with_few_cafs_has_a_range_too() -> None:
    few = BOTH.with_columns(count=pl.col("count") // 60)
    assert few["count"].max() < 100  # type: ignore[operator]
    found = changes(few, READ, FEBRUARY, CHOICES)
    assert (found["low"] < found["ratio"]).all()
    assert (found["ratio"] < found["high"]).all()


@pytest.mark.parametrize(
    ("beside", "measure", "reason"),
    [
        (Beside(), "contacts_kept", "no file"),
        (Beside(), "cafs_started", "no file"),
        (Beside(contacts=CONTACTS.drop("child_id")), "contacts_kept", "no child ids"),
    ],
)
def test_what_cannot_be_looked_at_says_why(beside: Beside, measure: str, reason: str) -> None:
    row = changes(BOTH, files_of(REFERRALS, beside, FEBRUARY), FEBRUARY, CHOICES).row(
        by_predicate=pl.col("measure") == measure, named=True
    )
    assert row["missing"] == reason
    assert row["ratio"] is None
    assert row["observed_total"] is None


@pytest.mark.parametrize(
    "months",
    [
        pytest.param(BOTH.filter(pl.col("period") >= dt.date(2009, 6, 1)), id="23 before"),
        pytest.param(BOTH.filter(pl.col("period") <= dt.date(2011, 9, 1)), id="2 after"),
        pytest.param(BOTH.filter(pl.col("period") < dt.date(2011, 5, 1)), id="none after"),
        pytest.param(BOTH.with_columns(count=pl.lit(0)), id="none at all"),
    ],
)
def test_too_few_months_are_said_to_be(months: pl.DataFrame) -> None:
    found = changes(months, READ, FEBRUARY, CHOICES)
    assert found["missing"].to_list() == ["too few months"] * 2


def test_a_file_counts_from_its_first_whole_month() -> None:
    def first(day: dt.date) -> dt.date:
        cafs = CAFS.filter(pl.col("opened_on") > day).vstack(a_day_each("opened_on", day))
        months = counts(REFERRALS, Beside(cafs=cafs), POPULATION, FEBRUARY)
        return months["period"].min()  # type: ignore[return-value]

    assert first(dt.date(2009, 1, 5)) == dt.date(2009, 1, 1)  # after a holiday
    assert first(dt.date(2009, 1, 6)) == dt.date(2009, 2, 1)
    assert first(dt.date(2007, 1, 1)) == FEBRUARY.series_starts


def test_contacts_that_may_yet_become_referrals_are_left_out() -> None:
    early = replace(FEBRUARY, extract_drawn_on=dt.date(2012, 1, 8), nfa_ripens_in_days=0)
    months = counts(REFERRALS, Beside(contacts=CONTACTS, cafs=CAFS), POPULATION, early)
    last = dict(months.group_by("measure").agg(pl.col("period").max()).iter_rows())
    assert last == {
        "contacts_kept": dt.date(2011, 11, 1),
        "cafs_started": dt.date(2011, 12, 1),
    }


def test_a_contact_taken_as_a_referral_did_not_stay_one() -> None:
    contacts = a_day_each("contacted_on", *MONTHS, child="a")
    months = counts(REFERRALS, Beside(contacts=contacts), POPULATION, FEBRUARY)
    by_month = dict(months.select("period", "count").iter_rows())
    assert by_month.pop(dt.date(2011, 5, 1)) == 0
    assert set(by_month.values()) == {1}


def test_nothing_beside_the_extract_is_no_months() -> None:
    beside = Beside(contacts=CONTACTS.drop("child_id"), cafs=CAFS.clear())
    assert counts(REFERRALS, beside, POPULATION, FEBRUARY).is_empty()
    late = Beside(cafs=a_day_each("opened_on", dt.date(2011, 12, 20)))
    assert counts(REFERRALS, late, POPULATION, FEBRUARY).is_empty()


def test_the_change_in_cafs_is_read_a_month_later_too() -> None:
    # half of the change comes in August, all of it from September
    august = (pl.col("period") == dt.date(2011, 8, 1)) & (pl.col("measure") == "cafs_started")
    slow = BOTH.with_columns(count=pl.when(august).then(pl.col("count") / 0.95).otherwise("count"))
    later = a_month_later(slow.with_columns(pl.col("count").cast(pl.Int64)), FEBRUARY)
    assert later is not None
    assert later["ratio"] == pytest.approx(0.9, abs=0.03)
    short = replace(FEBRUARY, last_month=dt.date(2011, 10, 1))
    assert a_month_later(BOTH.filter(pl.col("period") <= short.last_month), short) is None
