"""Other places as a section: a heading, sentences, and the years as a chart with its table."""

import polars as pl

from referral_analysis.questions.other_places import words
from referral_analysis.questions.other_places.published import OtherPlaces
from referral_analysis.questions.other_places.tables import Places
from referral_analysis.questions.reading import headline_of
from referral_analysis.questions.released import HasHeadline
from referral_analysis.report.charts.effects import share_chart
from referral_analysis.report.charts.layout import Scene
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table

NAME = "other-places"
LEAST_YEARS = 2
"""Of the council's own, below which there is no path to draw."""


def other_places_heading(others: OtherPlaces | None) -> Panel | None:
    """Show the section's heading; nothing where no table of other places was named."""
    return None if others is None else panels.heading("Beside other places")


def other_places(released: HasHeadline, others: OtherPlaces | None) -> Panel | None:
    """Say where the council stands, and how often so large a change comes by itself."""
    if others is None:
        return None
    said = [words.beside(others), words.how_often(others, headline_of(released))]
    return panels.paragraphs(*filter(None, said))


def other_places_table(others: OtherPlaces | None) -> Figure | Table | None:
    """Show the share by year: the council's, the middle of its neighbours', and England's.

    A table alone where the council has published too few years to draw. Single neighbours are not
    drawn, so that nobody is ranked.
    """
    if others is None:
        return None
    own = others.places.drop_nulls(Places.council)
    if own.height < LEAST_YEARS:
        return _table(others, name=NAME)
    last = own.row(-1, named=True)
    drawn = others.places.select(
        pl.date(pl.col(Places.year) - 1, 4, 1).alias("period"),
        pl.col(Places.council).alias(others.council),
        pl.col(Places.middle).alias(f"Middle of the {_who(others)}"),
        pl.col(Places.england).alias("England as a whole"),
    )
    return Figure(
        name=NAME,
        picture=share_chart(
            drawn,
            Scene(y_title="Share of referrals", form="percent"),
            description=f"The share in {others.council} by year, from "
            f"{own[Places.council][0] * 100:.1f}% in {own[Places.year][0]} to "
            f"{last[Places.council] * 100:.1f}% in {last[Places.year]}, beside the middle of the "
            f"{_who(others)} and England.",
        ),
        headline=f"{others.council} beside {_who(others)} and England",
        subtitle=f"Share of referrals that {words.ENDED[others.outcome]}, in each year to March",
        table=_table(others, name=""),
    )


def _who(others: OtherPlaces) -> str:
    return "neighbours" if others.are_chosen else "other councils"


def _table(others: OtherPlaces, *, name: str) -> Table:
    who = _who(others)
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
        name=name,
        notes=(
            "From the table of published figures that this report was given, not from the extract; "
            "a council that counts in another way has other shares.",
        ),
    )
