"""What the change comes to in hours, as a paragraph of the Board report."""

from collections.abc import Sequence

from referral_analysis.questions.fell import hours as words
from referral_analysis.questions.fell.hours import HoursEach
from referral_analysis.questions.reading import headline_of
from referral_analysis.questions.released import HasHeadline
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel


def hours(released: HasHeadline, each: Sequence[float] | None) -> Panel | None:
    """Say what the change is in hours of work; nothing where no hours are stated, or no figure.

    each: the least and the most hours that one inappropriate referral takes.
    """
    headline = headline_of(released)
    if each is None or headline is None:
        return None
    least, most = each
    return panels.paragraphs(words.hours(headline, HoursEach(least=least, most=most)))
