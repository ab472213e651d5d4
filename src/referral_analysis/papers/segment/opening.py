"""The first screen: what changed here, how sure we are, and the whole county beside it."""

from referral_analysis.analysis.segments import LEAST_A_MONTH, MONTHS_OF_AN_END
from referral_analysis.papers.board.opening import SHORT, TONES, what_is_meant
from referral_analysis.questions.fell import words as fell_words
from referral_analysis.questions.one_place import words as segment_words
from referral_analysis.questions.one_place.reading import NOT_SHOWN, change_of, county_of, is_hidden
from referral_analysis.questions.one_place.release import ReleasedSegment
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel, Tile
from referral_analysis.report.words import wording


def answer(released: ReleasedSegment) -> Panel:
    """Show the answer for this segment, and what the whole county shows beside it."""
    change, outcome = change_of(released), released.plan.outcome
    if change is None:
        sentence = NOT_SHOWN if is_hidden(released) else _without_estimate(released)
        tiles: tuple[Tile, ...] = (_county(released),)
    else:
        sentence = fell_words.answer(change, outcome=outcome)
        tone = TONES[change.verdict]
        tiles = (
            Tile(
                question="Did inappropriate referrals fall here?",
                answer=SHORT[change.verdict],
                text=segment_words.counted(
                    released.segment, change.months, outcome, is_pooled=released.is_pooled
                ),
                tone=tone,
            ),
            Tile(
                question="By how much?",
                answer=wording.size(change),
                text=wording.how_much(change),
                tone=tone,
            ),
            Tile(
                question="How sure are we?",
                answer=wording.sure(change),
                text=fell_words.how_sure(change),
                tone="plain" if wording.is_size_known(change) else "unsure",
            ),
            _county(released),
        )
    return panels.answer(
        f"{'Interim finding. ' if released.plan.is_interim else ''}{sentence}"
        f"{what_is_meant(released.plan)}",
        tiles,
    )


def limits(released: ReleasedSegment) -> Panel:
    """Show what these figures do not tell."""
    kind = released.segment.kind
    points = (
        fell_words.no_judgement(released.plan.outcome),
        f"Why it changed: anything else that moved this {kind}'s referrals alone in the "
        "same months would look like an effect of the thresholds.",
        f"Which {kind} did best: ranges that overlap cannot be put in order.",
    )
    return panels.points(points, title="What this does not tell us")


def _without_estimate(released: ReleasedSegment) -> str:
    return segment_words.without_estimate(released.segment, LEAST_A_MONTH, MONTHS_OF_AN_END)


def _county(released: ReleasedSegment) -> Tile:
    """Show the Board report's own answer."""
    question = "And in the whole county?"
    county = county_of(released, against_others=True)
    if county is None:
        return Tile(question=question, answer="Cannot be shown", text=NOT_SHOWN, tone="unsure")
    text = (
        f"The Board report's answer, against the other referrals of the same months: the figures "
        f"allow {wording.span(county)}."
    )
    return Tile(
        question=question,
        answer=wording.size(county),
        text=text,
        tone="unsure" if county.is_probable else TONES[county.verdict],
    )
