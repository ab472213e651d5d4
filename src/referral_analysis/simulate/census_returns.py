"""An extract as the yearly returns of the children in need census (XML)."""

import datetime as dt
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

import polars as pl

from referral_analysis.extract import columns as c

_DAYS = tuple(name for name in c.dates() if name != c.REFERRED_ON)
# the order of the schema
_DETAILS = (
    ("CINreferralDate", c.REFERRED_ON),
    ("ReferralSource", c.REFERRAL_SOURCE),
    ("PrimaryNeedCode", c.PRIMARY_NEED),
    ("CINclosureDate", c.CLOSED_ON),
    ("ReasonForClosure", c.CLOSURE_REASON),
    ("InitialAssessmentAuthorisationDate", c.INITIAL_ASSESSED_ON),
    ("CoreAssessmentAuthorisationDate", c.CORE_ASSESSED_ON),
    ("S47ActualStartDate", c.SECTION_47_ON),
    ("ReferralNFA", c.IS_NFA),
    ("CPPstartDate", c.CHILD_PROTECTION_PLAN_ON),
)
_WITHIN = {
    "InitialAssessmentAuthorisationDate": "InitialAssessments",
    "CoreAssessmentAuthorisationDate": "CoreAssessments",
    "S47ActualStartDate": "Section47",
    "CPPstartDate": "ChildProtectionPlans",
}
_AUTHORITY = "886"  # Kent


def returns(rows: pl.DataFrame, drawn_on: dt.date) -> Iterator[tuple[int, str]]:
    """Yield the returns of an extract: the year of its 31 March, and the XML.

    rows: an extract as text, by our names. A return is of 31 March, or of the day on which the
    extract was drawn if that is earlier: it has the referrals of its year, the cases open on its
    first day, and nothing that happened later; a referral closed with no further action stands in
    one alone. Rows without a child or a day are in none.
    """
    whole = rows.drop_nulls([c.CHILD_ID, c.REFERRED_ON])
    days = whole[c.REFERRED_ON].str.to_date()
    firsts = days.dt.offset_by("-3mo").dt.year().unique().sort()
    for year in firsts:
        first, last = dt.date(year, 4, 1), min(dt.date(year + 1, 3, 31), drawn_on)
        yield year + 1, _message(_held(whole, f"{first}", f"{last}"), last)


def _held(rows: pl.DataFrame, first: str, last: str) -> pl.DataFrame:
    """Keep what a return of these days has, as it was on its last."""
    referred, closed = pl.col(c.REFERRED_ON), pl.col(c.CLOSED_ON)
    was_open = (
        (referred < first)
        & (pl.col(c.IS_NFA) != "true").fill_null(value=True)
        & (closed.is_null() | (closed >= first))
    )
    known = [
        pl.when(pl.col(day) <= last).then(day).alias(day) for day in _DAYS if day in rows.columns
    ]
    return (
        rows.filter(referred.is_between(pl.lit(first), pl.lit(last)) | was_open)
        .with_columns(known)
        .with_columns(pl.when(closed.is_not_null()).then(c.CLOSURE_REASON).alias(c.CLOSURE_REASON))
    )


def _message(rows: pl.DataFrame, as_of: dt.date) -> str:
    children: dict[str, list[Mapping[str, str | None]]] = {}
    for row in rows.iter_rows(named=True):
        children.setdefault(row[c.CHILD_ID], []).append(row)
    body = "\n".join(_child(name, held) for name, held in children.items())
    header = (
        f"<CollectionDetails><Collection>CIN</Collection><Year>{as_of.year}</Year>"
        f"<ReferenceDate>{as_of}</ReferenceDate></CollectionDetails>"
        f"<Source><LEA>{_AUTHORITY}</LEA></Source>"
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f"<Message><Header>{header}</Header><Children>\n{body}\n</Children></Message>\n"
    )


def _child(name: str, episodes: list[Mapping[str, str | None]]) -> str:
    details = "".join(
        f"<CINdetails>{''.join(_element(tag, row.get(column)) for tag, column in _DETAILS)}"
        "</CINdetails>"
        for row in episodes
    )
    return (
        f"<Child><ChildIdentifiers><LAchildID>{escape(name)}</LAchildID></ChildIdentifiers>"
        f"<ChildCharacteristics/>{details}</Child>"
    )


def _element(tag: str, value: str | None) -> str:
    if value is None:
        return ""
    element = f"<{tag}>{escape(value)}</{tag}>"
    outer = _WITHIN.get(tag)
    return f"<{outer}>{element}</{outer}>" if outer else element
