"""How the figures were made, and how children's identities are protected."""

from referral_analysis.analysis import step
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.segments import LEAST_A_MONTH
from referral_analysis.papers.about import defined, held_against
from referral_analysis.periods import month_name
from referral_analysis.questions import events, rates, stretches
from referral_analysis.questions.one_place.release import ReleasedSegment
from referral_analysis.questions.one_place.words import PLURAL
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel


def definitions(released: ReleasedSegment) -> Panel:
    """Show what is counted, and what a rate is out of."""
    whose = "the district's" if released.segment.kind == "district" else "the county's"
    rate = ("Rate", rates.defined(released.have, whose=whose, periods="quarters"))
    plan, have = released.plan, released.have
    return panels.facts([*(defined(name, plan, have) for name in ("referrals", "nfa")), rate])


def method(released: ReleasedSegment) -> Panel:
    """Say how the figures were made, in a few lines."""
    plan, kinds = released.plan, PLURAL[released.segment.kind]
    told = panels.facts(
        [
            *(("Months or quarters", line) for line in stretches.told(plan)),
            (
                "By its own months",
                f"Interrupted time series of the logarithm of the monthly rate, "
                f"{month_name(plan.series_starts)} to {month_name(plan.last_month)}: a trend, "
                f"{events.seasons_alone(plan)}, "
                f"{events.terms(plan.events)}and {_step(plan)}; errors resemble those of the month "
                f"before. Only where there are {LEAST_A_MONTH} inappropriate referrals a month or "
                f"more. {events.months_left_out(plan.events)}".rstrip(),
            ),
            *(
                [
                    (
                        "Drawn towards the others",
                        f"Partial pooling over all {kinds} (Gelman and others 2013, section 5.4). "
                        "What the whole county shares is taken out first and put back after, with "
                        "its own uncertainty.",
                    )
                ]
                if released.is_pooled
                else []
            ),
            (
                "Expected without the launch",
                "What happened, over the change"
                + (" drawn towards the others" if released.is_pooled else "")
                + "; its range likewise.",
            ),
        ]
    )
    return panels.deciding(told, step.decision(plan))


def _step(plan: Plan) -> str:
    if plan.is_at_once:
        return "a step from the launch's own month"
    return "a step at the launch, whose workshops' months are left out"


def disclosure_note(released: ReleasedSegment) -> Panel:
    """Say how children's identities are protected, in all of these reports together."""
    policy = released.policy
    return panels.paragraphs(
        f"{policy.statement} What is not shown was chosen for the quarters of every district and "
        "every agency at once, so that all of these reports may be put side by side, and beside "
        f"the Board report. Source of the rules: {policy.source}.",
        held_against(released.register),
    )
