"""Each world's truth is exact with noise off; draws repeat; nothing comes from the product."""

import ast
import sys
from dataclasses import replace
from math import log
from pathlib import Path

import numpy as np
import pytest
from benchmarks import worlds_list, worlds_simulator
from benchmarks.worlds_simulator import Shocks, Window, World

FEBRUARY, YEAR = Window(before=61, after=5), Window(before=61, after=12)
DECEMBER = Window(before=61, after=3)
WORLDS = {one.name: one for one in worlds_list.worlds()}
SERIES = {one.name: one for one in worlds_list.series()}
# of the whole change, how much of it the months after have had on average
OVER_SIX_MONTHS = {"61/3": (1 + 2 + 3) / 18, "61/5": (1 + 2 + 3 + 4 + 5) / 30, "61/12": 57 / 72}


@pytest.mark.parametrize("window", [DECEMBER, FEBRUARY, YEAR], ids=lambda one: one.name)
@pytest.mark.parametrize("name", WORLDS)
def test_truth_is_what_the_name_says(name: str, window: Window) -> None:
    ratio = {"0.78": 0.78, "0.60": 0.60, "0.40": 0.40}.get(name.removeprefix("apart ")[:4], 1.0)
    share = OVER_SIX_MONTHS[window.name] if name.endswith("over 6 months") else 1.0
    assert worlds_simulator.truth(WORLDS[name], window) == pytest.approx(log(ratio) * share)


@pytest.mark.parametrize(
    "name", [name for name in WORLDS if name.endswith(("from August", "in May"))]
)
def test_least_squares_finds_the_truth_with_noise_off(name: str) -> None:
    months = worlds_simulator.months_of(FEBRUARY)
    means = worlds_simulator.expected(WORLDS[name], months)
    turn = 2 * np.pi * ((months + 4) % 12 + 1) / 12
    waves = [part(k * turn) for k in (1, 2) for part in (np.sin, np.cos)]
    steps = [months >= -7, months >= 3]
    design = np.column_stack([np.ones(len(months)), months, *waves, *steps]).astype(np.float64)
    kept = (months < 0) | (months >= 3)
    odds = (means.inappropriate - means.assessed)[0, kept]
    found, rest, *_ = np.linalg.lstsq(design[kept], odds, rcond=None)
    assert found[-1] == pytest.approx(log(float(name[:4])), abs=1e-10)
    assert rest == pytest.approx(0, abs=1e-18)


@pytest.mark.parametrize(
    ("name", "month", "moved"),
    [
        ("slope -0.1", -8, 0.0), ("slope -0.1", 5, -0.1),
        ("slope -0.2", 5, -0.2), ("slope +0.2", -1, 0.1),
        ("decay 3", -8, 0.0), ("decay 3", -7, 0.2 - 0.04), ("decay 3", -4, 0.1 - 0.04),
        ("decay 6", -1, 0.1 - 0.04),
        ("saturating 12", -37, 0.0), ("saturating 12", -25, 0.3 * (1 - np.exp(-1))),
        ("saturating 24", -25, 0.3 * (1 - np.exp(-0.5))),
        ("curved -0.3", -37, 0.0), ("curved -0.3", 8, -0.3), ("curved +0.3", 8, 0.3),
        ("recording -0.15 at -3", -4, 0.0), ("recording -0.15 at -3", -3, -0.15),
        ("recording +0.15 at -12", -13, 0.0), ("recording +0.15 at -12", 7, 0.15),
        ("recording -0.20 at -48", -49, 0.0), ("recording -0.20 at -48", -48, -0.20),
        ("outlier -30% at +4", 4, log(0.7)), ("outlier -30% at +4", 5, 0.0),
        ("outlier -50% at +4", 4, log(0.5)), ("outlier +50% at -5", -5, log(1.5)),
        ("crisis", -15, 0.0), ("crisis", -14, -0.2), ("crisis", -8, -0.05),
        ("sharp August", 3, log(0.65 / 0.80)), ("sharp August", -9, log(0.65 / 0.80)),
        ("sharp August", 4, 0.0),
        ("others rise 10%", 0, -0.08 * log(1.1)), ("others rise 10%", 7, -log(1.1)),
        ("0.60 by dose", 1, 0.45 * log(0.6)), ("0.60 by dose", 2, 0.95 * log(0.6)),
        ("0.40 from August", 2, 0.0), ("0.40 in May", 0, log(0.4)),
        ("0.78 over 6 months", 2, 0.0), ("0.78 over 6 months", 8, log(0.78)),
    ],
)  # fmt: skip
def test_log_odds_move_by_what_the_world_says(name: str, month: int, moved: float) -> None:
    months = np.array([month])
    plain = worlds_simulator.expected(WORLDS["AR(1) 0.4"], months)
    other = worlds_simulator.expected(WORLDS[name], months)
    odds = [means.inappropriate - means.assessed for means in (plain, other)]
    assert float((odds[1] - odds[0])[0, 0]) == pytest.approx(moved, abs=1e-12)


