"""Many series at once are judged as the product judges one; what they told is counted exactly."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from benchmarks import (
    worlds,
    worlds_alarms,
    worlds_alone,
    worlds_blanks,
    worlds_engines,
    worlds_list,
    worlds_looks,
    worlds_measure,
)
from benchmarks.worlds_engines import EXPOSURE, Ends
from benchmarks.worlds_simulator import Counts, Window, World

from referral_analysis import its
from referral_analysis.analysis import headline, model, primary
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import by_dose
from referral_analysis.analysis.rule import before_launch, decide
from referral_analysis.its.tolerance import examine, tolerance_for
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS

WORLDS = {one.name: one for one in worlds_list.worlds()}
FEBRUARY, LONG = Window(before=37, after=5), Window(before=61, after=5)
IS_RATIO = (pl.col("estimand") == "level_change") & (pl.col("scale") == "ratio")
SHORT = Window(before=24, after=3)  # its critical values take no time


def frame(counts: Counts, county: int, window: Window) -> pl.DataFrame:
    """Return one county's months as the product takes them."""
    return pl.DataFrame(
        {
            "period": worlds_engines.dates_of(window),
            "child_working_days": EXPOSURE,
            "inappropriate": counts.inappropriate[county],
            "others": counts.others[county],
        }
    )


def ends_of(fitted: its.ItsFit) -> tuple[float, float]:
    """Return the ends of the log ratio by test inversion over all structures."""
    found = its.effects(fitted, at=LAUNCH, interval="test_inversion", family="all")
    row = found.row(by_predicate=IS_RATIO, named=True)
    return float(np.log(row["low"])), float(np.log(row["high"]))


@pytest.mark.parametrize("name", ["AR(1) 0.4", "0.40 from August", "outlier -50% at +4"])
def test_the_headline_as_built_is_the_products(name: str) -> None:
    counts = worlds_measure.counted(WORLDS[name], 3, LONG)
    found = worlds_engines.as_built(worlds_engines.log_odds(counts), LONG)
    choices = by_dose(worlds_engines.doses())
    for county in range(3):
        pair = frame(counts, county, LONG).tail(45)  # 37 before, 3 of the phase-in, 5 after
        fitted = primary.fit(pair, worlds_engines.plan_of(FEBRUARY), choices, "ratio")
        low, high = ends_of(fitted)
        assert found.low[county] == pytest.approx(low, abs=1e-9)
        assert found.high[county] == pytest.approx(high, abs=1e-9)


@pytest.mark.parametrize("window", [SHORT, FEBRUARY], ids=lambda one: one.name)
def test_a_series_by_itself_is_the_products(window: Window) -> None:
    counts = worlds_measure.counted(WORLDS["AR(1) 0.4"], 2, window)
    found = worlds_engines.by_itself(worlds_engines.log_rates(counts.others), window)
    choices = by_dose(worlds_engines.doses())
    for county in range(2):
        rows = frame(counts, county, window).rename({"others": "count"})
        low, high = ends_of(primary.fit_alone(rows, worlds_engines.plan_of(window), choices))
        assert (found.low[county], found.high[county]) == pytest.approx((low, high), abs=1e-9)


@pytest.mark.parametrize("name", ["AR(1) 0.4", "apart 1.00", "60 a month"])
def test_the_rule_is_the_products(name: str) -> None:
    counts = worlds_measure.counted(WORLDS[name], 4, LONG)
    found = worlds_engines.correlations(counts, LONG)
    plan = worlds_engines.plan_of(FEBRUARY)
    for county in range(4):
        before = before_launch(frame(counts, county, LONG), plan)
        decision = decide(before, plan)
        assert found[county] == pytest.approx(decision.residual_correlation, abs=1e-9)
        is_adjusted = worlds_engines.is_adjusted(counts, LONG)[county]
        assert is_adjusted == (decision.form == "adjusted")


