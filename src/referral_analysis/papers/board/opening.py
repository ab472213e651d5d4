"""The first screen: the answer, what it does not tell, and what the Board may do next."""

from collections.abc import Mapping

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.papers.board.options import options
from referral_analysis.papers.board.release import ReleasedBoard
from referral_analysis.periods import month_name, months_between
from referral_analysis.questions import over_shown, stretches
from referral_analysis.questions.audited.release import ReleasedSummary
from referral_analysis.questions.elsewhere.figures import contacts_of
from referral_analysis.questions.events import pandemic_unnamed
from referral_analysis.questions.fell import APPROPRIATE, doubts, lasts
from referral_analysis.questions.fell import words as fell_words
from referral_analysis.questions.fell.words import Doubt
from referral_analysis.questions.held_up import words as held_up_words
from referral_analysis.questions.needs import missing
from referral_analysis.questions.reading import (
    change_of,
    headline_of,
    is_settled,
    settled_months,
    why_no_figure,
)
from referral_analysis.questions.recorded import NEEDS as RECORDED
from referral_analysis.questions.recorded import words as recorded_words
from referral_analysis.questions.recorded.bands import explaining
from referral_analysis.questions.recorded.reading import wider_of
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel, Tile, Tone
from referral_analysis.report.words import wording
from referral_analysis.report.words.wording import Change, Verdict
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS
from referral_analysis.series.outcome import sentence
from referral_analysis.statistics.non_inferiority import Held

SHORT = {"fell": "Yes", "rose": "No, they rose", "cannot tell": "Cannot tell yet"}
SHORT_DOUBTED: Mapping[tuple[Verdict, bool], str] = {
    ("fell", False): "As recorded, yes",
    ("fell", True): "As recorded, probably",
    ("rose", False): "As recorded, they rose",
    ("rose", True): "As recorded, probably not",
}
"""By what is told, and whether only probably."""
TONES: dict[str, Tone] = {"fell": "good", "rose": "bad", "cannot tell": "unsure"}
HELD: dict[Held, tuple[str, Tone]] = {
    "held up": ("Yes", "good"),
    "fell": ("No, they fell", "bad"),
    "cannot tell": ("Cannot tell yet", "unsure"),
}

LIMITS_TITLE = "What this does not tell us"
NEXT_TITLE = "What the Board may want to do next"


def answer(released: ReleasedBoard) -> Panel:
    """Show the answer in one sentence, and the four questions that the Board will ask."""
    headline = headline_of(released)
    if headline is None:
        return _hidden(released)
    doubt, outcome = doubt_of(released, headline), released.plan.outcome
    tone = "unsure" if doubt or headline.is_probable else TONES[headline.verdict]
    tiles = (
        Tile(
            question="Did inappropriate referrals fall?",
            answer=short(headline, doubt),
            text=fell_words.what_was_counted(headline, released.plan.outcome),
            tone=tone,
        ),
        Tile(
            question="By how much?",
            answer=than_expected(headline),
            text=" ".join(filter(None, (wording.how_much(headline), last_year(released)))),
            tone=tone,
        ),
        Tile(
            question="How sure are we?",
            answer=wording.sure(headline),
            text=fell_words.how_sure(headline),
            tone="plain" if wording.is_size_known(headline) else "unsure",
        ),
        _appropriate(released),
    )
    return panels.answer(_opening(released, fell_words.answer(headline, doubt, outcome)), tiles)


def _opening(released: ReleasedBoard, told: str) -> str:
    """Say that a finding is interim, and what inappropriate means, where either is to be said."""
    begins = "Interim finding. " if released.plan.is_interim else ""
    return f"{begins}{told}{what_is_meant(released.plan)}"


def what_is_meant(plan: Plan) -> str:
    """Say what inappropriate means, after an answer; nothing where it is no further action.

    And that counts are of quarters, where they are.
    """
    counted = stretches.in_short(plan)
    by_quarters = f" {counted}" if counted else ""
    if plan.outcome.is_nfa:
        return by_quarters
    left_out = (
        ""
        if plan.last_asked is None
        else f" Months after {month_name(plan.last_month)} are left out: {_unsettled(plan)}."
    )
    return f" {sentence(plan.outcome, plan.closure_ripens_in_days)}{left_out}{by_quarters}"


def _unsettled(plan: Plan) -> str:
    if plan.outcome.is_of_contacts:
        return "what their contacts led to is not known yet"
    return "their closures have not settled"


def _hidden(released: ReleasedBoard) -> Panel:
    """Say that the answer may not be shown, and why; what may be shown stands beside it."""
    tiles = tuple(
        Tile(question=question, answer=fell_words.HIDDEN_SHORT, text=text, tone="unsure")
        for question, text in (
            ("Did inappropriate referrals fall?", fell_words.HIDDEN_WHY),
            ("By how much?", last_year(released)),
            ("How sure are we?", fell_words.HIDDEN_SIZE),
        )
    )
    opening = _opening(released, fell_words.HIDDEN)
    return panels.answer(opening, (*tiles, _appropriate(released)))