@pytest.mark.parametrize("name", [name for name in SERIES if name in WORLDS])
def test_series_by_themselves_are_moved_as_the_odds_are(name: str) -> None:
    months = worlds_simulator.months_of(FEBRUARY)
    found = [
        worlds_simulator.expected(world, months)
        for world in (SERIES[name], SERIES["AR(1) 0.4"], WORLDS[name], WORLDS["AR(1) 0.4"])
    ]
    series, plain, odds, plain_odds = found
    moved = odds.inappropriate - plain_odds.inappropriate
    if name.startswith("decay"):  # the odds lose the step that the rise stands for
        moved = moved + 0.04 * (months >= -7)
    assert (series.assessed - plain.assessed) == pytest.approx(moved, abs=1e-12)


def test_draws_repeat_whatever_was_drawn_before() -> None:
    months = worlds_simulator.months_of(FEBRUARY)
    one = worlds_simulator.drawn(WORLDS["jumps"], months, 3, 7)
    worlds_simulator.drawn(WORLDS["AR(2)"], months, 5, 7)
    again, other = (worlds_simulator.drawn(WORLDS["jumps"], months, 3, seed) for seed in (7, 8))
    for name in ("inappropriate", "others", "assessed", "in_need", "blanks"):
        np.testing.assert_array_equal(getattr(one, name), getattr(again, name))
    assert (one.inappropriate != other.inappropriate).any()
    assert (
        one.inappropriate != worlds_simulator.drawn(WORLDS["t3"], months, 3, 7).inappropriate
    ).any()


def test_a_narrower_window_holds_the_same_months() -> None:
    months = worlds_simulator.months_of(YEAR)
    drawn = worlds_simulator.drawn(WORLDS["jumps"], months, 2, 7)
    cut = worlds_simulator.within(drawn, months, Window(before=37, after=3))
    np.testing.assert_array_equal(cut.others, drawn.others[:, 24:67])
    assert months[24] == -37
    assert months[66] == 5


def test_families_and_shocks_are_as_large_as_they_say() -> None:
    rng = np.random.default_rng(4)
    counts = worlds_simulator.families(rng, np.full((400, 500), 60.0))
    assert counts.mean() == pytest.approx(60, rel=0.002)
    assert counts.var() / 60 == pytest.approx(3.52 / 1.64, rel=0.02)
    for shocks in (Shocks(sd=0.05, rho=0.7), Shocks(sd=0.08, rho=0.0, freedom=30)):
        path = worlds_simulator.autoregression(shocks, (4000, 60), rng)
        assert path.std() == pytest.approx(shocks.sd, rel=0.02)
        next_to = (path[:, 1:] * path[:, :-1]).mean() / path.var()
        assert next_to == pytest.approx(shocks.rho, abs=0.01)


@pytest.mark.parametrize(("name", "sd"), [("walk 0.02", 0.02), ("walk 0.05", 0.05)])
def test_a_walk_moves_by_its_sd_a_month(name: str, sd: float) -> None:
    (part,) = WORLDS[name].departures
    path = part.path(np.arange(80), np.random.default_rng(3), 4000)
    assert np.diff(path).std() == pytest.approx(sd, rel=0.01)


