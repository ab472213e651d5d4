"""Every measure after the launch: planted changes are found, and unsettled months stay out."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from referral_analysis import simulate
from referral_analysis.analysis.files_beside import NOTHING_BESIDE, Beside
from referral_analysis.analysis.plan import Plan
from referral_analysis.extract import Population, check
from referral_analysis.questions.held_up import measured
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.series import MEASURES
from referral_analysis.simulate.companions import population

ROOT = Path(__file__).resolve().parents[4]
PLAN: Plan = checked_by(
    BoardReport, parameter_file.load(ROOT / "notebooks" / "parameters" / "board_february_2012.yaml")
).plan()
DRAWN_ON = PLAN.extract_drawn_on


@pytest.fixture(scope="module")
def county() -> simulate.County:
    # without shocks, so that what was planted stands out
    shocks = simulate.CountyShocks(county_sd=0.0, district_sd=0.0)
    return simulate.county(7, replace(simulate.THRESHOLDS_WORKED, shocks=shocks))


@pytest.fixture(scope="module")
def rows(county: simulate.County) -> pl.LazyFrame:
    drawn = simulate.snapshot(county, DRAWN_ON).referrals
    return check(drawn.lazy(), extract_date=DRAWN_ON).kept


@pytest.fixture(scope="module")
def people(county: simulate.County) -> Population:
    return Population(estimates=population(county.scenario).drop("gss_code", "basis"))


@pytest.fixture(scope="module")
def found(county: simulate.County, rows: pl.LazyFrame, people: Population) -> pl.DataFrame:
    known = pl.col("recorded_on") <= DRAWN_ON
    beside = Beside(
        contacts=simulate.contacts(county).filter(known), cafs=simulate.cafs(county).filter(known)
    )
    return measured.of_county(rows, beside, people, PLAN)


def of(found: pl.DataFrame, measure: str, kind: str = "rate") -> dict[str, object]:
    rows = found.filter(pl.col("measure") == measure, pl.col("kind") == kind)
    return rows.row(0, named=True)


def test_every_measure_has_a_rate_and_those_that_are_parts_a_share(found: pl.DataFrame) -> None:
    kinds = {(name, "rate") for name in MEASURES}
    kinds |= {(name, "share") for name, measure in MEASURES.items() if measure.part_of}
    assert set(found.select("measure", "kind").rows()) == kinds


@pytest.mark.parametrize(
    ("measure", "kind", "planted"),
    [
        ("nfa", "rate", 0.78),
        ("appropriate", "rate", 1.0),
        ("section_47", "rate", 1.0),
        ("child_protection_plan", "rate", 1.0),
        ("contacts_kept", "rate", 1.0),
        ("cafs_started", "rate", 1.3),
        # 0.306 of referrals before, 0.78 of them out of 0.89 of all after
        ("nfa", "share", 0.83),
        # 1 in 2.2 contacts, 0.89 in 2.09
        ("contacts_taken", "share", 0.89),
    ],
)
def test_planted_changes_are_found(
    found: pl.DataFrame, measure: str, kind: str, planted: float
) -> None:
    row = of(found, measure, kind)
    assert row["ratio"] == pytest.approx(planted, rel=0.12)
    assert row["low"] < row["ratio"] < row["high"]  # type: ignore[operator]


def test_each_measure_stops_where_its_outcomes_have_settled(found: pl.DataFrame) -> None:
    assert of(found, "nfa")["last_month"] == dt.date(2011, 12, 1)
    assert of(found, "appropriate")["last_month"] == PLAN.last_settled_month
    core = of(found, "core_assessment")
    assert core["last_month"] <= dt.date(2011, 10, 1)  # type: ignore[operator]
    assert (core["months"] < 3) == (core["ratio"] is None)  # type: ignore[operator]


def test_a_share_is_out_of_the_same_months(found: pl.DataFrame) -> None:
    share = of(found, "appropriate", "share")
    assert share["total"] == of(found, "appropriate")["total"]
    assert share["total"] < share["out_of"]  # type: ignore[operator]
    # three months of referrals, of the five that there are
    assert share["out_of"] < of(found, "referrals")["total"]  # type: ignore[operator]


def test_cafs_are_read_a_month_later_too(found: pl.DataFrame) -> None:
    first, later = found.filter(pl.col("measure") == "cafs_started").rows(named=True)
    assert (first["months"], later["months"]) == (5, 4)
    assert later["label"] == "CAFs started, read a month later"
    assert later["low"] < 1.3 < later["high"]


def test_what_the_extract_lacks_is_left_out(rows: pl.LazyFrame, people: Population) -> None:
    fewer = rows.drop("core_assessed_on", "child_protection_plan_on")
    found = measured.of_county(fewer, NOTHING_BESIDE, people, PLAN)
    left = set(found["measure"])
    lacking = {"core_assessment", "guardrail", "child_protection_plan", "contacts", "cafs_started"}
    assert lacking.isdisjoint(left)
    assert {"referrals", "nfa", "initial_assessment"} <= left
