"""Other places as a section: a heading, sentences, and the years in a table."""

from referral_analysis.questions.other_places import words
from referral_analysis.questions.other_places.published import OtherPlaces
from referral_analysis.questions.other_places.tables import Places
from referral_analysis.questions.reading import headline_of
from referral_analysis.questions.released import HasHeadline
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table


def other_places_heading(others: OtherPlaces | None) -> Panel | None:
    """Show the section's heading; nothing where no table of other places was named."""
    return None if others is None else panels.heading("Beside other places")


def other_places(released: HasHeadline, others: OtherPlaces | None) -> Panel | None:
    """Say where the council stands, and how often so large a change comes by itself."""
    if others is None:
        return None
    said = [words.beside(others), words.how_often(others, headline_of(released))]
    return panels.paragraphs(*filter(None, said))


def other_places_table(others: OtherPlaces | None) -> Table | None:
    """Show the share by year: the council's, its neighbours' and England's."""
    if others is None:
        return None
    who = "neighbours" if others.are_chosen else "other councils"
    return Table(
        frame=others.places,
        columns=(
            Column(name=Places.year, label="Year to March"),
            Column(name=Places.council, label=others.council, format="percent"),
            Column(name=Places.lowest, label=f"Lowest of the {who}", format="percent"),
            Column(name=Places.middle, label="Middle", format="percent"),
            Column(name=Places.highest, label="Highest", format="percent"),
            Column(name=Places.neighbours, label="How many", format="count"),
            Column(name=Places.england, label="England", format="percent"),
        ),
        caption=f"Share of referrals that {words.ENDED[others.outcome]}, as councils published it",
        name="other-places",
        notes=(
            "From the table of published figures that this report was given, not from the extract; "
            "a council that counts in another way has other shares.",
        ),
    )
