"""The county's findings, on months whose answer is known."""

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.analysis import county, primary
from referral_analysis.analysis.events import LAUNCH, Event
from referral_analysis.analysis.model import PLANNED, Choices, by_dose, spec
from referral_analysis.errors import ParametersError, SeriesInvalidError
from referral_analysis.periods import add_months, month_range, working_days
from referral_analysis.questions.fell.alternatives import AS_PLANNED, of_headline
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.series.outcome import NFA, Outcome

ROOT = Path(__file__).resolve().parents[3]
PLAN = replace(
    checked_by(
        BoardReport,
        parameter_file.load(ROOT / "notebooks" / "parameters" / "board_february_2012.yaml"),
    ).plan(),
    series_starts=dt.date(2008, 4, 1),
)
CHILDREN = 323_000.0
PLANTED = {
    "nfa": 0.78,
    "others": 1.0,
    "inappropriate_wide": 0.78,
    "appropriate": 1.0,
    "referrals": 0.89,
}
DOSE = pl.DataFrame(
    {"period": month_range(PLAN.launch_month, PLAN.phase_in_ends), "dose": [0.08, 0.45, 0.95]}
)
SHARE = {"nfa": 0.3, "others": 0.55, "inappropriate_wide": 0.5, "appropriate": 0.5, "referrals": 1}


def months(first: dt.date = PLAN.series_starts) -> pl.DataFrame:
    """Return counts with a known level change and a little noise, in every measure."""
    periods = month_range(first, PLAN.last_month)
    exposure = working_days(periods) * CHILDREN
    reached = dict(zip(DOSE["period"].to_list(), DOSE["dose"].to_list(), strict=True))
    dose = np.array([reached.get(p, float(p > PLAN.phase_in_ends)) for p in periods])
    frames = []
    for number, (measure, ratio) in enumerate(PLANTED.items()):
        noise = np.random.default_rng(number).normal(0, 0.02, len(periods))
        rate = 0.0002 * SHARE[measure] * np.exp(noise) * ratio**dose
        frames.append(
            pl.DataFrame(
                {
                    "period": periods,
                    "measure": measure,
                    "count": np.round(rate * exposure).astype(np.int64),
                    "child_working_days": exposure,
                    "referrals_per_10k_year": rate * 10_000 * 252,
                }
            )
        )
    return pl.concat(frames)


def fits(monthly: pl.DataFrame) -> Mapping[str, its.ItsFit]:
    headline = primary.fit(county.pair(monthly), PLAN, PLANNED, "ratio")
    return {county.HEADLINE: headline, **county.fit(monthly, PLAN, PLANNED)}


@pytest.fixture(scope="module")
def fitted() -> Mapping[str, its.ItsFit]:
    return fits(months())


@pytest.fixture(scope="module")
def changes(fitted: Mapping[str, its.ItsFit]) -> pl.DataFrame:
    return county.changes(fitted, months(), PLAN)


@pytest.mark.parametrize(("measure", "ratio"), [("headline", 0.78), *PLANTED.items()])
def test_the_planted_change_is_found(changes: pl.DataFrame, measure: str, ratio: float) -> None:
    row = changes.row(by_predicate=pl.col("measure") == measure, named=True)
    assert row["low"] < ratio < row["high"]
    # a path that may drift leans on the months near the launch, so its estimate varies more
    assert row["ratio"] == pytest.approx(ratio, rel=0.08)
    assert row["level"] == 0.95


def test_averted_is_the_ratio_mapped(changes: pl.DataFrame) -> None:
    for row in changes.iter_rows(named=True):
        for averted, ratio in (
            ("averted", "ratio"), ("averted_low", "high"), ("averted_high", "low")
        ):  # fmt: skip
            assert row[averted] == pytest.approx(row["observed_total"] * (1 / row[ratio] - 1))


def test_only_the_headline_has_the_ends_that_hold_whatever_the_blanks_were(
    fitted: Mapping[str, its.ItsFit], changes: pl.DataFrame
) -> None:
    ends = {"low": 0.5, "high": 1.25, "mild_low": 0.6, "mild_high": 0.8}
    found = county.changes(fitted, months(), PLAN, ends)
    is_after = (pl.col("measure") == "nfa") & (pl.col("period") > dt.date(2011, 7, 1))
    total = int(months().filter(is_after)["count"].sum())
    headline = found.row(by_predicate=pl.col("measure") == county.HEADLINE, named=True)
    # half as many as were expected: as many again were averted; a quarter more: a fifth added
    wanted = ends | {"averted_low": -total / 5, "averted_high": float(total)}
    assert {name: headline[name] for name in wanted} == pytest.approx(wanted, rel=1e-12)
    others = pl.col("measure") != county.HEADLINE
    assert found.filter(others).equals(changes.filter(others))


