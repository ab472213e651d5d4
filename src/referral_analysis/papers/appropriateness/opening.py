"""The first screen: what the change is made of, and whether it is one to welcome."""

from referral_analysis.papers.appropriateness.release import ReleasedAppropriateness
from referral_analysis.papers.appropriateness.words import opening as opening_words
from referral_analysis.papers.board.opening import what_is_meant
from referral_analysis.questions.came_back import NEEDS as CAME_BACK
from referral_analysis.questions.came_back.reading import is_hidden, returned
from referral_analysis.questions.came_back.words import TOO_FEW, came_back
from referral_analysis.questions.fell import doubts
from referral_analysis.questions.held_up import HELPED
from referral_analysis.questions.held_up.reading import helped
from referral_analysis.questions.made_of import of_mix, words
from referral_analysis.questions.made_of.figures.parts import moved, told
from referral_analysis.questions.made_of.reading import mix_of
from referral_analysis.questions.made_of.tables import TOTAL
from referral_analysis.questions.needs import Missing, missing
from referral_analysis.questions.reading import why_no_figure
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel, Tile, Tone
from referral_analysis.report.words.moved import Moved, referrals

NOT_SHOWN = "Too few referrals to show it without singling out children."
OPENING_NOT_SHOWN = (
    "Whether fewer referrals were better ones may not be shown here: some months hold so few "
    "of them that the answer would point to single children."
)
HELD: dict[str, tuple[str, Tone]] = {
    "held up": ("Yes", "good"),
    "fell": ("No, it fell", "bad"),
    "cannot tell": ("Cannot tell yet", "unsure"),
}
_DONE = "Whether a referral was right to make: {} is what was done, not what was right."
LIMITS = (
    "Whether approaches that used to be referrals are now counted as contacts.",
    "Whether children who were not referred at all needed help.",
    "What else changed in the same months: ranges are of chance, not of other causes.",
)


def answer(released: ReleasedAppropriateness) -> Panel:
    """Show in one sentence whether fewer was better, then four questions."""
    closed = moved(released.parts, "two", "nfa")
    not_in_need = moved(released.parts, "three", "not_in_need")
    lacks = None if (lacking := missing(HELPED, released.have)) is None else lacking.lacks
    sentence = (
        OPENING_NOT_SHOWN
        if closed is None
        else opening_words(closed, not_in_need, helped(released), lacks)
    )
    if released.plan.is_interim:
        sentence = f"Interim finding. {sentence}"
    sentence = f"{sentence}{what_is_meant(released.plan)}"
    tiles = (_made_of(released), _helped(released), _returned(released), _mix(released))
    return panels.answer(sentence, tiles)


def limits(released: ReleasedAppropriateness) -> Panel:
    """Show what speaks against taking these figures as they stand, and what they do not tell."""
    done = "no further action" if released.plan.outcome.is_nfa else "how a case was closed"
    untold = ("What this does not tell us", (_DONE.format(done), *LIMITS))
    careful = _cautions(released)
    if careful:
        return panels.columns(("Take care", careful), untold)
    return panels.points(untold[1], title=untold[0])


def _cautions(released: ReleasedAppropriateness) -> list[str]:
    """Say of how many referrals it is not known what became of them, where that could matter."""
    shares = dict(released.blanks.table.select("when", "share").rows())
    blank = (shares["before"], shares["after"])
    if None in blank or not doubts.is_said(blank):
        return []
    return [
        f"{doubts.left_blank(blank, released.plan.outcome)} These count here as not inappropriate, "
        "so that the parts, the shares and the comparisons below may owe to them what they show."
    ]


def _made_of(released: ReleasedAppropriateness) -> Tile:
    question = "What is the change made of?"
    total = moved(released.parts, "two", TOTAL)
    if total is None:
        return Tile(question=question, answer="Cannot be shown", text=NOT_SHOWN, tone="unsure")
    clear = total.fell or total.rose
    text = told(released.parts, "two")
    is_size = clear or round(total.change) == 0
    short = f"{'' if is_size else 'perhaps '}{referrals(total.change)} a month"
    return Tile(
        question=question,
        answer=short[0].upper() + short[1:],
        text=text,
        tone="plain" if clear else "unsure",
    )


def _unsaid(question: str, lacking: Missing) -> Tile:
    """Say in a question's place what it lacks."""
    return Tile(question=question, answer="Cannot be said", text=lacking.sentence, tone="unsure")


def _helped(released: ReleasedAppropriateness) -> Tile:
    question = "Did what reached help hold up?"
    verdict, plan = helped(released), released.plan
    lacking = missing(HELPED, released.have)
    if lacking is not None:
        return _unsaid(question, lacking)
    if verdict is None:
        months = int(released.guardrail.table["months"][0])
        short, text = why_no_figure(months, plan.closure_ripens_in_days, plan.least_after)
        return Tile(question=question, answer=short, text=text, tone="unsure")
    short, tone = HELD[verdict]
    margin = f"{plan.guardrail_margin * 100:.0f}%"
    ruled_out = released.guardrail.table.filter(
        released.guardrail.table["verdict"] == "held up"
    ).height
    text = (
        f"A fall of {margin} or more is ruled out for {ruled_out} of "
        f"{released.guardrail.table.height} measures: referrals that reached an assessment and "
        "were in need, and those that led to a section 47 enquiry."
    )
    return Tile(question=question, answer=short, text=text, tone=tone)


def _returned(released: ReleasedAppropriateness) -> Tile:
    question = "Did children come back sooner?"
    share, lacking = returned(released.differences, 3), missing(CAME_BACK, released.have)
    if lacking is not None:
        return _unsaid(question, lacking)
    if share is None and is_hidden(released.differences, 3):
        return Tile(question=question, answer="Cannot be shown", text=TOO_FEW, tone="unsure")
    if share is None:
        text = "Too few children have been followed for three months."
        return Tile(question=question, answer="Too early to say", text=text, tone="unsure")
    after, change = share
    short, tone = _coming_back(change)
    return Tile(question=question, answer=short, text=came_back(3, after, change), tone=tone)


def _coming_back(change: Moved) -> tuple[str, Tone]:
    if change.rose:
        return "Yes", "bad"
    return ("No, later", "good") if change.fell else ("No clear change", "unsure")


def _mix(released: ReleasedAppropriateness) -> Tile:
    question = "The same agencies, or others?"
    found, lacking = (
        mix_of(released, "agency"),
        missing(of_mix("agency", released.plan), released.have),
    )
    if lacking is not None:
        return _unsaid(question, lacking)
    if found is None:
        return Tile(question=question, answer="Cannot be shown", text=NOT_SHOWN, tone="unsure")
    change, mix, within = (found[name].change for name in ("change", "mix", "within"))
    told = words.by_mix(change, mix, within, released.plan.outcome)
    most = "Mostly the same" if abs(within) >= abs(mix) else "Mostly the mix"
    return Tile(question=question, answer=most, text=told)
