"""What an interruption changed, against what the periods before it say of those after."""

import polars as pl

from referral_analysis.errors import SpecError
from referral_analysis.its.model.fit import ItsFit
from referral_analysis.its.model.timeline import interruption_named


def forecast(fitted: ItsFit, at: str, *, level: float = 0.95) -> pl.DataFrame:
    """Return what `at` changed against a forecast: a row an estimand and segment.

    Columns: estimand, segment, scale, unit, estimate, low, high, level, method, n_before, n_after,
    probability_fell, interruption. mean_effect: over the clean periods after, on the model's scale
    (a ratio, an odds ratio or a difference). averted: forecast less observed, summed over them; a
    fall is positive; by 4,000 draws. probability_fell: how probable it is, given the periods before
    and vague priors, that the series fell; 0.5 says that it cannot be told. SpecError for a model
    other than structural; SeriesTooShortError for fewer periods before than coefficients.

    >>> spec = its.ItsSpec(timeline=its.Timeline(launch), model="structural")
    >>> found = its.forecast(its.fit(series.filter(segment="East"), spec), "launch")
    >>> found.select("estimand", pl.col("estimate", "probability_fell").round(2)).row(0)
    ('mean_effect', 0.82, 1.0)
    """
    if fitted.spec.model != "structural":
        raise SpecError(
            "forecast",
            found=f"model={fitted.spec.model!r}",
            needed="model='structural'",
            do="Change the model, or ask for its effects.",
        )
    from referral_analysis.its.effects import of_forecast  # noqa: PLC0415 - only where asked for

    return of_forecast.changes(fitted, interruption_named(fitted.spec.timeline, at), level)