def than_expected(headline: Change) -> str:
    """Give the best estimate in a few words, as what it is: against what was expected."""
    size = wording.size(headline)
    return size if size == "No change" else f"{size} than expected"


def last_year(released: ReleasedBoard) -> str:
    """Set the count beside the same months a year before; empty where one may not be shown."""
    plan = released.plan
    months = released.monthly.table.filter(pl.col("measure") == INAPPROPRIATE)
    spans = (plan.first_after, plan.last_month), plan.same_months_before
    within = [pl.col("period").is_between(first, last) for first, last in spans]
    lengths = {months.filter(one).height for one in within}
    now, then = (over_shown.sums(months, one, ["count"]) for one in within)
    if now is None or then is None or len(lengths) > 1 or not then[0]:
        return ""
    years = months_between(plan.same_months_before[0], plan.first_after) // 12
    return fell_words.against_last_year(int(now[0]), int(then[0]), lengths.pop() * plan.step, years)


def cautions(released: ReleasedBoard) -> Panel:
    """Show what speaks against taking the answer as it stands, and what would explain it away."""
    headline, tips = headline_of(released), released.tips.table.row(0, named=True)
    warnings = cautions_of(released)
    plan = released.plan
    rests = (
        [] if headline is None else doubts.would_explain(headline, tips, plan.events, plan.outcome)
    )
    lists = [
        (title, lines)
        for title, lines in (
            ("Take care", warnings),
            ("Any one of these would explain it away", rests),
        )
        if lines
    ]
    if len(lists) == 1:
        return panels.points(lists[0][1], title=lists[0][0])
    return panels.columns(*lists) if lists else panels.nothing()


def cautions_of(released: ReleasedBoard) -> list[str]:
    """List what on these months, or in the record, speaks against the answer as it stands."""
    tips = released.tips.table.row(0, named=True)
    blank = dict(released.blanks.table.select("when", "share").rows())
    shares = (blank["before"], blank["after"])
    raised = released.alarms.table.filter("is_raised").select("name", "about").rows()
    events = released.plan.events
    return [
        *doubts.cautions(
            raised,
            tips["outlying"],
            None if None in shares else shares,
            events,
            released.plan.outcome,
        ),
        *map(recorded_words.gap_in_words, released.gaps.table.iter_rows(named=True)),
        *pandemic_unnamed(released.plan),
    ]


def short(headline: Change, doubt: Doubt | None) -> str:
    """Answer in a word or two."""
    if doubt:
        return SHORT_DOUBTED[headline.told, headline.is_probable]
    if headline.is_probable:
        return {"fell": "Probably", "rose": "Probably not"}[headline.told]
    return SHORT[headline.verdict]


def doubt_of(released: ReleasedBoard, headline: Change) -> Doubt | None:
    """Return why a change may be one of counting only; None without a change, or such a reason.

    Where more than no further action is inappropriate there is no wider count to hold it against:
    gaps in the record that changed, and contacts, are what is left to look at.
    """
    if headline.told == "cannot tell":
        return None
    if missing(RECORDED, released.have):
        return "no closures"
    wider, contacts = wider_of(released), contacts_of(released)
    if released.plan.outcome.is_nfa:
        if wider is None:
            return "hidden" if is_settled(released, "inappropriate_wide") else "too early"
        if wider.told != headline.told:
            return "recording"
    if explaining(released.gaps.table, headline.told):
        return "recording"
    has_moved = contacts is not None and {headline.told, contacts.told} == {"fell", "rose"}
    return "line" if has_moved else None


def _appropriate(released: ReleasedBoard) -> Tile:
    question = "Did appropriate referrals hold up?"
    change, margin = change_of(released, "appropriate"), released.plan.guardrail_margin
    lacking = missing(APPROPRIATE, released.have)
    if lacking is not None:
        return Tile(
            question=question, answer="Cannot be said", text=lacking.sentence, tone="unsure"
        )
    if change is None:
        months = settled_months(released, "appropriate")
        days = released.plan.closure_ripens_in_days
        short, text = why_no_figure(months, days, released.plan.least_after)
        return Tile(question=question, answer=short, text=text, tone="unsure")
    short, tone = HELD[held_up_words.judged(change, margin)]
    text = held_up_words.held_up(change, margin)
    return Tile(question=question, answer=short, text=text, tone=tone)


def limits_and_options(released: ReleasedBoard, audit: ReleasedSummary | None = None) -> Panel:
    """Show what the figures do not tell, beside what the Board may want to do next."""
    headline, appropriate = headline_of(released), change_of(released, "appropriate")
    margin = released.plan.guardrail_margin
    verdict = None if appropriate is None else held_up_words.judged(appropriate, margin)
    doubt = None if headline is None else doubt_of(released, headline)
    others = None if headline is None else change_of(released, OTHERS)
    told = lasts.stretches(released.lasting.table, released.plan.level)
    by_stretch = lasts.ranges(told) if told else None
    return panels.columns(
        (
            LIMITS_TITLE,
            fell_words.limits(
                others, released.plan.months_after, released.plan.outcome, by_stretch
            ),
        ),
        (NEXT_TITLE, options(released, headline, verdict, (doubt, audit is not None))),
    )
