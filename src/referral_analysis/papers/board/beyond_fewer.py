"""What fewer referrals are made of, and whether children came back: a picture and a line each."""

from referral_analysis.papers.board.release import ReleasedBoard
from referral_analysis.questions.came_back import NEEDS as CAME_BACK
from referral_analysis.questions.came_back.reading import is_hidden, new_ids_on, returned
from referral_analysis.questions.came_back.words import TOO_FEW, came_back, nobody_compared
from referral_analysis.questions.made_of.figures import parts as made_of
from referral_analysis.questions.made_of.tables import TOTAL
from referral_analysis.questions.needs import missing
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.words.moved import Moved

MONTHS = 3
APART = (
    "Because they are modelled apart, the sum need not be what all referrals give when they are "
    "modelled as one, as in the table above."
)
OF_REFERRALS = (
    "Whether children came back sooner is not told of contacts: a report of referrals, by another "
    "choice of what inappropriate means, tells it."
)


def change_made_of(released: ReleasedBoard) -> Figure:
    """Show the change in referrals as the sum of inappropriate ones and all others."""
    return made_of.figure(released.parts, "two", released.have, small=True)


def made_of_and_returned(released: ReleasedBoard) -> Panel:
    """Say what the change is made of, and whether children came back sooner."""
    share, lacking = returned(released.differences, MONTHS), missing(CAME_BACK, released.have)
    back = (
        OF_REFERRALS
        if released.plan.outcome.is_of_contacts
        else lacking.sentence
        if lacking is not None
        else TOO_FEW
        if share is None and is_hidden(released.differences, MONTHS)
        else nobody_compared(new_ids_on(released))
        if share is None
        else f"{_sooner(share[1])} {came_back(MONTHS, *share)}"
    )
    is_known = made_of.moved(released.parts, "two", TOTAL) is not None
    parts = made_of.told(released.parts, "two")
    return panels.paragraphs(f"{parts} {APART}" if is_known else parts, back)


def _sooner(change: Moved) -> str:
    if change.rose:
        return "Children came back sooner than before."
    if change.fell:
        return "Children came back later than before."
    return "Whether children came back sooner cannot be told."
