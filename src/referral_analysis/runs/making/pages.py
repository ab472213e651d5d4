"""What the page of a report says about itself, from the parameters alone."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from referral_analysis.analysis.segments import KINDS, Segment
from referral_analysis.periods import month_name
from referral_analysis.questions.one_place.words import title
from referral_analysis.report.page.workbook import Cover
from referral_analysis.report.words.vocabulary import spoken
from referral_analysis.runs.making.export import Page
from referral_analysis.runs.parameters import ExtractReport

SYNTHETIC = "Synthetic data: simulated referrals, about no real child and no real council."


def page_of(parameters: ExtractReport, *, made_by: str) -> Page:
    """Return the title, the header and the banner; ParametersError when the plan is out of order.

    made_by: the command that makes the report. The date printed is the parameters' own, so that
    the same run gives the same page.
    """
    last_month = parameters.plan().last_month
    return Page(
        title=title_of(parameters.model_dump()),
        brand=parameters.meeting,
        facts=(
            ("Data as at", f"end of {month_name(last_month)}"),
            ("Extract drawn on", day_name(parameters.extract_drawn_on)),
            ("Report made on", day_name(parameters.made_on)),
            *([("Made by", parameters.made_by)] if parameters.made_by else []),
        ),
        warning=spoken(SYNTHETIC, parameters.vocabulary) if parameters.is_synthetic else "",
        colophon=f"Made by: {made_by}",
    )


def title_of(values: Mapping[str, Any]) -> str:
    """Return a report's title from its parameters: the question, after whom it is about if one."""
    question = str(values["question"])
    for kind in KINDS:
        if values.get(kind):
            return f"{title(Segment(kind=kind, name=str(values[kind])))}: {question}"
    return question


def cover_of(page: Page, parameters: ExtractReport) -> Cover:
    """Return the cover of the report's workbook: what the page says of itself, and its date."""
    return Cover(
        title=page.title,
        brand=page.brand,
        made_on=made_on(parameters),
        facts=page.facts,
        warning=page.warning,
        colophon=page.colophon,
    )


def made_on(parameters: ExtractReport) -> dt.date:
    """Return the date that is printed on the report."""
    return dt.date.fromisoformat(parameters.made_on)


def day_name(text: str) -> str:
    """Write an ISO date for a reader: 13 January 2012; ValueError for what is none."""
    day = dt.date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"
