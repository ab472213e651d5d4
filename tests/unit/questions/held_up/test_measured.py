"""Every measure after the launch: planted changes are found, and unsettled months stay out."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from referral_analysis import simulate
from referral_analysis.analysis import county
from referral_analysis.analysis.files_beside import NOTHING_BESIDE, Beside
from referral_analysis.analysis.model import PLANNED
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
def simulated() -> simulate.County:
    # without shocks, so that what was planted stands out
    shocks = simulate.CountyShocks(county_sd=0.0, district_sd=0.0)
    return simulate.county(7, replace(simulate.THRESHOLDS_WORKED, shocks=shocks))


@pytest.fixture(scope="module")
def rows(simulated: simulate.County) -> pl.LazyFrame:
    drawn = simulate.snapshot(simulated, DRAWN_ON).referrals
    return check(drawn.lazy(), extract_date=DRAWN_ON).kept


@pytest.fixture(scope="module")
def people(simulated: simulate.County) -> Population:
    return Population(estimates=population(simulated.scenario).drop("gss_code", "basis"))


@pytest.fixture(scope="module")
def found(simulated: simulate.County, rows: pl.LazyFrame, people: Population) -> pl.DataFrame:
    known = pl.col("recorded_on") <= DRAWN_ON
    beside = Beside(
        contacts=simulate.contacts(simulated).filter(known),
        cafs=simulate.cafs(simulated).filter(known),
    )
    return measured.of_county(rows, beside, people, PLAN)


def of(found: pl.DataFrame, measure: str, kind: str = "rate") -> dict[str, object]:
    rows = found.filter(pl.col("measure") == measure, pl.col("kind") == kind)
    return rows.row(0, named=True)


def test_every_measure_has_a_rate_and_those_that_are_parts_a_share(found: pl.DataFrame) -> None:
    of_other_outcomes = "closed_at_once"  # the sample's outcome is no further action itself
    said = {
        name: one
        for name, one in MEASURES.items()
        if not one.is_whole_only and name != of_other_outcomes
    }
    kinds = {(name, "rate") for name in said}
    kinds |= {(name, "share") for name, measure in said.items() if measure.part_of}
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
    # a path that may bend holds the level to the last months before: more noise, the same centre
    assert row["ratio"] == pytest.approx(planted, rel=0.2)
    assert row["low"] < planted < row["high"]  # type: ignore[operator]
    assert row["low"] < row["ratio"] < row["high"]  # type: ignore[operator]


def test_a_measure_has_the_figure_that_every_other_table_has(
    found: pl.DataFrame, rows: pl.LazyFrame, people: Population
) -> None:
    monthly = county.analysed(county.counts(rows, people, PLAN), PLAN)
    changes = county.changes(county.fit(monthly, PLAN, PLANNED), monthly, PLAN)
    for measure in ("nfa", "inappropriate_wide", "appropriate", "referrals"):
        other = changes.filter(pl.col("measure") == measure).row(0, named=True)
        row = of(found, measure)
        # months of these two end where closures have settled, in both tables
        assert row["months"] == other["months"]
        assert [row[end] for end in ("ratio", "low", "high")] == [
            other[end] for end in ("ratio", "low", "high")
        ]


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
    assert later["label"] == "CAFs read a month later"
    assert later["low"] < 1.3 < later["high"]


def test_what_the_extract_lacks_is_left_out(rows: pl.LazyFrame, people: Population) -> None:
    fewer = rows.drop("core_assessed_on", "child_protection_plan_on")
    found = measured.of_county(fewer, NOTHING_BESIDE, people, PLAN)
    left = set(found["measure"])
    lacking = {"core_assessment", "guardrail", "child_protection_plan", "contacts", "cafs_started"}
    assert lacking.isdisjoint(left)
    assert {"referrals", "nfa", "initial_assessment"} <= left


def known_monthly(
    days: list[dt.date], people: Population, new_ids_on: dt.date | None = None
) -> pl.DataFrame:
    """Count one referral a day of nobody seen before, in a county whose plan is February's."""
    none = pl.lit(None, pl.Date)
    rows = pl.LazyFrame({"referred_on": days}).with_columns(
        child_id=pl.format("C{}", pl.int_range(pl.len())),
        is_nfa=pl.lit(value=False),
        previous_referred_on=none,
        district=pl.lit(None, pl.String),
    )
    counted = measured.counts(rows, NOTHING_BESIDE, people, PLAN, new_ids_on)
    return counted.filter(pl.col("measure") == "rereferral")


@pytest.mark.parametrize(
    ("begins", "new_ids_on", "known_from"),
    [
        ("2006-04-01", None, "2007-04-01"),
        ("2006-04-02", None, "2007-05-01"),  # the first of April might be missing
        ("2000-01-01", None, "2006-04-01"),  # the analysis begins here
        ("2006-04-01", "2009-12-01", "2010-12-01"),
        ("2006-04-01", "2009-11-30", "2010-12-01"),
        ("2009-12-01", "2006-08-01", "2010-12-01"),  # the later of the two
    ],
)
def test_rereferrals_begin_a_year_after_children_can_be_known(
    people: Population, begins: str, new_ids_on: str | None, known_from: str
) -> None:
    changed = None if new_ids_on is None else dt.date.fromisoformat(new_ids_on)
    days = pl.date_range(dt.date.fromisoformat(begins), DRAWN_ON, "1d", eager=True).to_list()
    months = known_monthly(days, people, changed)["period"]
    assert months.min() == dt.date.fromisoformat(known_from)
    assert months.max() == PLAN.last_month


def test_a_share_of_rereferrals_is_out_of_children_who_are_known(
    rows: pl.LazyFrame, found: pl.DataFrame, people: Population
) -> None:
    """A third of the children become nobody, by chance: the share stays, where it would fall."""
    nobody = pl.col("referral_id").hash(seed=3) % 3 == 0
    fewer = rows.with_columns(
        pl.when(~nobody).then(name).alias(name) for name in ("child_id", "previous_referred_on")
    )
    counted = measured.of_county(fewer, NOTHING_BESIDE, people, PLAN)
    (again, out_of), (fewer_again, fewer_out_of) = (
        one.filter(pl.col("measure") == "rereferral", pl.col("kind") == "share")
        .select("total", "out_of")
        .row(0)
        for one in (found, counted)
    )
    assert fewer_again / fewer_out_of == pytest.approx(again / out_of, abs=0.02)
    assert fewer_out_of / out_of == pytest.approx(2 / 3, abs=0.03)


def test_new_ids_since_the_launch_leave_nothing_to_say_of_rereferrals(
    rows: pl.LazyFrame, people: Population
) -> None:
    found = measured.of_county(rows, NOTHING_BESIDE, people, PLAN, PLAN.launch_month)
    assert "rereferral" not in set(found["measure"])
    assert "core_assessment" in set(found["measure"])
