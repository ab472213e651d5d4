"""The first screen: did inappropriate referrals fall, by the judgement of people who read files."""

from referral_analysis.papers.board.opening import what_is_meant
from referral_analysis.questions.audited import words
from referral_analysis.questions.audited.reading import (
    NOT_SHOWN,
    coefficient_of,
    effect_of,
    proxy_of,
    share_of,
)
from referral_analysis.questions.audited.release import ReleasedAudit
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel, Tile, Tone
from referral_analysis.report.words import wording

LIMITS = (
    "Whether the auditors are right: two who agree may both be wrong. Their judgement is the "
    "yardstick here, and nothing measures it.",
    "What would have been judged in months from which no case was drawn: the months before and "
    "after are each taken to be like those that were.",
)


def answer(released: ReleasedAudit) -> Panel:
    """Show in one sentence whether referrals judged inappropriate fell, then four questions."""
    effect = effect_of(released, "corrected")
    if effect is None:
        sentence = "The audit judged too few cases for its answer to be shown."
    elif effect.high < 1:
        sentence = "By the auditors' judgement inappropriate referrals fell after the launch."
    elif effect.low > 1:
        sentence = "By the auditors' judgement inappropriate referrals rose after the launch."
    else:
        sentence = (
            "By the auditors' judgement we cannot yet tell whether inappropriate referrals fell."
        )
    if released.plan.is_interim:
        sentence = f"Interim finding. {sentence}"
    return panels.answer(
        f"{sentence}{what_is_meant(released.plan)}",
        (_how_many(released), _agreed(released), _proxy(released), _months(released)),
    )


def limits_and_next(released: ReleasedAudit) -> Panel:
    """Show what the audit cannot tell, beside what to do next."""
    proxy, outcome = proxy_of(released.summary), released.plan.outcome
    steps = [
        "Discuss the cases on which the auditors disagreed: they show where the thresholds can be "
        "read in two ways.",
        "Audit again when six more months are in, with the same instructions to auditors.",
    ]
    if proxy is not None and proxy.trust == "moved":
        what = "no further action" if outcome.is_nfa else "the count of inappropriate referrals"
        steps.insert(0, f"Do not report {what} by itself: its meaning has moved.")
    return panels.columns(("What this does not tell us", LIMITS), ("What to do next", steps))


def _how_many(released: ReleasedAudit) -> Tile:
    question = "How many were inappropriate?"
    shares = [share_of(released.summary, p, "prevalence") for p in ("before", "after", "change")]
    before, after, change = shares
    if before is None or after is None or change is None:
        return Tile(question=question, answer="Cannot be shown", text=NOT_SHOWN)
    tone: Tone = "good" if change.high < 0 else "bad" if change.low > 0 else "unsure"
    return Tile(
        question=question,
        answer=words.out_of_100(after.estimate),
        text=words.prevalence(before, after, change),
        tone=tone,
    )


def _agreed(released: ReleasedAudit) -> Tile:
    question = "Did the auditors agree?"
    if released.summary.unrated is not None:
        return Tile(
            question=question,
            answer="Not known",
            text=words.agreement_unknown(released.summary.unrated),
            tone="unsure",
        )
    raw = coefficient_of(released.summary, "raw agreement")
    beyond = coefficient_of(released.summary, "Gwet's AC1")
    if raw is None or beyond is None:
        return Tile(question=question, answer="Cannot be shown", text=NOT_SHOWN)
    return Tile(
        question=question,
        answer=f"{words.out_of_100(raw.estimate)} times",
        text=words.agreement(raw, beyond),
        tone="good" if beyond.estimate > 0.6 else "unsure",
    )


def _proxy(released: ReleasedAudit) -> Tile:
    outcome, proxy = released.plan.outcome, proxy_of(released.summary)
    what = "no further action" if outcome.is_nfa else "the count"
    question = f"Can {what} stand in for them?"
    if proxy is None:
        return Tile(question=question, answer="Cannot be shown", text=NOT_SHOWN)
    tone: Tone = {"yes": "good", "in part": "unsure", "moved": "bad"}[proxy.trust]  # type: ignore[assignment]
    return Tile(
        question=question,
        answer=words.trust_in_short(proxy),
        text=words.trust(proxy, outcome),
        tone=tone,
    )


def _months(released: ReleasedAudit) -> Tile:
    question = "What does that make of the months?"
    effect = effect_of(released, "corrected")
    if effect is None:
        return Tile(question=question, answer="Cannot be shown", text=NOT_SHOWN)
    change = wording.Change(
        what="referrals judged inappropriate",
        ratio=effect.estimate,
        low=effect.low,
        high=effect.high,
        level=released.plan.level,
        observed_a_month=1.0,
        months=released.plan.months_after,
    )
    tone: Tone = {"fell": "good", "rose": "bad", "cannot tell": "unsure"}[change.verdict]  # type: ignore[assignment]
    return Tile(
        question=question,
        answer=wording.size(change),
        text=(
            f"Set into {wording.months_in_words(change.months)} after the launch, with the "
            "audit's own uncertainty, the figures allow "
            f"{wording.span(change)} in referrals that auditors would judge inappropriate."
        ),
        tone=tone,
    )
