"""Why the share closed at once changed: who referred (mix), or how they referred (within)."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from referral_analysis.appropriateness.mix import (
    Counted,
    Mix,
    dispersion,
    interval,
    kitagawa,
)
from referral_analysis.extract import columns as c
from referral_analysis.extract.codes import agency_group
from referral_analysis.findings.plan import Plan
from referral_analysis.periods import add_months
from referral_analysis.series import MEASURES, NO_DISTRICT

AGENCY, DISTRICT = "agency", "district"
BY: dict[str, Sequence[str]] = {
    AGENCY: (AGENCY,),
    DISTRICT: (DISTRICT,),
    "both": (AGENCY, DISTRICT),
}


def decomposed(rows: pl.LazyFrame, plan: Plan) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Decompose the change in the NFA share, a year before to after: totals, and by segment.

    Totals: by (agency, district, both: agencies within districts), component (change, mix, within),
    estimate, low, high (of the share, 0.01 is a point), dispersion. By segment: kind, segment,
    by_mix, by_within; not for both at once.
    """
    counted = _counted(rows, plan)
    varied = _dispersion(counted, plan)
    totals, segments = [], []
    for by, keys in BY.items():
        names, before, after = _periods(counted, keys, plan)
        found = kitagawa(before, after, dispersion=varied)
        totals.append(_totals(by, found, varied, plan.level))
        if len(keys) == 1:
            segments.append(
                pl.DataFrame(
                    {
                        "kind": by,
                        "segment": names,
                        "by_mix": found.by_mix[0],
                        "by_within": found.by_within[0],
                    }
                )
            )
    return pl.concat(totals), pl.concat(segments)


def _counted(rows: pl.LazyFrame, plan: Plan) -> pl.DataFrame:
    """Count referrals and NFA by month, agency and district, in the months of both years."""
    month = pl.col(c.REFERRED_ON).dt.month_start()
    return (
        rows.filter(month.is_between(add_months(plan.first_after, -12), plan.last_month))
        .group_by(
            month.alias("period"),
            agency_group().alias(AGENCY),
            pl.col(c.DISTRICT).fill_null(NO_DISTRICT).alias(DISTRICT),
        )
        .agg(
            pl.len().cast(pl.Int64).alias("referrals"),
            MEASURES["nfa"].counts.sum().cast(pl.Int64).alias("nfa"),
        )
        .sort("period", AGENCY, DISTRICT)
        .collect()
    )


def _windows(plan: Plan) -> tuple[pl.Expr, pl.Expr]:
    period = pl.col("period")
    return (
        period.is_between(add_months(plan.first_after, -12), add_months(plan.last_month, -12)),
        period.is_between(plan.first_after, plan.last_month),
    )


def _periods(
    counted: pl.DataFrame, keys: Sequence[str], plan: Plan
) -> tuple[list[str], Counted, Counted]:
    before, after = _windows(plan)
    both = (
        counted.group_by(keys)
        .agg(
            pl.col(name).filter(when).sum().alias(f"{name}_{label}")
            for name in ("referrals", "nfa")
            for label, when in (("before", before), ("after", after))
        )
        .filter(pl.col("referrals_before") + pl.col("referrals_after") > 0)
        .sort(keys)
    )
    of = {
        label: Counted(
            of=both[f"referrals_{label}"].to_numpy()[None].astype(np.float64),
            some=both[f"nfa_{label}"].to_numpy()[None].astype(np.float64),
        )
        for label in ("before", "after")
    }
    return both[keys[0]].to_list(), of["before"], of["after"]


def _dispersion(counted: pl.DataFrame, plan: Plan) -> float:
    """Return the mean of both years' dispersion of months over agency and outcome."""
    found = []
    for when in _windows(plan):
        months = counted.filter(when).group_by("period", AGENCY).agg(
            pl.col("nfa").sum(), (pl.col("referrals") - pl.col("nfa")).sum().alias("others")
        )  # fmt: skip
        cells = months.pivot(on=AGENCY, index="period", values=["nfa", "others"]).fill_null(0)
        found.append(dispersion(cells.drop("period").to_numpy()))
    return float(np.mean(found))


def _totals(by: str, found: Mix, varied: float, level: float) -> pl.DataFrame:
    rows = []
    for name in ("change", "mix", "within"):
        estimate, error = getattr(found, name), getattr(found, f"{name}_error")
        low, high = interval(estimate, error, level)
        rows.append((by, name, float(estimate[0]), float(low[0]), float(high[0]), varied))
    return pl.DataFrame(
        rows, ["by", "component", "estimate", "low", "high", "dispersion"], orient="row"
    )
