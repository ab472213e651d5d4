"""One estimand of one fit, a row a segment, with its verdict; or the reason why there is none."""

import polars as pl

from referral_analysis.errors import SeriesError
from referral_analysis.its.effects.estimands import Estimand
from referral_analysis.its.effects.of_fit import effects
from referral_analysis.its.effects.verdicts import verdicts
from referral_analysis.its.model.fit import ItsFit, fit
from referral_analysis.its.model.spec import ItsSpec

SCHEMA = {
    "segment": pl.String,
    "scale": pl.String,
    "unit": pl.String,
    "estimate": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "level": pl.Float64,
    "p_value": pl.Float64,
    "method": pl.String,
    "measured_coverage": pl.String,
    "n_before": pl.Int32,
    "n_after": pl.Int32,
    "verdict": pl.String,
    "refused": pl.String,
}


def estimated(fitted: ItsFit, at: str, estimand: Estimand, level: float) -> pl.DataFrame:
    """Return the columns of SCHEMA, a row a segment; a ratio where the estimand has one."""
    rows = effects(fitted, at, level=level).filter(pl.col("estimand") == estimand)
    if (rows["scale"] == "ratio").any():
        rows = rows.filter(pl.col("scale") == "ratio")
    return verdicts(rows).with_columns(pl.lit(None, pl.String).alias("refused")).select(*SCHEMA)


def estimated_or_refused(
    series: pl.DataFrame, spec: ItsSpec, at: str, estimand: Estimand, level: float
) -> pl.DataFrame:
    """Fit and estimate; one row with the reason in `refused` where the series cannot carry it."""
    try:
        return estimated(fit(series, spec), at, estimand, level)
    except SeriesError as error:
        return refusal(error)


def refusal(error: SeriesError) -> pl.DataFrame:
    """Return one row of nulls and the reason."""
    return pl.DataFrame({"refused": [str(error)]}, schema_overrides=SCHEMA).select(
        pl.col(name) if name == "refused" else pl.lit(None, dtype).alias(name)
        for name, dtype in SCHEMA.items()
    )