def test_a_tolerance_is_the_engines_own_whoever_else_is_judged() -> None:
    counts = worlds_measure.counted(WORLDS["slope -0.2"], 6, SHORT)
    series = worlds_engines.log_odds(counts)
    every = worlds_engines.tolerant(series, SHORT, "headline", (0.0, 0.125))
    assert list(every) == ["tolerance 0", "tolerance 0.125"]
    plan = worlds_engines.plan_of(SHORT)
    pair = frame(counts, 2, SHORT)
    value = (pl.col("inappropriate") + 0.5) / (pl.col("others") + 0.5)
    fitted = its.fit(pair.select("period", value=value), model.spec(plan))
    row = its.effects(
        fitted, at=LAUNCH, interval="test_inversion", family="robust", tolerance=0.125
    ).row(by_predicate=IS_RATIO, named=True)
    ends = every["tolerance 0.125"]
    found = np.log([row["low"], row["high"]])
    assert (ends.low[2], ends.high[2]) == pytest.approx(tuple(found), abs=1e-9)
    assert (ends.high >= every["tolerance 0"].high).all()


def test_what_ranges_told_is_counted() -> None:
    row = worlds_measure.Row(
        study="primary", world=WORLDS["0.60 by dose"], window=FEBRUARY, method="any"
    )
    low = np.array([-0.9, -0.4, -0.6, 0.1])
    high = np.array([-0.6, -0.1, 0.2, 0.5])
    found = worlds_measure.summary(row, Ends(low=low, high=high), -0.5)
    assert found.coverage == 25.0  # the third holds -.5
    assert found.error == pytest.approx(100 * (0.25 * 0.75 / 4) ** 0.5, abs=0.01)
    assert (found.fell, found.rose) == (50.0, 25.0)
    assert (found.missed_below, found.missed_above) == (25.0, 50.0)
    assert found.width == pytest.approx((0.3 + 0.4) / 2)


def test_none_and_all_of_n_have_an_error() -> None:
    assert worlds_measure.error_of(np.ones(98, dtype=np.bool_)) == pytest.approx(
        100 * (0.01 * 0.99 / 98) ** 0.5, abs=0.01
    )
    assert worlds_measure.error_of(np.zeros(98, dtype=np.bool_)) == worlds_measure.error_of(
        np.ones(98, dtype=np.bool_)
    )


def monthly(counts: Counts, county: int, window: Window) -> pl.DataFrame:
    """Return one county's months as `county.analysed`, those of the flags left blank among them."""
    pair = frame(counts, county, window)
    parts = [
        pair.select("period", "child_working_days", pl.lit(measure).alias("measure"), count=name)
        for measure, name in ((INAPPROPRIATE, "inappropriate"), (OTHERS, "others"))
    ]
    rest = worlds_blanks.monthly(counts, county, window)
    return pl.concat([*parts, rest.with_columns(child_working_days=EXPOSURE)], how="diagonal")


@pytest.mark.parametrize("name", ["blanks 10%", "blanks 20%"])
def test_with_flags_left_blank_the_range_is_the_headlines(name: str) -> None:
    counts = worlds_measure.counted(WORLDS[name], 2, SHORT)
    rule = tolerance_for(SHORT.before)
    found = worlds_measure.whatever_blank([counts], SHORT, worlds.judge)
    ends = [found[worlds_engines.named(one)] for one in (rule.full, rule.mild)]
    for county in range(2):
        told = headline.of_months(
            monthly(counts, county, SHORT), None, worlds_engines.plan_of(SHORT)
        )
        assert told.decision.form == "ratio"
        assert told.blank_after.unflagged > 0
        wanted = [told.ends[end] for end in ("low", "high", "mild_low", "mild_high")]
        judged = [value[county] for one in ends for value in (one.low, one.high)]
        np.testing.assert_allclose(judged, np.log(wanted), atol=1e-9)


def test_only_counties_with_blanks_have_the_wider_range() -> None:
    plain, blank = (
        worlds_measure.counted(WORLDS[name], 3, SHORT) for name in ("AR(1) 0.4", "blanks 20%")
    )
    both = worlds_measure.whatever_blank([plain, blank], SHORT, worlds.judge)
    as_counted = worlds.judge(
        np.concatenate([worlds_engines.log_odds(one) for one in (plain, blank)]),
        SHORT,
        np.concatenate([one.inappropriate for one in (plain, blank)]),
    )
    for method, ends in both.items():
        np.testing.assert_array_equal(ends.high[:3], as_counted[method].high[:3])
        assert (ends.high[3:] > as_counted[method].high[3:] + 0.05).all()


