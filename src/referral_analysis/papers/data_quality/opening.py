"""The first screen: can these data carry the answer, and what to do first."""

from referral_analysis.periods import month_name
from referral_analysis.questions.data import DISTRICTS, RECORDED
from referral_analysis.questions.data import words as jumps
from referral_analysis.questions.data.figures.rows_read import NOTHING_READ, could_move, left_out
from referral_analysis.questions.data.release import ReleasedQuality
from referral_analysis.questions.needs import missing
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel, Tile, Tone
from referral_analysis.report.page.tables import write

SMALL = 2
"""Per cent that rows left out could add without tempting anybody to explain a result by them."""
FEW = 0.05
"""Share of a field missing up to which it counts as filled in."""
NOTHING_LACKS = "No field lacks a value in any month that can be shown."
LIMITS = (
    "Whether what is filled in is right: a wrong code that exists passes every check.",
    "Whether referrals are missing from the extract altogether: only a count in the council's own "
    "system can tell.",
    "Why a number moved: a sudden change may be in children's lives or in how they are recorded.",
)


def answer(released: ReleasedQuality) -> Panel:
    """Show in one sentence whether anything could pass for a change, then four questions."""
    found = len(jumps.in_all(released))
    sentence = (
        "Nothing found in these data could pass for a change in referrals."
        if found == 0
        else f"{jumps.counted(found)} in these data could pass for a change in referrals, "
        "and must be explained first."
    )
    if released.have.is_counted and found == 0:
        sentence = (
            "How these referrals were recorded cannot be looked at: the council gave counts by "
            "month alone."
        )
    if released.plan.is_interim:
        sentence = f"Interim finding. {sentence}"
    tiles = (_left_out(released), _filled_in(released), _recording(released), _volume(released))
    return panels.answer(sentence, tiles)


def limits_and_next(released: ReleasedQuality) -> Panel:
    """Show what these checks cannot tell, beside what to do next."""
    ask = [
        f"Ask whether recording or practice changed there: {jump}."
        for jump in jumps.in_all(released)[:3]
    ]
    mend = (
        "Correct the rows in private/failed_rows.csv at their source, and draw the extract again."
    )
    nothing = "Use the extract: nothing needs explaining before the report is read."
    rows = "Ask for rows of single referrals: what could pass for a change would be seen in them."
    if released.have.is_counted:
        ask = [*ask, rows]
    some_failed = (
        not released.have.is_counted
        and not (released.rules.table["failed"] == 0).fill_null(value=False).all()
    )
    return panels.columns(
        ("What this does not tell us", LIMITS),
        ("What to do next", [*(ask or [nothing]), *([mend] if some_failed else [])]),
    )


def _left_out(released: ReleasedQuality) -> Tile:
    if released.have.is_counted:
        return Tile(question="What was left out?", answer="Cannot be said", text=NOTHING_READ)
    most = released.bounds.table["at_most_percent"].max()
    tone: Tone = "good" if isinstance(most, int) and most <= SMALL else "unsure"
    return Tile(
        question="What was left out?",
        answer=left_out(released),
        text=could_move(released),
        tone=tone,
    )


def _filled_in(released: ReleasedQuality) -> Tile:
    question = "Are the fields filled in?"
    if released.have.is_counted:
        return Tile(question=question, answer="Cannot be said", text=RECORDED)
    shown = released.completeness.table.drop_nulls("missing_share").sort(
        "missing_share", descending=True
    )
    if shown.is_empty():
        return Tile(question=question, answer="Cannot be shown", text="Every number is too small.")
    worst = shown.row(0, named=True)
    share = float(worst["missing_share"])
    if share == 0:
        return Tile(question=question, answer="Yes", text=NOTHING_LACKS, tone="good")
    tone: Tone = "good" if share <= FEW else "unsure"
    return Tile(
        question=question,
        answer="Yes" if share <= FEW else "Not all",
        text=f"The most that any field lacked in a month that can be shown: {worst['field']} in "
        f"{month_name(worst['period'])}, {write(share, 'percent')} of {worst['expected_of']}.",
        tone=tone,
    )


def _recording(released: ReleasedQuality) -> Tile:
    question = "Did recording change suddenly?"
    fields, codes = len(jumps.in_fields(released)), len(jumps.in_codes(released))
    found = fields + codes
    if released.have.is_counted and found == 0:
        return Tile(question=question, answer="Cannot be said", text=RECORDED)
    text = (
        "No field was suddenly missing more often, and no code's share changed suddenly, against "
        "the year before."
        if found == 0
        else f"Sudden changes against the year before: {fields} in months of a field, {codes} in "
        "half-years of a code."
    )
    return Tile(
        question=question,
        answer="No" if found == 0 else f"Yes, in {_count(found)}",
        text=text,
        tone="good" if found == 0 else "unsure",
    )


def _volume(released: ReleasedQuality) -> Tile:
    found = jumps.standing_out(released).to_dicts()
    months, places = len(found), len(jumps.stretches(found))
    districts = len(jumps.in_districts(released))
    of = released.volume.table.drop_nulls("signal").height
    shown = "" if of == released.volume.table.height else " that can be shown"
    county = (
        f"None of the county's {of} months{shown} stands out."
        if months == 0
        else f"In the county {months} of {of} months{shown} stand{'s' if months == 1 else ''} out"
        f"{'' if places == months else f', in {_stretches(places)}'}."
    )
    lacking = missing(DISTRICTS, released.have)
    where = (
        lacking.sentence
        if lacking is not None
        else "No district's quarter does."
        if districts == 0
        else f"Of the districts' quarters, {'one does' if districts == 1 else f'{districts} do'}."
    )
    nothing = months == districts == 0
    return Tile(
        question="Did volumes change suddenly?",
        answer="No" if nothing else f"Yes, in {_count(places + districts)}",
        text=f"{county} {where}",
        tone="good" if nothing else "unsure",
    )


def _stretches(count: int) -> str:
    return "one stretch" if count == 1 else f"{count} stretches"


def _count(count: int) -> str:
    return "one place" if count == 1 else f"{count} places"
