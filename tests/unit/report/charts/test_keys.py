"""A chart's key explains the marks that are drawn, and none that is not."""

import datetime as dt
from dataclasses import replace

import polars as pl

from referral_analysis.report.charts import keys
from referral_analysis.report.charts.layout import Scene, Span

MONTHS = [dt.date(2011, month, 1) for month in range(3, 8)]
PATH = pl.DataFrame({"period": MONTHS, "observed": [1.0] * 5, "low": [None, None, None, 0.5, 0.5]})
WORKSHOPS = Span(start=dt.date(2011, 5, 1), end=dt.date(2011, 6, 30), label="Workshops")


def scene(phase_in: Span | None) -> Scene:
    return Scene(y_title="Rate", form="rate", phase_in=phase_in)


def test_months_left_out_are_explained_where_they_are_drawn() -> None:
    whole = keys.of_months(PATH, scene(WORKSHOPS))
    assert "Grey band and hollow points: workshops; the model leaves these months out." in whole
    assert "shaded by its range" in whole
    assert "hollow" not in keys.of_months(PATH, scene(None))
    hidden = PATH.with_columns(
        observed=pl.when(pl.col("period") < WORKSHOPS.start).then("observed"),
        low=pl.lit(None, pl.Float64),
    )
    told = keys.of_months(hidden, scene(WORKSHOPS))
    assert "Grey band: workshops" in told
    assert "hollow" not in told
    assert "shaded" not in told


def test_every_band_that_the_model_leaves_out_is_named_and_no_other() -> None:
    covid = Span(start=dt.date(2011, 3, 1), end=dt.date(2011, 4, 30), label="Covid")
    both = keys.of_months(PATH, replace(scene(WORKSHOPS), bands=(covid,)))
    assert "Grey bands and hollow points: Covid, workshops; the model leaves" in both
    pulse = replace(covid, is_left_out=False)
    assert "Covid" not in keys.of_months(PATH, replace(scene(WORKSHOPS), bands=(pulse,)))
    gone = replace(covid, start=dt.date(2010, 1, 1), end=dt.date(2010, 6, 30))
    assert "Covid" not in keys.of_months(PATH, replace(scene(WORKSHOPS), bands=(gone,)))


def test_limits_that_may_not_be_shown_are_not_explained() -> None:
    shown = pl.DataFrame({"stands_out": [False], "mean": [2.0]})
    assert "the limits of ordinary variation" in keys.of_standing_out(shown)
    assert keys.of_standing_out(shown.with_columns(mean=pl.lit(None, pl.Float64))) == ""


def changes(*verdicts: str) -> pl.DataFrame:
    return pl.DataFrame({"estimate": [0.9] * len(verdicts), "verdict": list(verdicts)})


def test_filled_and_hollow_points_are_explained_where_there_are_such() -> None:
    both = keys.of_changes(changes("fell", "cannot tell"))
    assert "Filled: the whole range is a fall, or a rise." in both
    assert "Hollow: the range holds falls and rises." in both
    assert both.endswith(keys.RATIOS)
    assert "Hollow" not in keys.of_changes(changes("fell", "rose"))
    assert "Filled" not in keys.of_changes(changes("cannot tell"))
    none = changes("fell").with_columns(estimate=pl.lit(None, pl.Float64))
    assert keys.of_changes(none) == ""


def test_names_and_diamonds_are_explained_where_there_are_some() -> None:
    beyond = pl.DataFrame({"verdict": ["as others", "beyond chance"]})
    assert keys.of_funnel(beyond).endswith("Points beyond chance are named.")
    assert "named" not in keys.of_funnel(beyond.head(1))
    out = pl.DataFrame({"stands_out": [False, True], "mean": [2.0, 2.0]})
    assert "Diamonds" in keys.of_standing_out(out)
    assert "Diamonds" not in keys.of_standing_out(out.head(1))
    quarters = pl.DataFrame({"expected": [None, 2.0]})
    assert "Diamonds: what was expected" in keys.of_stretches(quarters)
    assert "Diamonds" not in keys.of_stretches(quarters.head(1).cast({"expected": pl.Float64}))
