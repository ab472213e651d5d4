"""What no choice of units, dates, order or company may change."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_analysis import its

LINEAR = ("ar1", "ar1_noise", "ols_hac", "prais_winsten")
COUNTS = ("quasi_poisson", "negative_binomial")
SHAPES = ("step", "slope", "ramp", "decay", "pulse")
# optima are found to about the square root of rounding
OPTIMUM = 1e-5
FEW = settings(max_examples=15)
seeds = st.integers(0, 2**32 - 1)


def interruption(shape: str, first: str = "2011-05", last: str = "2011-07") -> its.Interruption:
    """Return a launch of some shape, its phase-in left out."""
    if shape == "slope":
        return its.Interruption("launch", starts=first, phase_in_ends=last, slope_change=True)
    options = {"decay": {"half_life_periods": 3.0}, "pulse": {"ends": "2030-01"}}.get(shape, {})
    return its.Interruption(
        "launch",
        starts=first,
        phase_in_ends=last,
        shape=shape,  # type: ignore[arg-type]
        **options,
    )


def specification(model: str, shape: str = "step", **options: object) -> its.ItsSpec:
    """Return an inspection and a launch, one Fourier pair."""
    timeline = its.Timeline(its.Interruption("inspection", starts="2010-10"), interruption(shape))
    return its.ItsSpec(
        timeline=timeline,
        model=model,  # type: ignore[arg-type]
        seasonality=its.fourier(1),
        **options,  # type: ignore[arg-type]
    )


def series(seed: int, *segments: str, mean: float = 400.0) -> pl.DataFrame:
    """Return 45 to 52 months of overdispersed counts with memory, a segment at a time."""
    rng = np.random.default_rng(seed)
    parts = []
    for segment in segments or ("all",):
        months = int(rng.integers(45, 53))
        memory = np.zeros(months)
        for month in range(1, months):
            memory[month] = 0.5 * memory[month - 1] + rng.normal(0, 0.08)
        days = pl.date_range(pl.date(2008, 4, 1), pl.date(2014, 1, 1), "1mo", eager=True)[:months]
        effect = rng.normal(0, 0.2) * (np.arange(months) >= 40)
        rate = mean * np.exp(memory + effect)
        parts.append(
            pl.DataFrame(
                {
                    "segment": segment,
                    "period": days,
                    "count": rng.poisson(rate) + 1,
                    "exposure": rng.uniform(900, 1100, months),
                }
            )
        )
    return pl.concat(parts)


def numbers(frame: pl.DataFrame) -> np.typing.NDArray[np.float64]:
    """Return estimates and ends, null as NaN."""
    return frame.select("estimate", "low", "high").to_numpy().astype(float)


@FEW
@given(seed=seeds, factor=st.floats(1e-3, 1e3), model=st.sampled_from(LINEAR + COUNTS))
def test_units_of_exposure_change_nothing(seed: int, factor: float, model: str) -> None:
    plain = series(seed)
    scaled = plain.with_columns(pl.col("exposure") * factor)
    found = [
        its.effects(its.fit(frame, specification(model)), at="launch") for frame in (plain, scaled)
    ]
    np.testing.assert_allclose(numbers(found[1]), numbers(found[0]), rtol=OPTIMUM)


@FEW
@given(seed=seeds, factor=st.floats(1e-2, 1e2), model=st.sampled_from(LINEAR))
def test_units_of_values_are_those_of_effects(seed: int, factor: float, model: str) -> None:
    plain = series(seed).select("period", value="count")
    scaled = plain.with_columns(pl.col("value") * factor)
    spec = specification(model, scale="identity")
    first, second = (its.effects(its.fit(frame, spec), at="launch") for frame in (plain, scaled))
    times = np.where(first["scale"] == "absolute", factor, 1.0)[:, None]
    scale = np.abs(numbers(first)).max() * times
    np.testing.assert_allclose(
        numbers(second) / scale, numbers(first) * times / scale, atol=OPTIMUM
    )


@FEW
@given(seed=seeds, model=st.sampled_from(LINEAR + COUNTS), shape=st.sampled_from(SHAPES))
def test_a_year_later_is_the_same(seed: int, model: str, shape: str) -> None:
    plain = series(seed)
    later = plain.with_columns(pl.col("period").dt.offset_by("12mo"))
    moved = its.Timeline(
        its.Interruption("inspection", starts="2011-10"),
        interruption(shape, "2012-05", "2012-07"),
    )
    before, after = specification(model, shape), specification(model, shape)
    object.__setattr__(after, "timeline", moved)
    first = its.effects(its.fit(plain, before), at="launch")
    second = its.effects(its.fit(later, after), at="launch")
    np.testing.assert_allclose(numbers(second), numbers(first), rtol=OPTIMUM)


@FEW
@given(seed=seeds, model=st.sampled_from(LINEAR + COUNTS), mean=st.sampled_from([20.0, 400.0]))
def test_in_company_or_alone_a_segment_is_the_same(seed: int, model: str, mean: float) -> None:
    every = series(seed, "a", "b", "c", mean=mean)
    spec = specification(model)
    shuffled = every.sample(fraction=1, shuffle=True, seed=seed % 1000)
    together = its.effects(its.fit(shuffled, spec), at="launch")
    for segment in "abc":
        alone = its.effects(its.fit(every.filter(segment=segment), spec), at="launch")
        np.testing.assert_allclose(
            numbers(together.filter(segment=segment)), numbers(alone), rtol=OPTIMUM
        )


# Newey-West counts the rows in n / (n - p), dispersions are fitted to the rows: dummies are rows
@FEW
@given(seed=seeds, model=st.sampled_from(("ar1", "prais_winsten", "quasi_poisson")))
def test_dummies_for_the_phase_in_are_leaving_it_out(seed: int, model: str) -> None:
    names = ["may", "june", "july"]
    plain = series(seed).with_columns(
        (pl.col("period") == pl.date(2011, 5 + place, 1)).cast(pl.Float64).alias(name)
        for place, name in enumerate(names)
    )
    with_dummies = its.ItsSpec(
        timeline=its.Timeline(
            its.Interruption("inspection", starts="2010-10"),
            its.Interruption("launch", starts="2011-08"),
        ),
        model=model,  # type: ignore[arg-type]
        seasonality=its.fourier(1),
        covariates=tuple(names),
    )
    left_out = its.coefficients(its.fit(plain, specification(model)))
    dummies = its.coefficients(its.fit(plain, with_dummies)).filter(~pl.col("name").is_in(names))
    assert left_out["name"].to_list() == dummies["name"].to_list()
    columns = ["estimate", "standard_error"]
    np.testing.assert_allclose(
        left_out.select(columns).to_numpy(), dummies.select(columns).to_numpy(), rtol=2e-5
    )


@FEW
@given(
    seed=seeds,
    model=st.sampled_from(LINEAR + COUNTS),
    shape=st.sampled_from(("step", "ramp", "decay", "pulse")),
    level=st.sampled_from((0.5, 0.8, 0.95)),
)
def test_what_was_averted_never_contradicts_the_ratio(
    seed: int, model: str, shape: str, level: float
) -> None:
    fitted = its.fit(series(seed, *"abcdef"), specification(model, shape))
    frame = its.verdicts(its.effects(fitted, at="launch", level=level))
    wanted = frame.filter(pl.col("estimand").is_in(["mean_effect", "averted"]))
    assert (wanted.group_by("segment").agg(pl.col("verdict").n_unique())["verdict"] == 1).all()


@pytest.mark.parametrize("family", ["ar1", "all"])
def test_inverted_intervals_hold_the_estimate_and_do_not_contradict(family: str) -> None:
    fitted = its.fit(
        series(3, *(f"s{n:03}" for n in range(200))).filter(
            pl.col("period") <= pl.date(2011, 12, 1)
        ),
        specification("ar1"),
    )
    frame = its.verdicts(
        its.effects(fitted, at="launch", interval="test_inversion", family=family)  # type: ignore[arg-type]
    )
    assert (frame["low"] <= frame["estimate"]).all()
    assert (frame["estimate"] <= frame["high"]).all()
    assert (frame.group_by("segment").agg(pl.col("verdict").n_unique())["verdict"] == 1).all()
    told = frame.filter(estimand="mean_effect", scale="ratio")
    assert ((told["verdict"] != "cannot_tell") == (told["p_value"] < 0.05)).all()


@FEW
@given(seed=seeds, control=st.floats(0.3, 3.0))
def test_units_of_a_control_change_nothing(seed: int, control: float) -> None:
    rng = np.random.default_rng(seed)
    plain = series(seed).with_columns(c=pl.lit(0.0))
    plain = plain.with_columns(c=pl.Series(rng.uniform(50, 60, plain.height)))
    scaled = plain.with_columns(pl.col("c") * control)
    spec = specification("ar1", control="c")
    first, second = (its.effects(its.fit(frame, spec), at="launch") for frame in (plain, scaled))
    np.testing.assert_allclose(numbers(second), numbers(first), rtol=OPTIMUM)