def test_random_departures_have_the_sd_that_they_say() -> None:
    rng = np.random.default_rng(5)
    (second,) = WORLDS["AR(2)"].departures
    assert second.path(np.arange(70), rng, 6000).std() == pytest.approx(0.07, rel=0.02)
    (jump,) = WORLDS["jumps"].departures
    steps = np.diff(jump.path(np.arange(70), rng, 6000))
    assert (steps != 0).mean() == pytest.approx(1 / 18, rel=0.03)
    assert steps[steps != 0].std() == pytest.approx(0.15, rel=0.02)
    (growing,) = WORLDS["sd grows x5"].departures
    at_start, at_end = growing.path(np.array([-37, 8]), rng, 20000).T
    assert not at_start.any()
    # 25 times the variance, of which the county's own shocks are one part
    assert at_end.var() == pytest.approx(24 * 0.05**2, rel=0.03)


def test_blank_flags_are_inappropriate_referrals_counted_with_the_others() -> None:
    months = worlds_simulator.months_of(YEAR)
    drawn = worlds_simulator.drawn(WORLDS["blanks 20%"], months, 400, 3)
    since = months >= 0
    assert not drawn.blanks[:, ~since].any()
    all_inappropriate = drawn.inappropriate + drawn.blanks
    share = drawn.blanks[:, since].sum() / all_inappropriate[:, since].sum()
    assert share == pytest.approx(0.20, abs=0.002)
    counted_apart = drawn.others - drawn.blanks
    assert (counted_apart <= drawn.assessed).all()
    assert (counted_apart >= drawn.in_need).all()


def test_of_those_assessed_a_share_is_closed_before_the_others_are_counted() -> None:
    months = worlds_simulator.months_of(YEAR)
    drawn = worlds_simulator.drawn(WORLDS["AR(1) 0.4"], months, 400, 3)
    assert drawn.in_need.sum() / drawn.assessed.sum() == pytest.approx(0.70, abs=0.002)
    assert drawn.others.sum() / drawn.assessed.sum() == pytest.approx(1 - 0.3 * 0.65, abs=0.002)


def test_months_without_a_flag_are_one_in_twenty() -> None:
    months = worlds_simulator.months_of(YEAR)
    drawn = worlds_simulator.drawn(WORLDS["empty months, 450 flagged"], months, 200, 3)
    assert (drawn.inappropriate == 0).mean() == pytest.approx(0.05, abs=0.006)


def test_noise_off_means_no_shocks_at_all() -> None:
    months = worlds_simulator.months_of(FEBRUARY)
    world = replace(WORLDS["walk 0.05"], own=Shocks(sd=9.0, rho=0.5))
    calm = worlds_simulator.expected(world, months)
    plain = worlds_simulator.expected(World(name="plain", breaks="nothing", group="errors"), months)
    np.testing.assert_allclose(calm.inappropriate, plain.inappropriate, atol=1e-12)


HERE = Path(worlds_simulator.__file__).parent


def imported(path: Path) -> set[str]:
    """Return the modules that a file imports, and what it takes from the benchmarks."""
    tree = ast.walk(ast.parse(path.read_text("utf-8")))
    names = set()
    for node in tree:
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "benchmarks":
            names |= {f"benchmarks.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(str(node.module))
    return names


@pytest.mark.parametrize("module", ["worlds_simulator", "worlds_paths", "worlds_list"])
def test_the_simulator_imports_numpy_and_nothing_of_the_product(module: str) -> None:
    foreign = {
        name
        for name in imported(HERE / f"{module}.py")
        if name.split(".")[0] not in sys.stdlib_module_names
    }
    assert foreign <= {
        "numpy",
        "numpy.typing",
        "benchmarks.worlds_simulator",
        "benchmarks.worlds_paths",
    }
    assert "numpy" in foreign


@pytest.mark.parametrize("path", sorted(HERE.glob("worlds*.py")), ids=lambda one: one.stem)
def test_the_study_imports_nothing_of_the_products_own_simulator(path: Path) -> None:
    for name in imported(path):
        assert not name.startswith("referral_analysis.simulate")
        if name.startswith("benchmarks."):
            assert name.startswith(("benchmarks.worlds", "benchmarks.one_thread"))


def test_worlds_have_names_of_their_own_and_say_what_they_break() -> None:
    assert len(WORLDS) == len(worlds_list.worlds()) >= 50
    assert all(one.breaks for one in WORLDS.values())
    assert {name for name in SERIES if "series of" not in name} <= set(WORLDS)
    assert [one.assessed for name, one in SERIES.items() if "series of" in name] == [
        8.0, 8.0, 20.0, 20.0, 60.0, 60.0
    ]  # fmt: skip
