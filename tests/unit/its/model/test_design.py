"""Columns of a design, one by one, against what they should hold."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.errors import SeriesInvalidError, SpecError
from referral_analysis.its.model.design import Design, designs, effect_rows, is_after, is_before
from referral_analysis.its.model.panel import panels

SeriesMaker = Callable[..., pl.DataFrame]


def design_of(series: pl.DataFrame, spec: its.ItsSpec) -> Design:
    """Return the design of a series with one segment."""
    _, (panel, *_) = panels(series, spec)
    return next(designs(panel, spec))[0]


def column(design: Design, name: str) -> list[float]:
    """Return a column of all periods, rounded."""
    values: list[float] = design.full[:, design.names.index(name)].round(6).tolist()
    return values


def months(first: str, count: int) -> pl.DataFrame:
    """Return a month a row with values 1, 2, ..."""
    start = pl.Series([f"{first}-01"]).str.to_date()[0]
    days = pl.date_range(start, pl.date(2030, 1, 1), "1mo", eager=True)[:count]
    return pl.DataFrame({"period": days, "value": np.arange(1.0, count + 1)})


def spec_of(*interruptions: its.Interruption, **options: object) -> its.ItsSpec:
    """Return a specification with these interruptions."""
    return its.ItsSpec(timeline=its.Timeline(*interruptions), **options)  # type: ignore[arg-type]


def test_the_launch_is_a_step_and_its_phase_in_keeps_its_place(launch: its.Timeline) -> None:
    spec = its.ItsSpec(timeline=launch, seasonality=its.fourier(1))
    design = design_of(months("2010-08", 14), spec)
    assert design.names == ("intercept", "trend", "inspection", "launch", "sin1", "cos1")
    assert column(design, "inspection") == [0.0] * 2 + [1.0] * 12
    assert column(design, "launch") == [0.0] * 12 + [1.0] * 2
    assert design.times.tolist() == [0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13]
    np.testing.assert_array_equal(design.matrix, design.full[design.is_kept])
    np.testing.assert_allclose(column(design, "trend"), np.arange(14) / 12, atol=1e-6)
    # December is the end of the year's turn
    assert (column(design, "sin1")[4], column(design, "cos1")[4]) == (0.0, 1.0)


def test_before_and_after_leave_the_phase_in_out(launch: its.Timeline) -> None:
    design = design_of(months("2010-08", 14), its.ItsSpec(timeline=launch))
    inspection, started = launch.interruptions
    assert (is_before(design, started).sum(), is_after(design, started).sum()) == (9, 2)
    assert (is_before(design, inspection).sum(), is_after(design, inspection).sum()) == (2, 9)


@pytest.mark.parametrize(
    ("interruption", "expected"),
    [
        (
            its.Interruption("a", starts="2011-02", phase_in_ends="2011-04", phase_in="ramp"),
            {"a": [0, 0.25, 0.5, 0.75, 1, 1]},
        ),
        (
            its.Interruption("a", starts="2011-03", slope_change=True),
            {"a": [0, 0, 1, 1, 1, 1], "a:slope": [0, 0, 0, 1 / 12, 2 / 12, 3 / 12]},
        ),
        (
            its.Interruption("a", starts="2011-03", shape="ramp"),
            {"a:slope": [0, 0, 1 / 12, 2 / 12, 3 / 12, 4 / 12]},
        ),
        (its.Interruption("a", starts="2011-03", shape="pulse"), {"a": [0, 0, 1, 0, 0, 0]}),
        (
            its.Interruption("a", starts="2011-03", shape="pulse", ends="2011-05"),
            {"a": [0, 0, 1, 1, 1, 0]},
        ),
        (
            its.Interruption("a", starts="2011-03", shape="decay", half_life_periods=1),
            {"a": [0, 0, 1, 0.5, 0.25, 0.125]},
        ),
        (
            its.Interruption(
                "a",
                starts="2011-02",
                phase_in_ends="2011-03",
                phase_in="dose",
                dose=pl.DataFrame({"period": ["2011-03", "2011-02"], "dose": [0.7, 0.2]}),
            ),
            {"a": [0, 0.2, 0.7, 1, 1, 1]},
        ),
    ],
)
def test_shapes(interruption: its.Interruption, expected: dict[str, list[float]]) -> None:
    design = design_of(months("2011-01", 6), spec_of(interruption))
    found = {name: column(design, name) for name in design.names if name.startswith("a")}
    assert found == {
        name: [round(value, 6) for value in values] for name, values in expected.items()
    }


@pytest.mark.parametrize(
    ("ends", "after"),
    [
        (None, [0, 0, 0, 1, 0, 0, 0]),
        ("2011-04", [0, 0, 0, 1, 0, 0, 0]),
        ("2011-05", [0, 0, 0, 1, 1, 0, 0]),
        ("2011-06", [0, 0, 0, 1, 1, 1, 0]),
        ("2011-07", [0, 0, 0, 1, 1, 1, 1]),
    ],
)
def test_a_pulse_is_seen_until_its_last_month_and_no_longer(
    ends: str | None, after: list[int]
) -> None:
    # March is phased in and left out; the months that show a pulse are those its column is 1 in
    shock = its.Interruption(
        "shock", starts="2011-03", phase_in_ends="2011-03", shape="pulse", ends=ends
    )
    design = design_of(months("2011-01", 7), spec_of(shock))
    assert is_after(design, shock).tolist() == [bool(flag) for flag in after]
    assert column(design, "shock") == after
    assert is_before(design, shock).tolist() == [True, True, *[False] * 5]


def test_an_effects_rows_are_its_columns_alone(launch: its.Timeline) -> None:
    design = design_of(months("2010-08", 14), its.ItsSpec(timeline=launch))
    rows = effect_rows(design, "launch")
    assert rows.sum() == 2
    assert rows[:, design.names.index("launch")].tolist() == column(design, "launch")


def test_calendar_months_leave_january_out() -> None:
    spec = spec_of(its.Interruption("a", starts="2011-05"), seasonality=its.calendar())
    design = design_of(months("2011-01", 13), spec)
    dummies = [name for name in design.names if name.startswith("month_")]
    assert dummies == [f"month_{k}" for k in range(2, 13)]
    assert column(design, "month_12") == [0.0] * 11 + [1.0, 0.0]
    assert design.full[[0, 12]][:, -11:].sum() == 0


@pytest.mark.parametrize(
    ("starts", "first", "step", "a_year"),
    [("2011-Q2", "2010-01-01", "3mo", 4.0), ("2011", "2001-01-01", "1y", 1.0)],
)
def test_trend_is_a_year_whatever_the_period(
    starts: str, first: str, step: str, a_year: float
) -> None:
    days = pl.date_range(pl.lit(first).str.to_date(), pl.date(2030, 1, 1), step, eager=True)[:12]
    series = pl.DataFrame({"period": days, "value": np.arange(12.0)})
    design = design_of(series, spec_of(its.Interruption("a", starts=starts)))
    np.testing.assert_allclose(column(design, "trend"), np.arange(12) / a_year)


def test_weeks_turn_once_a_year() -> None:
    mondays = pl.date_range(pl.date(2010, 1, 4), pl.date(2011, 12, 26), "1w", eager=True)
    series = pl.DataFrame({"period": mondays, "value": np.arange(float(len(mondays)))})
    spec = spec_of(its.Interruption("a", starts="2011-W20"), seasonality=its.fourier(1))
    wave = np.array(column(design_of(series, spec), "cos1"))
    assert wave[:52].argmin() in {25, 26}
    np.testing.assert_allclose(wave[52:], wave[:52], atol=0.05)


def test_without_trend_there_is_none() -> None:
    spec = spec_of(its.Interruption("a", starts="2011-03"), trend=False)
    assert design_of(months("2011-01", 6), spec).names == ("intercept", "a")


def test_segments_with_other_covariates_have_designs_of_their_own() -> None:
    one = months("2011-01", 6).with_columns(pl.lit(1.0).alias("x"), pl.lit("b").alias("segment"))
    series = pl.concat(
        [
            one,
            one.with_columns(segment=pl.lit("a"), x=pl.col("value") ** 2),
            one.with_columns(segment=pl.lit("c")),
        ]
    )
    spec = spec_of(its.Interruption("m", starts="2011-03"), covariates=("x",))
    _, (panel,) = panels(series, spec)
    found = sorted(tuple(panel.segments[row] for row in rows) for _, rows in designs(panel, spec))
    assert found == [("a",), ("b", "c")]


def test_a_control_enters_on_the_models_scale() -> None:
    series = months("2011-01", 6).with_columns(c=pl.Series([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]))
    launch = its.Interruption("a", starts="2011-03")
    values = series["c"].to_numpy()
    for scale, expected in (
        ("identity", values),
        ("log", np.log(values)),
        ("logit", np.log(values / (1 - values))),
    ):
        design = design_of(series, spec_of(launch, control="c", scale=scale))
        np.testing.assert_allclose(design.full[:, -1], expected)


def test_a_control_that_the_scale_cannot_take_is_refused() -> None:
    series = months("2011-01", 6).with_columns(c=pl.Series([0.1, 0.0, 0.3, 0.4, 0.5, 0.6]))
    with pytest.raises(SeriesInvalidError, match="control c: values that are not positive"):
        design_of(series, spec_of(its.Interruption("a", starts="2011-03"), control="c"))


DOSE = {"period": ["2011-02", "2011-03"], "dose": [0.2, 0.7]}


@pytest.mark.parametrize(
    ("dose", "message"),
    [
        (pl.DataFrame({"period": ["2011-02"], "dose": [0.2]}), "without a row, or with two"),
        (pl.DataFrame({"period": ["2011-02"]}), "no columns period and dose"),
        (pl.DataFrame(DOSE | {"dose": [0.2, 1.7]}), "below 0 or above 1"),
        (pl.DataFrame(DOSE | {"dose": [0.2, None]}), "empty cells"),
        (pl.DataFrame(DOSE | {"segment": ["x", "x"]}), "a segment without a dose"),
    ],
)
def test_a_dose_that_is_not_whole_is_refused(dose: pl.DataFrame, message: str) -> None:
    interruption = its.Interruption(
        "a", starts="2011-02", phase_in_ends="2011-03", phase_in="dose", dose=dose
    )
    with pytest.raises(SpecError, match=f"a: dose: .*{message}"):
        design_of(months("2011-01", 6), spec_of(interruption))


def test_each_segment_may_have_a_dose_of_its_own() -> None:
    dose = pl.DataFrame(
        {
            "period": ["2011-02", "2011-03"] * 2,
            "segment": ["x", "x", "y", "y"],
            "dose": [0.1, 0.2, 0.8, 0.9],
        }
    )
    interruption = its.Interruption(
        "a", starts="2011-02", phase_in_ends="2011-03", phase_in="dose", dose=dose
    )
    one = months("2011-01", 6)
    series = pl.concat([one.with_columns(segment=pl.lit(name)) for name in ("x", "y")])
    spec = spec_of(interruption)
    _, (panel,) = panels(series, spec)
    found = {
        panel.segments[rows[0]]: column(design, "a")[1:3] for design, rows in designs(panel, spec)
    }
    assert found == {"x": [0.1, 0.2], "y": [0.8, 0.9]}
