"""What to hide of all segments at once: the county's months, and every segment's counts."""

import datetime as dt
import io
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

import polars as pl

from referral_analysis.analysis.printed_counts import ShownCounts, county_period, segment_columns
from referral_analysis.analysis.segments import KINDS
from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.spans import MEASURES, beneath_of
from referral_analysis.disclosure.proof.whole_report import Hidden, hide
from referral_analysis.disclosure.register import REGISTER, Earlier, earlier_releases
from referral_analysis.questions.one_place.finding import SegmentFindings

_Counts: TypeAlias = tuple[tuple[Count, int], ...]


def chosen(findings: SegmentFindings, policy: Policy, earlier: Earlier | None) -> ShownCounts:
    """Choose what to hide of all segments: the county's months, and every segment's counts."""
    months = {
        county_period(measure, period, findings.plan): count
        for measure, period, count in findings.county.select("measure", "period", "count").rows()
    }
    values = months | _of_stretches(findings) | _of_board(findings)
    register = (earlier.register if earlier else pl.DataFrame(schema=REGISTER)).write_csv()
    beneath = beneath_of(findings.months)
    day = findings.plan.extract_drawn_on
    hidden = _hidden(_sorted(values), policy, register, _sorted(beneath), day)
    return ShownCounts(values=values, hidden=hidden, policy=policy)


def _sorted(values: Mapping[Count, int]) -> _Counts:
    return tuple(sorted(values.items()))


@lru_cache(maxsize=1)
def _hidden(
    values: _Counts, policy: Policy, register: str, beneath: _Counts, drawn_on: dt.date
) -> Hidden:
    """Choose once for the reports that a warm worker makes one after another: all ask the same."""
    earlier = earlier_releases(pl.read_csv(io.StringIO(register), schema=REGISTER))
    return hide(dict(values), policy, earlier, dict(beneath), drawn_on=drawn_on)


def _of_stretches(findings: SegmentFindings) -> dict[Count, int]:
    """Name every segment's count in every stretch."""
    rows = findings.stretches.select("kind", "segment", "first", "last", *MEASURES).rows()
    return {
        Count(measure=measure, kind=kind, segment=segment, first=first, last=last): value
        for kind, segment, first, last, *counts in rows
        for measure, value in zip(MEASURES, counts, strict=True)
    }


def _of_board(findings: SegmentFindings) -> dict[Count, int]:
    """Name every segment's counts in the spans of the Board report."""
    return {
        count: value
        for kind in KINDS
        for name, counts in segment_columns(findings.effects, kind, findings.plan).items()
        for count, value in zip(
            counts, findings.effects.filter(pl.col("kind") == kind)[name], strict=True
        )
    }
