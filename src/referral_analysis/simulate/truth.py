"""What was planted in a county, as plain values for a file beside the data."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.extract import columns
from referral_analysis.periods import month_of
from referral_analysis.simulate.cafs import expected_cafs
from referral_analysis.simulate.contacts import expected_kept
from referral_analysis.simulate.county import County
from referral_analysis.simulate.faults import SPOILINGS
from referral_analysis.simulate.judgements import audit_truth, judged_shares
from referral_analysis.simulate.rates import expected_referrals, months_of
from referral_analysis.simulate.scenario import Ratios, Scenario
from referral_analysis.simulate.snapshot import Snapshot

# the clean months after the launch that the February paper has
_POST_MONTHS = (dt.date(2011, 8, 1), dt.date(2011, 12, 1))
_NOTES = (
    "Synthetic: no row is about a child who lives or lived.",
    "nfa: no further action. not_in_need: assessed, closed with RC8. in_need: the remainder, all "
    "assessed in the end; these are the appropriate referrals.",
    "planted_ratios: what was counted from August to December 2011 over what would have been "
    "without the launch and without any step that began with it, over all chance.",
    "The effect in a district is the ratio to the power of the share of its workshops already "
    "held, averaged over the month's working days; it is full from August 2011.",
    "The effect is the same for all agencies, whatever share of their staff came to a workshop.",
    "No change of the re-referral rate is planted. Children known before April 2006 count as new, "
    "so re-referrals are too few until April 2007.",
    "Shares in `realised` are of final outcomes; an extract knows fewer of the recent ones.",
    "Contacts are every approach, from April 2008, referrals among them; those that were not taken "
    "as referrals stayed contacts. CAFs are recorded from April 2008.",
    "audit: the share truly inappropriate is of all referrals in the audit's two periods; auditors "
    "who can tell see it with their sensitivity and specificity, apart from each other. "
    "planted_ratios.judged_inappropriate is of referrals as they would judge them.",
    "Faulty rows are those that show the fault in that extract; a check may count more than one "
    "row for a child whose cases overlap.",
)


def truth(county: County, snapshots: Sequence[Snapshot], audited: pl.DataFrame) -> dict[str, Any]:
    """Gather seed, scenario, planted ratios, realised figures, faulty rows, and the audit's."""
    return {
        "synthetic": True,
        "seed": county.seed,
        "notes": list(_NOTES),
        "planted_ratios": planted_ratios(county.scenario),
        "realised": realised_figures(county.histories),
        "audit": audit_truth(county, audited),
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


def planted_ratios(scenario: Scenario) -> dict[str, float]:
    """Ratio of what is expected to what would be with neither the launch nor a step that began it.

    By measure, summed from August to December 2011: six decimals.
    """
    without = _before_the_launch(scenario)
    referrals = [_after(scenario, expected_referrals(each)) for each in (scenario, without)]
    contacts = [_after(scenario, expected_kept(each)) for each in (scenario, without)]
    started = [_after(scenario, expected_cafs(each)) for each in (scenario, without)]
    judged = [
        part @ judged_shares(each, _POST_MONTHS[1])
        for part, each in zip(referrals, (scenario, without), strict=True)
    ]
    nfa, not_in_need, in_need = (referrals[0] / referrals[1]).tolist()
    return {
        "nfa": round(nfa, 6),
        "assessed_not_in_need": round(not_in_need, 6),
        "nfa_or_not_in_need": _ratio([part[:2] for part in referrals]),
        "appropriate": round(in_need, 6),
        "section_47_enquiries": round(in_need, 6),
        "child_protection_plans": round(in_need, 6),
        "all_referrals": _ratio(referrals),
        "odds_of_nfa_to_appropriate": round(nfa / in_need, 6),
        "contacts_that_stayed_contacts": _ratio(contacts),
        "all_contacts": _ratio(
            [c.sum() + r.sum() for c, r in zip(contacts, referrals, strict=True)]
        ),
        "cafs_started": _ratio(started),
        "judged_inappropriate": _ratio(judged),
    }


def _before_the_launch(scenario: Scenario) -> Scenario:
    """Return the same county without the launch, and without steps from its first workshop on."""
    first = min((w.held_on for w in scenario.workshops), default=scenario.last_month)
    return replace(
        scenario,
        launch=Ratios(),
        cafs=replace(scenario.cafs, launch=1.0),
        steps=tuple(step for step in scenario.steps if step.starts < month_of(first)),
    )


def _after(scenario: Scenario, expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum (months, districts, ...) over August to December 2011 and all but the last axis."""
    first, last = _POST_MONTHS
    months = np.array(months_of(scenario))
    rows = expected[(months >= first) & (months <= last)]
    summed: NDArray[np.float64] = rows.sum(axis=tuple(range(rows.ndim - 1)))
    return summed


def _ratio(pair: Sequence[NDArray[np.float64] | float]) -> float:
    return round(float(np.sum(pair[0]) / np.sum(pair[1])), 6)


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
        child_protection_plan_share=pl.col(columns.CHILD_PROTECTION_PLAN_ON).is_not_null().mean(),
        rereferral_12_months_share=(gap <= 365).fill_null(value=False).filter(seasoned).mean(),
    )
    return {
        "referrals": histories.height,
        "children": histories[columns.CHILD_ID].n_unique(),
        "referrals_a_month_median": float(np.median(monthly.to_numpy())),
        **{name: round(share, 3) for name, share in shares.row(0, named=True).items()},
    }


def _plain(value: Any) -> Any:  # noqa: ANN401 - any nesting of plain values
    """Turn dates into ISO text, all the way down."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, dt.date) else value
