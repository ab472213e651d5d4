"""How the figures were made, and what they take for granted."""

from referral_analysis.analysis import step
from referral_analysis.papers.about import defined
from referral_analysis.papers.appropriateness.release import ReleasedAppropriateness
from referral_analysis.questions import events, stretches
from referral_analysis.questions.came_back import NEEDS as CAME_BACK
from referral_analysis.questions.came_back.cohorts import cohorts
from referral_analysis.questions.came_back.tables import EVERYBODY
from referral_analysis.questions.held_up import HELPED
from referral_analysis.questions.made_of import of_mix
from referral_analysis.questions.needs import Missing, missing
from referral_analysis.questions.where import DIFFER
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.series import MEASURES


def definitions(released: ReleasedAppropriateness) -> Panel:
    """Show what each measure of the report counts, a share is out of, and whose it is."""
    again = (
        "Referred again",
        "A child's next referral on a later day, counted from the first of the child's referrals "
        "in the cohort's months; children not followed long enough count for as long as they were.",
    )
    held = set(released.measured.table["measure"])
    told = [defined(name, released.plan, released.have) for name in MEASURES if name in held]
    return panels.facts([*told, *_unless(missing(CAME_BACK, released.have), *again)])


def method(released: ReleasedAppropriateness) -> Panel:
    """Say how each section's figures were made, in a few lines."""
    rows = released.differences.table.filter(released.differences.table["whom"] == EVERYBODY)
    shaken = rows["shock_sd"].drop_nulls().to_list()[:1]
    followed = "; ".join(
        f"referred {c.first.day} {c.first:%B %Y} to {c.last.day} {c.last:%B %Y}, followed to "
        f"{c.followed_until.day} {c.followed_until:%B %Y}"
        for c in cohorts(released.plan).values()
    )
    told = panels.facts(
        [
            *(("Months or quarters", line) for line in stretches.told(released.plan)),
            (
                "What the change is made of",
                "Each part's months by the interrupted time series of the Board report, with "
                f"{events.seasons_alone(released.plan)}; the whole is the sum of the parts' "
                "changes. Its range is made of theirs and the correlation of their errors (Zou "
                "2007).",
            ),
            *_unless(
                missing(HELPED, released.have),
                "Holding up",
                "A test of non-inferiority at the margin, one-sided at half of what the range "
                "leaves out, by test inversion; all measures must pass (Berger 1982).",
            ),
            *_unless(
                missing(CAME_BACK, released.have),
                "Referred again",
                f"Kaplan and Meier's estimate with log(-log) ranges; cohorts: {followed}. "
                f"{_shaken(shaken)} In simulated counties such ranges held the truth 96 times in "
                "100; by chance alone it would be 81.",
            ),
            *_unless(
                missing(of_mix("agency", released.plan), released.have),
                "Mix and within",
                "Kitagawa's decomposition (1955) of the change in the share; ranges by the delta "
                "method, allowing for how far the same months strayed between quiet years: in "
                "simulated counties they held the truth 97 times in 100. They are of chance only.",
            ),
            *_unless(
                missing(DIFFER["agency"], released.have),
                "Funnel plots",
                "Exact binomial limits, and limits widened by how much they differ anyway "
                "(Spiegelhalter 2005). No limit allows for different children being referred.",
            ),
            *_by_staff(released),
        ]
    )
    return panels.deciding(told, step.decision(released.plan))


def _unless(lacking: Missing | None, name: str, text: str) -> list[tuple[str, str]]:
    """Say how a section was made, where it was."""
    return [(name, text)] if lacking is None else []


def _by_staff(released: ReleasedAppropriateness) -> list[tuple[str, str]]:
    if released.staff.table.is_empty():
        return []
    return [
        (
            "Staff reached",
            "Month by month the slope of agencies' log counts on the share of staff who came, "
            "as one series with the headline's errors and range; what agencies have in common, a "
            "common effect of the launch too, cancels.",
        )
    ]


def _shaken(ranges: list[float]) -> str:
    if not ranges:
        return "Fewer than two half years came before the launch, so no range can be given."
    return (
        f"From one half year to the next the risk of all children moves by about {ranges[0]:.0%} "
        "beyond chance, as the years before the launch show; every range and the log-rank test "
        "allow for that."
    )


def disclosure_note(released: ReleasedAppropriateness) -> Panel:
    """Say how children's identities are protected."""
    policy = released.policy
    return panels.paragraphs(
        f"{policy.statement} A week of the curves of children referred again is shown only where "
        f"{policy.smallest_shown} or more came back since the week shown before. "
        f"Source of the rules: {policy.source}."
    )
