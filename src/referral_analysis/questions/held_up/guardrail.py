"""Did the referrals that reached help hold up? Each guardrail measure against the margin."""

import polars as pl

from referral_analysis.analysis.effect import effect, safe_ends
from referral_analysis.analysis.model import Choices, is_long_enough
from referral_analysis.analysis.plan import Plan
from referral_analysis.questions.held_up.tables import Guarded, Guardrail
from referral_analysis.series import MEASURES
from referral_analysis.series.measures import GUARDED
from referral_analysis.statistics.non_inferiority import held_in_frame


def judged(monthly: pl.DataFrame, plan: Plan, choices: Choices) -> pl.DataFrame:
    """Return `Guardrail`: a row a measure counted, over the months whose closures have settled."""
    rows, held = [], set(monthly["measure"])
    for measure in GUARDED:
        if measure not in held:
            continue
        months = monthly.filter(
            pl.col("measure") == measure, pl.col("period") <= plan.last_settled_month
        )
        after = months.filter(pl.col("period") > plan.phase_in_ends)
        row: dict[str, object] = {
            "measure": measure,
            "label": MEASURES[measure].label,
            "months": after.height * plan.step,
            "observed_total": int(after["count"].sum()),
        }
        if is_long_enough(months, plan, choices):
            change = effect(months, plan, choices)
            row |= {"ratio": change.ratio, "low": change.low, "high": change.high}
            row |= {"method": change.method, "safe_low": safe_ends(change.fitted, plan)["safe_low"]}
        rows.append(row)
    judged_rows = Guarded.frame(rows).with_columns(held_in_frame(plan.guardrail_margin))
    return Guardrail.checked(judged_rows)