def test_paths_say_what_was_expected_only_from_the_launch_on(
    fitted: Mapping[str, its.ItsFit], changes: pl.DataFrame
) -> None:
    paths = county.paths(fitted, changes, months(), PLAN, "ratio")
    nfa = paths.filter(pl.col("measure") == "nfa")
    before, since = nfa.filter(pl.col("period") < PLAN.launch_month), nfa[-8:]
    assert before["expected_without"].is_null().all()
    is_phase_in = nfa["period"].is_between(PLAN.launch_month, PLAN.phase_in_ends)
    assert nfa["fitted"].is_null().equals(is_phase_in)
    assert since[3:]["expected_without"].is_not_null().all()
    row = changes.row(by_predicate=pl.col("measure") == "headline", named=True)
    for column, end in (("expected_without", "ratio"), ("low", "high"), ("high", "low")):
        ratio = (since["fitted"] / since[column]).to_numpy()
        # half a referral is added to each count before its logarithm is taken
        np.testing.assert_allclose(ratio[3:], row[end], rtol=0.002)


def test_a_measure_with_too_few_settled_months_is_not_estimated() -> None:
    monthly = months().filter(
        ~pl.col("measure").is_in(list(county.RESTS_ON_CLOSURES))
        | (pl.col("period") <= dt.date(2011, 9, 1))
    )
    found = county.changes(fits(monthly), monthly, PLAN)
    rows = {row["measure"]: row for row in found.iter_rows(named=True)}
    assert rows["appropriate"]["ratio"] is None
    assert rows["appropriate"]["months"] == 2
    assert rows["others"]["months"] == rows["headline"]["months"] == 5
    assert rows["headline"]["ratio"] is not None


def test_closures_settle_later_than_decisions() -> None:
    assert PLAN.last_settled_month == dt.date(2011, 10, 1)
    assert replace(PLAN, closure_ripens_in_days=12).last_settled_month == PLAN.last_month


@pytest.mark.parametrize(
    ("pairs", "label"),
    [
        (1, "2 seasonal waves a year, not 1"),
        (2, "1 seasonal wave a year, not 2"),
        (3, "1 seasonal wave a year, not 3"),
    ],
)
def test_another_number_of_waves_is_one_or_two(pairs: int, label: str) -> None:
    plan = replace(PLAN, fourier_pairs=pairs)
    found = of_headline(months(), plan, None, "ratio")
    row = found.row(by_predicate=pl.col("choice") == label, named=True)
    choices = replace(PLANNED, fourier_pairs=2 if pairs == 1 else 1)
    fitted = primary.fit(county.pair(months()), plan, choices, "ratio")
    wanted = its.level_ratios(its.effects(fitted, at=LAUNCH, level=0.95)).row(0, named=True)
    assert [row["ratio"], row["low"], row["high"]] == [
        wanted["estimate"], wanted["low"], wanted["high"],
    ]  # fmt: skip


def test_a_month_without_any_stops_no_other_choice() -> None:
    """After a launch that leaves few there may be a month of none, which has no logarithm."""
    is_last = (pl.col("period") == PLAN.last_month) & (pl.col("measure") == "nfa")
    everything = months().with_columns(pl.when(is_last).then(0).otherwise("count").alias("count"))
    found = of_headline(everything, PLAN, None, "ratio")
    told = found.filter(pl.col("choice").str.contains("Newey-West"))
    assert told.height == 1
    assert found.height == of_headline(months(), PLAN, None, "ratio").height
    assert found.select(pl.col("ratio", "low", "high").is_finite().all()).row(0) == (True,) * 3


@pytest.mark.parametrize(("before", "is_tried"), [(37, False), (38, True)])
def test_the_shorter_series_is_three_years_and_a_month_where_the_plans_is_longer(
    before: int, *, is_tried: bool
) -> None:
    plan = replace(PLAN, series_starts=add_months(PLAN.launch_month, -before))
    everything = months(plan.series_starts)
    found = of_headline(everything, plan, None, "ratio")
    short = "Months from April 2008 only"
    assert (short in found["choice"]) is is_tried
    if is_tried:
        row = found.row(by_predicate=pl.col("choice") == short, named=True)
        last = county.pair(everything).filter(pl.col("period") >= dt.date(2008, 4, 1))
        fitted = primary.fit(last, plan, PLANNED, "ratio")
        wanted = its.level_ratios(its.effects(fitted, at=LAUNCH, level=0.95)).row(0, named=True)
        assert row["ratio"] == wanted["estimate"]


