"""Words that an interval allows: fell, rose, cannot tell, or no change that matters."""

import polars as pl

from referral_analysis.errors import ParametersError


def verdicts(effects: pl.DataFrame, *, ratio_margin: float | None = None) -> pl.DataFrame:
    """Add `verdict` to a frame of effects, from each row's interval and nothing else.

    fell, rose: the interval leaves no change (1 for ratios, 0 for absolutes) on one side; averted
    referrals are a fall. no_change_that_matters: an equivalence test, the whole interval of a
    ratio inside ratio_margin to 1 / ratio_margin (0.9: a fall of less than 10%); so an interval of
    90% is two one-sided tests at 5%. A change that is shown but smaller than the margin is named
    by its direction. Otherwise, and where an end is null, cannot_tell.

    >>> its.level_ratios(its.verdicts(effects))["verdict"].to_list()
    ['fell', 'fell', 'fell', 'fell']
    """
    if ratio_margin is not None and not 0 < ratio_margin < 1:
        raise ParametersError(
            "ratio_margin",
            found=f"{ratio_margin}",
            needed="the largest fall that does not matter, as a ratio between 0 and 1",
            do="Correct it: 0.9 is a fall of 10%.",
        )
    return effects.with_columns(_verdict(ratio_margin).alias("verdict"))


def _verdict(ratio_margin: float | None) -> pl.Expr:
    is_ratio = pl.col("scale") == "ratio"
    nothing = pl.when(is_ratio).then(1.0).otherwise(0.0)
    is_below = (pl.col("high") < nothing).fill_null(value=False)
    is_above = (pl.col("low") > nothing).fill_null(value=False)
    is_reversed = pl.col("estimand") == "averted"
    fell = (is_below & ~is_reversed) | (is_above & is_reversed)
    rose = (is_above & ~is_reversed) | (is_below & is_reversed)
    equivalent = pl.lit(value=False)
    if ratio_margin is not None:
        inside = (pl.col("low") > ratio_margin) & (pl.col("high") < 1 / ratio_margin)
        equivalent = (is_ratio & (pl.col("estimand") != "slope_change") & inside).fill_null(
            value=False
        )
    return (
        pl.when(fell)
        .then(pl.lit("fell"))
        .when(rose)
        .then(pl.lit("rose"))
        .when(equivalent)
        .then(pl.lit("no_change_that_matters"))
        .otherwise(pl.lit("cannot_tell"))
    )
