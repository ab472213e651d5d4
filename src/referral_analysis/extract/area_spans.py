"""Areas that begin or end among the months of an extract: renamed, merged, divided, or new.

An area is one for the analysis where it has the same name in every month. What looks otherwise is
named with its month, and a mapping of its name (`codes`, `district`) joins two into one.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

import polars as pl

from referral_analysis.extract.columns import DISTRICT
from referral_analysis.periods import add_months, months_between

SpanName: TypeAlias = Literal["area begins", "area ends"]
LEAST_EXPECTED = 20.0
"""Referrals that an area would have had in the months it lacks; chance leaves out so many once in
five hundred million times."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """An area's first and last month with a referral, and how many it has a month in between."""

    area: str
    first: dt.date
    last: dt.date
    usual: float


def spans(monthly: pl.DataFrame, county: str) -> Iterator[tuple[SpanName, str, dt.date, str]]:
    """Yield each area that begins after the extract does, or ends before it: with month, and words.

    monthly: month, segment, rows: the months that have rows; county: the segment of all of them.
    The month is the area's first, or its last, with a referral.
    """
    months = monthly.filter(pl.col("segment") == county)["month"].sort()
    if months.is_empty():
        return
    areas = list(_areas(monthly.filter(pl.col("segment") != county)))
    late = [one for one in areas if _lacks(one, months_between(months[0], one.first))]
    over = [one for one in areas if _lacks(one, months_between(one.last, months[-1]))]
    for one in late:
        before = [other for other in over if _follows(other, one)]
        yield "area begins", one.area, one.first, _begins(one, before)
    for one in over:
        after = [other for other in late if _follows(one, other)]
        yield "area ends", one.area, one.last, _ends(one, after)


def _areas(monthly: pl.DataFrame) -> Iterator[_Span]:
    counted = monthly.group_by("segment").agg(
        pl.col("month").min().alias("first"),
        pl.col("month").max().alias("last"),
        pl.col("rows").sum(),
    )
    for area, first, last, rows in counted.sort("segment").iter_rows():
        yield _Span(
            area=area, first=first, last=last, usual=rows / (months_between(first, last) + 1)
        )


def _lacks(span: _Span, months: int) -> bool:
    return months * span.usual >= LEAST_EXPECTED


def _follows(earlier: _Span, later: _Span) -> bool:
    """Claim that one area begins as another ends: in that month, or in the next."""
    return earlier.area != later.area and earlier.last <= later.first <= add_months(earlier.last, 1)


def _begins(span: _Span, before: list[_Span]) -> str:
    said = f"no referral before this month, about {span.usual:,.0f} a month from it on"
    if not before:
        return f"{said}: an area with another name before, or part of one?"
    named = " or ".join(one.area for one in before)
    return f"{said}; {named} ends as it begins: if they are one, {_joined(named, span.area)}"


def _ends(span: _Span, after: list[_Span]) -> str:
    said = f"no referral after this month, about {span.usual:,.0f} a month until it"
    if not after:
        return f"{said}: if it is part of another now, {_joined(span.area, 'THE OTHER')}"
    return f"{said}; {' or '.join(one.area for one in after)} begins as it ends"


def _joined(old: str, new: str) -> str:
    """Write the line of a parameters file that gives an area the name of another."""
    return f"codes: {{{DISTRICT}: {{{old}: {new}}}}}"
