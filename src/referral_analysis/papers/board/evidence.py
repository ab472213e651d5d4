"""How good the evidence for the answer is: five lines, what each says, and a rating by a rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import polars as pl

from referral_analysis.papers.board.opening import cautions_of, doubt_of
from referral_analysis.papers.board.release import ReleasedBoard
from referral_analysis.questions.audited.reading import share_of
from referral_analysis.questions.audited.release import ReleasedSummary
from referral_analysis.questions.fell.words import Doubt
from referral_analysis.questions.reading import VERDICT, headline_of
from referral_analysis.questions.recorded.bands import explaining
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.words.wording import Change
from referral_analysis.series.outcome import NFA, Outcome

Standing = Literal["for", "against", "open"]
Rating = Literal["Strong", "Fair", "Weak", "Not enough"]

TITLE = "How good the evidence is"
DATA, RECORDING, AUDIT = "The data", "Recording", "The audit"
CHOICES, MODEL = "Other choices", "The model"
RULES: dict[Rating, str] = {
    "Strong": "the whole range tells the change, and all five lines below speak for it",
    "Fair": "the whole range tells the change, and no line below speaks against it",
    "Weak": "the change is told only as probable, or a line below speaks against it",
    "Not enough": "the range holds falls and rises, so no change is told",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """One line of evidence: what was looked at, whether it speaks for the answer, and why."""

    name: str
    standing: Standing
    says: str

    @property
    def text(self) -> str:
        """The line as a reader sees it; the name comes first."""
        lead = {"for": "supports the answer", "against": "is against it", "open": "leaves it open"}
        return f"{self.name}: {lead[self.standing]}. {self.says}"


def evidence(released: ReleasedBoard, audit: ReleasedSummary | None) -> Panel:
    """Show the rating with its rule, and what each line of evidence says; nothing if hidden."""
    headline = headline_of(released)
    if headline is None:
        return panels.nothing()
    found = lines(released, audit, headline)
    rated = rating(headline, found)
    opening = f"{rated}: {RULES[rated]}."
    return panels.points([opening, *(line.text for line in found)], title=TITLE)


def lines(
    released: ReleasedBoard, audit: ReleasedSummary | None, headline: Change
) -> tuple[Ground, ...]:
    """Return the five lines, in the order in which they can undo an answer."""
    return (
        _data(released, headline),
        _recording(headline, doubt_of(released, headline), released.plan.outcome),
        _audit(audit, headline, released.plan.outcome),
        _choices(released.alternatives.table, headline),
        _model(released),
    )


def rating(headline: Change, found: Sequence[Ground]) -> Rating:
    """Rate the evidence by the rule of `RULES`."""
    standings = {line.standing for line in found}
    if headline.told == "cannot tell":
        return "Not enough"
    if headline.is_probable or "against" in standings:
        return "Weak"
    return "Strong" if standings == {"for"} else "Fair"


def _data(released: ReleasedBoard, headline: Change) -> Ground:
    """Judge by what is missing from the record: what could pass for the change, and what not."""
    if explaining(released.gaps.table, headline.told):
        says = "Rows that were lost, or came, since the launch could be what is told."
        return Ground(name=DATA, standing="against", says=says)
    if released.have.is_counted:
        says = "Counts by month do not show what their record lacks."
        return Ground(name=DATA, standing="open", says=says)
    if cautions_of(released):
        says = "They have what is named under \u201cTake care\u201d."
        return Ground(name=DATA, standing="open", says=says)
    if released.plan.outcome.is_of_contacts:
        says = "Of contacts, agencies and ids of children are missing no more often than before."
        return Ground(name=DATA, standing="for", says=says)
    return Ground(
        name=DATA,
        standing="for",
        says="Nothing that was looked at is missing more often than before the launch.",
    )


_RECORDED: dict[Doubt | None, tuple[Standing, str]] = {
    None: ("for", "A wider count, which most changes of recording would leave alone, moved too."),
    "recording": ("against", "A change in how cases are recorded could explain it."),
    "line": ("against", "Contacts moved the other way: the line between the two may have moved."),
    "too early": ("open", "Too few outcomes have settled to tell it from a change of recording."),
    "no closures": ("open", "The extract has no closures to tell it from a change of recording."),
    "hidden": ("open", "Months of the wider count are too small to publish."),
}


def _recording(headline: Change, doubt: Doubt | None, outcome: Outcome) -> Ground:
    if headline.told == "cannot tell":
        return Ground(name=RECORDING, standing="open", says="There is no change to explain by it.")
    if doubt is None and not outcome.is_nfa:
        says = "No wider count stands beside what is inappropriate here, to tell it from."
        return Ground(name=RECORDING, standing="open", says=says)
    standing, says = _RECORDED[doubt]
    return Ground(name=RECORDING, standing=standing, says=says)


def _audit(audit: ReleasedSummary | None, headline: Change, outcome: Outcome = NFA) -> Ground:
    """Hold the auditors' share judged inappropriate against what the months tell."""
    if outcome.is_of_contacts:
        says = "Auditors judge referrals, and nobody judged contacts."
        return Ground(name=AUDIT, standing="open", says=says)
    if audit is None:
        return Ground(name=AUDIT, standing="open", says="No audit's judgements were named.")
    change = share_of(audit, "change", "prevalence")
    if change is None:
        return Ground(name=AUDIT, standing="open", says="It judged too few cases to be shown.")
    told = "fell" if change.high < 0 else "rose" if change.low > 0 else "cannot tell"
    share = f"{abs(change.estimate) * 100:.0f} points"
    if told == "cannot tell":
        way = "fewer" if change.estimate < 0 else "more"
        says = f"Auditors judged {share} {way} inappropriate, which could be chance."
        return Ground(name=AUDIT, standing="open", says=says)
    says = f"Auditors judged {share} {'fewer' if told == 'fell' else 'more'} inappropriate."
    if headline.told == "cannot tell":
        return Ground(name=AUDIT, standing="open", says=says)
    return Ground(name=AUDIT, standing="for" if told == headline.told else "against", says=says)


def _choices(alternatives: pl.DataFrame, headline: Change) -> Ground:
    """Count the other choices of model whose whole range tells the same."""
    told = alternatives.drop_nulls("ratio").select(VERDICT.alias("told"))["told"].to_list()
    if not told:
        return Ground(name=CHOICES, standing="open", says="They may not be shown.")
    fell, rose = told.count("fell"), told.count("rose")
    held = "blank flags left aside and" if headline.is_of_blanks else "with"
    says = (
        f"Of {len(told)} other choices of model, {held} the path held straight, {fell} tell a "
        f"clear fall, {rose} a clear rise."
    )
    if headline.told == "cannot tell":
        return Ground(name=CHOICES, standing="open", says=says)
    same = fell if headline.told == "fell" else rose
    opposite = "rose" if headline.told == "fell" else "fell"
    if opposite in told:
        return Ground(name=CHOICES, standing="against", says=says)
    return Ground(name=CHOICES, standing="for" if same == len(told) else "open", says=says)


def _model(released: ReleasedBoard) -> Ground:
    """Judge the fit by its alarms, and by what its checks flagged."""
    raised = released.alarms.table.filter("is_raised").height
    if raised:
        says = f"{raised} of its alarms {'was' if raised == 1 else 'were'} raised."
        return Ground(name=MODEL, standing="against", says=says)
    if released.flags:
        says = f"Its checks flagged: {' '.join(released.flags)}"
        return Ground(name=MODEL, standing="open", says=says)
    return Ground(name=MODEL, standing="for", says="No check of it flagged anything.")
