"""The specification curve: each row is the fit that its choices name."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.errors import SeriesTooShortError, SpecError
from referral_analysis.its.sensitivity import Alternatives, specification_curve
from referral_analysis.its.sensitivity.moved import lagged, phased, shifted

SeriesMaker = Callable[..., pl.DataFrame]


@pytest.fixture
def spec(launch: its.Timeline) -> its.ItsSpec:
    """February's paper."""
    return its.ItsSpec(timeline=launch, seasonality=its.fourier(1))


def mean_effect(series: pl.DataFrame, spec: its.ItsSpec) -> tuple[float, float, float]:
    """Return the mean effect of the launch as a ratio."""
    rows = its.effects(its.fit(series, spec), "launch").filter(
        pl.col("estimand") == "mean_effect", pl.col("scale") == "ratio"
    )
    estimate, low, high = rows.select("estimate", "low", "high").row(0)
    return estimate, low, high


def test_the_planned_row_comes_first_and_is_the_fit_itself(
    spec: its.ItsSpec, monthly: SeriesMaker
) -> None:
    series = monthly()
    curve = specification_curve(series, spec, "launch", Alternatives(models=("ols_hac",)))
    assert curve["is_planned"].to_list() == [True, False]
    assert curve.select("estimate", "low", "high").row(0) == mean_effect(series, spec)
    other = replace(spec, model="ols_hac")
    assert curve.select("estimate", "low", "high").row(1) == mean_effect(series, other)
    assert curve["verdict"][0] == "fell"


def test_every_combination_is_tried_once(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    alternatives = Alternatives(
        models=("ols_hac", "ar1"),
        seasonalities=(None, its.fourier(2)),
        shifts=(-1, 1),
        lags=(1,),
        phase_ins=("ramp", "none"),
    )
    crossed = specification_curve(monthly(), spec, "launch", alternatives)
    choices = ["model", "seasonality", "starts", "lag_periods", "phase_in"]
    assert crossed.height == 2 * 3 * 3 * 2 * 3
    assert crossed.select(choices).is_unique().all()
    single = specification_curve(monthly(), spec, "launch", alternatives, crossed=False)
    assert single.height == 1 + 1 + 2 + 2 + 1 + 2
    assert single["n_changes"].max() == 1
    assert crossed.filter(pl.col("n_changes") <= 1).equals(single)


def test_choices_mean_what_they_say(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    series = monthly()
    curve = specification_curve(
        series,
        spec,
        "launch",
        Alternatives(seasonalities=(None,), shifts=(1,), lags=(2,), phase_ins=("ramp", "none")),
        crossed=False,
    )
    inspection = spec.timeline.interruptions[0]
    written = {
        "none, fourier(1)": {"phase_in_ends": None},
        "ramp, fourier(1)": {"phase_in_ends": "2011-07", "phase_in": "ramp"},
    }
    for row in curve.filter(pl.col("phase_in") != "exclude").iter_rows(named=True):
        options = written[f"{row['phase_in']}, {row['seasonality']}"]
        launch = its.Interruption("launch", starts="2011-05", **options)  # type: ignore[arg-type]
        same = replace(spec, timeline=its.Timeline(inspection, launch))
        assert row["estimate"] == mean_effect(series, same)[0]
    later = its.Interruption("launch", starts="2011-06", phase_in_ends="2011-08")
    longer = its.Interruption("launch", starts="2011-05", phase_in_ends="2011-09")
    for column, value, launch in (("starts", "2011-06", later), ("lag_periods", 2, longer)):
        same = replace(spec, timeline=its.Timeline(inspection, launch))
        row = curve.filter(pl.col(column) == value).row(0, named=True)
        assert row["estimate"] == mean_effect(series, same)[0]
    assert (
        curve.filter(pl.col("seasonality") == "none")["estimate"][0]
        == (mean_effect(series, replace(spec, seasonality=None))[0])
    )


def test_a_choice_that_cannot_be_fitted_says_why(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    alternatives = Alternatives(models=("quasi_binomial",), lags=(3,), phase_ins=("dose",))
    curve = specification_curve(monthly(), spec, "launch", alternatives, crossed=False)
    refused = dict(curve.select("n_changes", "refused").iter_rows())
    assert refused[0] is None
    reasons = curve["refused"].drop_nulls().to_list()
    assert len(reasons) == 3
    assert any("at least 3" in reason for reason in reasons)
    assert any("'dose' among the alternatives" in reason for reason in reasons)
    assert curve.filter(pl.col("refused").is_not_null())["estimate"].null_count() == 3


def test_the_planned_fit_must_be_possible(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    with pytest.raises(SeriesTooShortError, match="after the launch"):
        specification_curve(monthly(months=41), spec, "launch", Alternatives(lags=(1,)))


def test_segments_and_other_estimands(spec: its.ItsSpec, monthly: SeriesMaker) -> None:
    curve = specification_curve(
        monthly("North", "South"),
        replace(spec, seasonality=its.calendar()),
        "launch",
        Alternatives(),
        estimand="averted",
    )
    assert curve["segment"].to_list() == ["North", "South"]
    assert curve["seasonality"].to_list() == ["calendar()", "calendar()"]
    assert curve["scale"].to_list() == ["absolute", "absolute"]


def test_moving_keeps_lengths() -> None:
    pulse = its.Interruption("visit", starts="2010-10", shape="pulse", ends="2010-12")
    moved = shifted(pulse, 3)
    assert (moved.starts, moved.ends) == ("2011-01", "2011-03")
    plain = its.Interruption("launch", starts="2011-W20")
    assert shifted(plain, -20).starts == "2010-W52"
    assert lagged(plain, 2).phase_in_ends == "2011-W21"
    assert lagged(plain, 0) is plain
    assert phased(plain, "none") is plain


def test_a_dose_stays_where_it_is() -> None:
    dose = pl.DataFrame({"period": ["2011-05"], "dose": [0.5]})
    workshops = its.Interruption(
        "launch", starts="2011-05", phase_in_ends="2011-05", phase_in="dose", dose=dose
    )
    with pytest.raises(SpecError, match="launch: phase_in: a dose, which belongs to its own dates"):
        shifted(workshops, 1)
    with pytest.raises(SpecError, match="launch: lag: a lag below zero, or a lag of a dose"):
        lagged(workshops, 1)
    assert phased(workshops, "ramp").dose is None


def test_other_interruptions_may_stand_beside(
    launch: its.Timeline, spec: its.ItsSpec, monthly: SeriesMaker
) -> None:
    series = monthly()
    fading = its.Interruption("inspection", starts="2010-10", shape="decay", half_life_periods=3.0)
    alternatives = Alternatives(others=(("fading", (fading,)), ("none", ())), shifts=(1,))
    curve = specification_curve(series, spec, "launch", alternatives)
    assert curve.height == 6
    assert curve["others"].unique(maintain_order=True).to_list() == ["as planned", "fading", "none"]
    asked = launch.interruptions[1]
    for name, timeline in (
        ("fading", its.Timeline(fading, asked)),
        ("none", its.Timeline(asked)),
    ):
        row = curve.filter((pl.col("others") == name) & (pl.col("n_changes") == 1))
        assert row["estimate"][0] == mean_effect(series, replace(spec, timeline=timeline))[0]


def test_each_set_of_others_has_a_name_of_its_own() -> None:
    for name in ("as planned", "none"):
        with pytest.raises(SpecError, match="others: a name given twice, or 'as planned'"):
            Alternatives(others=((name, ()), ("none", ())))
