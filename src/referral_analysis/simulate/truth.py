"""What was planted in a county, as plain values for a file beside the data."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from referral_analysis.extract import columns
from referral_analysis.simulate.county import County
from referral_analysis.simulate.faults import SPOILINGS
from referral_analysis.simulate.scenario import Scenario
from referral_analysis.simulate.snapshot import Snapshot

# the clean months after the launch that the February paper has
_POST_MONTHS = (dt.date(2011, 8, 1), dt.date(2011, 12, 1))
_NOTES = (
    "Synthetic: no row is about a child who lives or lived.",
    "nfa: no further action. not_in_need: assessed, closed with RC8. in_need: the remainder, all "
    "assessed in the end; these are the appropriate referrals. The launch multiplies nfa and "
    "not_in_need alike, so that inappropriate referrals fall by the same share whichever of the "
    "two ways they are counted, and leaves in_need and section 47 enquiries as they were.",
    "The effect in a district is the ratio to the power of the share of its workshops already "
    "held, averaged over the month's working days; it is full from August 2011.",
    "No change of the re-referral rate is planted. Children known before April 2006 count as new, "
    "so re-referrals are too few until April 2007.",
    "Shares in `realised` are of final outcomes; an extract knows fewer of the recent ones.",
    "Faulty rows are those that show the fault in that extract; a check may count more than one "
    "row for a child whose cases overlap.",
)


def truth(county: County, snapshots: Sequence[Snapshot]) -> dict[str, Any]:
    """Gather seed, scenario, planted ratios by measure, realised figures and faulty rows."""
    return {
        "synthetic": True,
        "seed": county.seed,
        "notes": list(_NOTES),
        "planted_ratios": planted_ratios(county.scenario, county.months),
        "realised": realised_figures(county.histories),
        "extracts": {
            str(taken.drawn_on): {
                "rows": taken.referrals.height,
                "faulty_rows": {
                    name: {"rule": SPOILINGS[name].rule, "rows": rows}
                    for name, rows in taken.faulty_rows.items()
                },
            }
            for taken in snapshots
        },
        "scenario": _plain(asdict(county.scenario)),
    }


def planted_ratios(scenario: Scenario, months: pl.DataFrame) -> dict[str, float]:
    """Ratio of referrals with the launch to those without, by measure.

    Those of sums that mix outcomes are of expected referrals from August to December 2011.
    """
    launch = scenario.launch
    return {
        "nfa": launch.nfa,
        "assessed_not_in_need": launch.not_in_need,
        "nfa_or_not_in_need": _mixed_ratio(months, ["nfa", "not_in_need"]),
        "appropriate": launch.in_need,
        "section_47_enquiries": launch.in_need,
        "all_referrals": _mixed_ratio(months, ["nfa", "not_in_need", "in_need"]),
        "odds_of_nfa_to_appropriate": launch.nfa / launch.in_need,
    }


def realised_figures(histories: pl.DataFrame) -> dict[str, float | int]:
    """Volumes and shares of what was drawn, by final outcome, to three decimals."""
    day = pl.col(columns.REFERRED_ON)
    gap = (day - day.shift().over(columns.CHILD_ID)).dt.total_days()
    # a year of history must lie behind a referral that could be a re-referral
    seasoned = day >= day.min().dt.offset_by("1y")
    monthly = histories.group_by(day.dt.truncate("1mo")).len()["len"]
    shares = histories.sort(columns.REFERRED_ON, columns.REFERRAL_ID).select(
        nfa_share=(pl.col("outcome") == "nfa").mean(),
        assessed_not_in_need_share=(pl.col("outcome") == "not_in_need").mean(),
        appropriate_share=(pl.col("outcome") == "in_need").mean(),
        section_47_share=pl.col(columns.SECTION_47_ON).is_not_null().mean(),
        rereferral_12_months_share=(gap <= 365).fill_null(value=False).filter(seasoned).mean(),
    )
    return {
        "referrals": histories.height,
        "children": histories[columns.CHILD_ID].n_unique(),
        "referrals_a_month_median": float(np.median(monthly.to_numpy())),
        **{name: round(share, 3) for name, share in shares.row(0, named=True).items()},
    }


def _mixed_ratio(months: pl.DataFrame, outcomes: Sequence[str]) -> float:
    sums = months.filter(
        pl.col("month").is_between(*_POST_MONTHS), pl.col("outcome").is_in(outcomes)
    ).select(pl.col("expected").sum(), pl.col("expected_without_launch").sum())
    expected, without = sums.row(0)
    return round(float(expected / without), 6)


def _plain(value: Any) -> Any:  # noqa: ANN401 - any nesting of plain values
    """Turn dates into ISO text, all the way down."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date) else value