def test_alternatives_all_recover_what_was_planted() -> None:
    everything = months(dt.date(2006, 4, 1))
    found = of_headline(everything, PLAN, by_dose(DOSE), "ratio")
    assert found["choice"][0] == AS_PLANNED
    assert found["choice"][1] == "All months of the extract, from April 2006"
    assert "Set against appropriate referrals settled by October 2011" in found["choice"]
    assert found["choice"].n_unique() == found.height == 12
    any_other = found["choice"].str.contains("not closed with no further action")
    assert all(math.isclose(x, 0.78, rel_tol=0.08) for x in found.filter(~any_other)["ratio"])
    # all others fall here from 0.7 to 0.656 of the months before
    assert found.filter(any_other)["ratio"].item() == pytest.approx(0.78 / (0.656 / 0.7), rel=0.08)


STEP = Event(name="inspection", starts=dt.date(2010, 10, 1))
ENDS = dt.date(2011, 3, 1)


@pytest.mark.parametrize(
    ("events", "names", "left_out"),
    [
        ((STEP,), ("inspection", "launch"), ()),
        ((replace(STEP, shape="pulse", ends=ENDS),), ("inspection", "launch"), ()),
        ((replace(STEP, shape="decay", half_life=3.0),), ("inspection", "launch"), ()),
        ((replace(STEP, shape="leave_out", ends=ENDS),), ("launch",), (("2010-10", "2011-03"),)),
        ((), ("launch",), ()),
    ],
)
def test_an_event_may_take_other_shapes(
    events: tuple[Event, ...], names: tuple[str, ...], left_out: tuple[tuple[str, str], ...]
) -> None:
    chosen = spec(PLAN, Choices(events=events)).timeline
    assert (chosen.names, chosen.left_out) == (names, left_out)


def test_without_seasonal_waves_there_is_no_seasonality() -> None:
    assert spec(replace(PLAN, fourier_pairs=0)).seasonality is None


def test_a_council_of_few_referrals_has_its_answer_too() -> None:
    few = pl.when(pl.col("measure") == "referrals").then("count").otherwise(pl.col("count") // 20)
    none = (pl.col("measure") == "appropriate") & (pl.col("period") == dt.date(2009, 6, 1))
    monthly = months().with_columns(count=pl.when(none).then(0).otherwise(few))
    found = county.changes(fits(monthly), monthly, PLAN)
    for row in found.filter(pl.col("measure") != "appropriate").iter_rows(named=True):
        assert row["low"] < {"headline": 0.78, **PLANTED}[row["measure"]] < row["high"]
    assert found["ratio"].null_count() == 0
    paths = county.paths(fits(monthly), found, monthly, PLAN, "ratio")
    assert paths.filter(pl.col("measure") == "appropriate")["fitted"].min() >= 0  # type: ignore[operator]


def test_a_month_that_the_extract_lacks_is_no_month_without_referrals() -> None:
    gap = pl.col("period") == dt.date(2009, 6, 1)
    monthly = months().with_columns(count=pl.when(gap).then(0).otherwise("count"))
    with pytest.raises(
        SeriesInvalidError, match=r"the extract: no referrals in June 2009; months without: 1; need"
    ):
        county.require_every_month(monthly)


def test_a_month_without_one_inappropriate_referral_is_a_count_of_zero() -> None:
    gap = (pl.col("period") == dt.date(2009, 6, 1)) & (pl.col("measure") == "nfa")
    monthly = months().with_columns(count=pl.when(gap).then(0).otherwise("count"))
    county.require_every_month(monthly)
    fitted = fits(monthly)[county.HEADLINE]
    effect = its.level_ratios(its.effects(fitted, at=LAUNCH, level=0.95)).row(0, named=True)
    assert 0 < effect["low"] < effect["estimate"] < effect["high"] < math.inf


def test_two_months_after_the_phase_in_are_too_few() -> None:
    ends = dt.date(2011, 10, 1)
    with pytest.raises(ParametersError, match=r"2 months after .* October 2011; need at least 3"):
        replace(PLAN, phase_in_ends=ends)


@pytest.mark.parametrize(("a_month", "is_told"), [(50, True), (1, False)])
def test_closed_at_once_stands_by_itself_where_enough_were(
    a_month: int,
    is_told: bool,  # noqa: FBT001
) -> None:
    wide = Outcome(choice="nfa_or_not_in_need")
    plan = replace(PLAN, outcome=wide, last_month=dt.date(2011, 10, 1))
    months = month_range(plan.series_starts, plan.last_month)
    counted = pl.DataFrame({"measure": "closed_at_once", "period": months, "count": a_month})
    shown = list(county._at_once(pl.LazyFrame(), lambda *_, **__: counted, plan))
    assert len(shown) == is_told
    by_itself = replace(plan, outcome=NFA)
    assert not list(county._at_once(pl.LazyFrame(), lambda *_, **__: counted, by_itself))
