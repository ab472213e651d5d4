"""What to hide of all segments at once: the county's months, and every segment's counts."""

import datetime as dt
import io
from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

import polars as pl

from referral_analysis.analysis.printed_counts import (
    ShownCounts,
    county_period,
    segment_columns,
    shown_counts,
)
from referral_analysis.analysis.segments import KINDS
from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.figures import of_stretches
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.leaving_out import as_the_board_has_it, hide_or_leave_out
from referral_analysis.disclosure.proof.spans import MEASURES, beneath_of
from referral_analysis.disclosure.proof.whole_report import Hidden
from referral_analysis.disclosure.register import REGISTER, Earlier, earlier_releases
from referral_analysis.questions.one_place.finding import SegmentFindings

_Counts: TypeAlias = tuple[tuple[Count, int], ...]


def chosen(findings: SegmentFindings, policy: Policy, earlier: Earlier | None) -> ShownCounts:
    """Choose what to hide of all segments: the county's months, and every segment's counts.

    Where gaps and zeros of a stretch would tell too much of what an earlier release hides, nothing
    is told of it, of any segment of the kind: it is not among the values.
    """
    months = {
        county_period(measure, period, findings.plan): count
        for measure, period, count in findings.county.select("measure", "period", "count").rows()
    }
    day = findings.plan.extract_drawn_on
    of_board = _of_board(findings)
    told_by_board, others = as_the_board_has_it(of_board, earlier, day)
    elsewhere = months | told_by_board
    stretches = others | {c: n for c, n in _of_stretches(findings).items() if c not in of_board}
    register = (earlier.register if earlier else pl.DataFrame(schema=REGISTER)).write_csv()
    beneath = beneath_of(findings.months)
    told, hidden = _hidden(
        _sorted(elsewhere),
        _sorted(stretches),
        policy=policy,
        register=register,
        beneath=_sorted(beneath),
        drawn_on=day,
    )
    values = dict(told)
    figures = of_stretches(
        {count: value for count, value in values.items() if count.kind in KINDS},
        stretches,
        hidden.counts,
        policy,
        earlier,
    )
    return shown_counts(values, hidden, policy, figures)


def _sorted(values: Mapping[Count, int]) -> _Counts:
    return tuple(sorted(values.items()))


@lru_cache(maxsize=1)
def _hidden(
    elsewhere: _Counts,
    stretches: _Counts,
    *,
    policy: Policy,
    register: str,
    beneath: _Counts,
    drawn_on: dt.date,
) -> tuple[_Counts, Hidden]:
    """Choose once for the reports that a warm worker makes one after another: all ask the same.

    Return what is told of at all, and what of it is hidden.
    """
    told, hidden = hide_or_leave_out(
        dict(elsewhere),
        dict(stretches),
        policy,
        earlier_releases(pl.read_csv(io.StringIO(register), schema=REGISTER)),
        dict(beneath),
        drawn_on=drawn_on,
    )
    return _sorted(told), hidden


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