@pytest.mark.parametrize("looks", worlds_looks.PLANS)
def test_levels_of_looks_spend_the_same_chance(looks: int) -> None:
    rules = worlds_looks.levels_by_rule(looks)
    assert rules["each 95%"] == (0.95,) * looks
    for name in ("spent", "even"):
        assert sum(1 - level for level in rules[name]) == pytest.approx(0.05)
    assert len(worlds_looks.PLANS[looks]) == looks


def test_joint_coverage_is_of_all_looks_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worlds_looks, "BEFORE", 24)
    monkeypatch.setattr(worlds_looks, "PLANS", {2: (3, 5)})
    monkeypatch.setattr(worlds_looks, "TOLERANCES", (0.0,))
    world = WORLDS["AR(1) 0.9, larger"]
    rows = {row.rule: row for row in worlds_looks.looked([world], 40)}
    held = np.ones(40, dtype=np.bool_)
    for after in (3, 5):
        window = Window(before=24, after=after)
        series = worlds_engines.log_odds(worlds_measure.counted(world, 40, window))
        ends = worlds_engines.tolerant(series, window, "headline", (0.0,))["tolerance 0"]
        held &= (ends.low <= 0) & (ends.high >= 0)
    assert rows["each 95%"].joint == worlds_measure.percent(held)
    assert rows["each 95%"].joint <= rows["spent"].joint
    assert rows["each 95%"].last < rows["spent"].last < rows["even"].last
    assert rows["spent"].first > rows["even"].first


def test_a_small_series_is_fitted_as_a_segment_is() -> None:
    window = SHORT
    world = World(name="small", breaks="few", group="counts", assessed=20.0)
    counts = worlds_measure.counted(world, 3, window).assessed
    found = worlds_alone.segment(counts, window)
    assert (found.low < found.high).all()
    rows = list(worlds_alone.alone([world], window, 3))
    assert [row.measured.method for row in rows][-1] == "segment, as built"
    for row in rows:
        assert row.held_up == tuple(sorted(row.held_up))
        assert all(one <= other for one, other in zip(row.stayed, row.held_up, strict=True))
        assert list(worlds_alone.as_row(row))[:2] == ["held up 10%", "held up 15%"]


def test_alarms_are_those_that_a_report_prints() -> None:
    counts = worlds_measure.counted(WORLDS["outlier -50% at +4"], 3, SHORT)
    found = worlds_alarms.statistics(worlds_engines.log_odds(counts), SHORT)
    plan = worlds_engines.plan_of(SHORT)
    value = (pl.col("inappropriate") + 0.5) / (pl.col("others") + 0.5)
    for county in range(3):
        months = frame(counts, county, SHORT).select("period", value=value)
        examined = examine(
            its.fit(months, model.spec(plan)),
            LAUNCH,
            tolerance_for(SHORT.before),
            timed=its.fit(months, model.spec(plan, by_dose(worlds_engines.doses()))),
        )
        printed = {alarm.name: alarm.statistic for alarm in examined.alarms}
        for kind, values in zip(worlds_alarms.KINDS, found, strict=True):
            assert values[county] == pytest.approx(abs(printed[kind.name]), rel=1e-6)


def test_alarms_are_raised_in_one_of_twenty_counties_whose_inspection_moved_the_level() -> None:
    """A step at the inspection makes its shapes stand apart: by limits of none it was 10%."""
    found = list(worlds_alarms.raised([WORLDS["AR(1) 0.4"]], LONG, 300))
    assert {one.alarm for one in found} == {kind.name for kind in worlds_alarms.KINDS}
    # two Monte-Carlo errors of 300 above 5%
    assert all(one.raised <= 7.5 for one in found), found


def test_parts_cover_every_world_once_in_each_window() -> None:
    parts = list(worlds.parts(worlds.STUDIES))
    assert len({part.name for part in parts}) == len(parts)
    for window in worlds.WINDOWS:
        names = [
            world.name
            for part in parts
            if part.study == "primary" and part.window == Window(before=window[0], after=window[1])
            for world in part.worlds
        ]
        assert names == [world.name for world in worlds_list.worlds()]


def test_parts_that_are_kept_are_read(tmp_path: Path) -> None:
    part = next(iter(worlds.parts(["looks"])))
    (tmp_path / f"{part.name}.json").write_text('[{"world": "kept"}]', "utf-8")
    assert worlds.kept_rows(part, 5, tmp_path) == [{"world": "kept"}]
