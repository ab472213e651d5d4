"""The county's referrals a working day, month by month, as an XmR chart."""

import numpy as np
import polars as pl

from referral_analysis.extract import columns
from referral_analysis.periods import working_days
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.tables import Volume
from referral_analysis.statistics.xmr import xmr


def by_month(rows: pl.LazyFrame, plan: QualityPlan) -> pl.DataFrame:
    """Return `Volume`: all of referrals a working day, since months are not equally long.

    A month without any referral is a zero.
    """
    counted = (
        rows.group_by(pl.col(columns.REFERRED_ON).dt.month_start().alias("period"))
        .agg(pl.len().cast(pl.Int64).alias("referrals"))
        .collect()
    )
    monthly = (
        pl.DataFrame({"period": plan.months}, schema={"period": pl.Date})
        .join(counted, on="period", how="left", maintain_order="left")
        .with_columns(
            pl.col("referrals").fill_null(0),
            pl.Series("working_days", working_days(plan.months)),
        )
        .with_columns((pl.col("referrals") / pl.col("working_days")).alias("per_day"))
    )
    return Volume.checked(with_limits(monthly, plan))


def with_limits(monthly: pl.DataFrame, plan: QualityPlan) -> pl.DataFrame:
    """Work out the XmR chart of per_day, in place of what the months have of it."""
    rebased = np.flatnonzero(monthly["period"].is_in(list(plan.rebase_months)))
    chart = xmr(monthly["per_day"], rebased.tolist())
    return monthly.with_columns(
        pl.Series("phase", chart.phase),
        pl.Series("mean", chart.mean),
        pl.Series("lower", chart.lower).fill_nan(None),
        pl.Series("upper", chart.upper).fill_nan(None),
        pl.Series("is_trial", chart.is_trial),
        pl.Series("signal", chart.signals, dtype=pl.String),
    )
