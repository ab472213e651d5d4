"""What the answer rests on: its range at each tolerance, what would explain it away, alarms."""

from typing import TYPE_CHECKING, Any

import polars as pl

from referral_analysis.analysis.blanks import BlanksShare
from referral_analysis.analysis.headline import Headline
from referral_analysis.analysis.plan import Plan
from referral_analysis.its.tolerance import as_ratio
from referral_analysis.periods import add_months
from referral_analysis.questions.fell.tables import Alarms, Blanks, Tips, Tolerated

if TYPE_CHECKING:
    from referral_analysis.analysis.blanks import Filled

YEAR = 12


def tolerated(headline: Headline) -> pl.DataFrame:
    """Return `Tolerated`."""
    as_ratios = (pl.col(name).exp() for name in ("low", "high"))
    return headline.path.select(
        Tolerated.tolerance, pl.col("estimate").exp().alias("ratio"), *as_ratios
    ).cast(Tolerated.types())


def tips(headline: Headline, plan: Plan) -> pl.DataFrame:
    """Return the row of `Tips`."""
    seen, would = headline.examined, headline.tips
    row: dict[str, Any] = {
        "full": seen.full.tolerance,
        "mild": seen.mild.tolerance,
        "straight_low": would.straight_low,
        "straight_high": would.straight_high,
        "drift": would.drift,
        "drift_is_more": would.is_drift_open,
        "bend": would.bend,
        "bend_at": seen.bend_at,
        "outlying": seen.outlying.period if seen.outlying else None,
        "counted": headline.counted,
    }
    nearer = _nearer(headline)
    if nearer is not None:
        row["others"] = 1 / nearer
        if nearer < 1:
            odds = _odds(headline.pair, plan)
            row["recorded"] = (1 - nearer) / (1 + nearer * odds)
    return Tips.frame([row])


def alarms(headline: Headline) -> pl.DataFrame:
    """Return `Alarms`."""
    rows = [
        {
            "name": alarm.name,
            "about": alarm.about,
            "is_raised": alarm.is_raised,
            "statistic": alarm.statistic,
            "limit": alarm.limit,
        }
        for alarm in headline.examined.alarms
    ]
    return Alarms.frame(rows)


def blanks(headline: Headline) -> pl.DataFrame:
    """Return `Blanks`, with the headline's ends were every blank an inappropriate referral."""
    counted = blanks_counted(headline.blank_before, headline.blank_after)
    stretches: tuple[tuple[str, Filled], ...] = (
        ("before", "before the launch"),
        ("after", "since the launch"),
    )
    for when, how in stretches:
        seen = headline.filled.get(how)
        if seen is None:
            continue
        full, mild = as_ratio(seen.full), as_ratio(seen.mild)
        ends = {"low": full.low, "high": full.high, "mild_low": mild.low, "mild_high": mild.high}
        counted = counted.with_columns(
            pl.when(pl.col("when") == when).then(pl.lit(end)).otherwise(name).alias(name)
            for name, end in ends.items()
        )
    return counted


def blanks_counted(before: BlanksShare, after: BlanksShare) -> pl.DataFrame:
    """Return `Blanks` with its counts and no ends."""
    rows = [
        {"when": when, "unflagged": share.unflagged, "referrals": share.referrals}
        for when, share in (("before", before), ("after", after))
    ]
    return Blanks.frame(rows)


def _nearer(headline: Headline) -> float | None:
    """Return the end nearer to no change of the widest range that excludes it; None if none does.

    That of the full tolerance, else that of the milder one.
    """
    ends = headline.ends
    for low, high in ((ends["low"], ends["high"]), (ends["mild_low"], ends["mild_high"])):
        if high < 1:
            return high
        if low > 1:
            return low
    return None


def _odds(pair: pl.DataFrame, plan: Plan) -> float:
    """Return inappropriate referrals over others in the year before the launch."""
    first = add_months(plan.launch_month, -YEAR)
    year = pair.filter(pl.col("period").is_between(first, plan.launch_month, closed="left"))
    return float(year.select(pl.col("inappropriate").sum() / pl.col("others").sum()).item())
