"""What is said of a report that counts by quarters, and why it does."""

from referral_analysis.analysis.plan import Plan
from referral_analysis.periods import QUARTER, month_name, months_between


def in_short(plan: Plan) -> str:
    """Say on a first screen that counts are of quarters, and how far they go; nothing of months."""
    if plan.step == 1:
        return ""
    return (
        "Counts are of quarters, as single months hold too few to be shown; the last is that to "
        f"{month_name(plan.last_month)}."
    )


def chosen(plan: Plan) -> str:
    """Say what was chosen, and by what rule; nothing of months."""
    if plan.step == 1 or plan.as_asked is None:
        return ""
    quarters = f"quarters from {month_name(plan.series_starts)} to {month_name(plan.last_month)}"
    if plan.as_asked.counted_by == "quarters":
        return f"Counts are of {quarters}, as whoever made this report asked."
    return (
        f"Counts are of {quarters}, by a rule fixed beforehand that sees the months before the "
        f"launch alone: one of these held fewer than {plan.thin_below} inappropriate or other "
        "referrals, twice the smallest number that is shown, and figures that rest on a month too "
        "small to show may not be shown either. Later reports keep to it."
    )


def told(plan: Plan) -> tuple[str, ...]:
    """Return what is chosen and what is left out as lines; none of months."""
    said = " ".join(filter(None, (chosen(plan), left_out(plan))))
    return (said,) if said else ()


def left_out(plan: Plan) -> str:
    """Say which months around the launch are in no quarter; nothing where none are."""
    if plan.step == 1 or plan.left_out_from == plan.first_after:
        return ""
    first, last = month_name(plan.left_out_from), month_name(plan.phase_in_ends)
    if months_between(plan.left_out_from, plan.first_after) == QUARTER:
        return f"The {QUARTER} months around the launch, {first} to {last}, are left out."
    return (
        f"The {QUARTER}-month stretches that the launch came in, {first} to {last}, are left out."
    )
