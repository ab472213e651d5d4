"""What the report counts of districts and agencies, as other reports of the extract count them."""

import datetime as dt

import polars as pl

from referral_analysis.disclosure.counted import COUNTY, LISTED, Count, county_count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.spans import beneath_of
from referral_analysis.disclosure.proof.whole_report import Hidden, hide
from referral_analysis.disclosure.register import QUALITY, Earlier
from referral_analysis.extract import columns
from referral_analysis.extract.codes import REFERRAL_SOURCES, AgencyGroup
from referral_analysis.periods import QUARTER, add_months
from referral_analysis.questions.data.completeness import FLAG, OF_ALL
from referral_analysis.questions.data.districts import ELSEWHERE
from referral_analysis.questions.data.drift import HALF_YEAR
from referral_analysis.questions.data.finding import QualityFindings
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.series import NO_DISTRICT
from referral_analysis.series.measures import CLOSED_AT_ONCE, INAPPROPRIATE, UNFLAGGED, MeasureName

REFERRALS = "referrals"
_UNKNOWN: AgencyGroup = "unknown"
"""The agency of referrals whose source is empty or off the list: its codes are not all of it."""
_GROUPS = {source.code: source.group for source in REFERRAL_SOURCES}


def values_of(findings: QualityFindings) -> dict[Count, int]:
    """Name the county's months, the districts' quarters, and the codes of agencies' half-years.

    Quarters and codes are shown as shares, and taken here as if these told the counts. So is what
    the codes of a half-year are out of, which they add up to: one that is hidden alone is the rest
    of a hundred per cent. So are the flags left blank, which other reports count over stretches of
    months, and the referrals with further action, which are what some shares are out of.
    """
    months = {
        county_count(REFERRALS, period, period): count
        for period, count in findings.volume.select("period", REFERRALS).rows()
    }
    quarters = dict(zip(districts(findings.districts), findings.districts[REFERRALS], strict=True))
    codes = zip(codes_of(findings.drift), findings.drift["count"], strict=True)
    of_codes = {count: value for count, value in codes if count is not None}
    listed = zip(listed_of(findings.drift), findings.drift["listed"], strict=True)
    of_all = {count: value for count, value in listed if count is not None}
    others = _blanks(findings) | _acted_on(findings, months)
    return months | quarters | of_codes | of_all | others


def is_told_elsewhere(count: Count, plan: QualityPlan, earlier: Earlier | None) -> bool:
    """Claim that another report of the extract has such a count already, which is the same.

    Once is enough of what this report does not print itself: each costs the next reports time.
    """
    day = plan.extract_drawn_on
    others = (one for one in (earlier.releases if earlier else ()) if one.drawn_on == day)
    of_others = any(count in one.counts for one in others if one.report != QUALITY)
    return count.kind == COUNTY and count.measure != REFERRALS and of_others


def blanks_of(table: pl.DataFrame) -> list[Count | None]:
    """Name the count of each row of `Completeness` of flags left blank; None for other fields."""
    return [
        county_count(UNFLAGGED, month, month) if field == FLAG else None
        for field, month in table.select("field", "period").rows()
    ]


def is_told(findings: QualityFindings, hidden: Hidden, earlier: Earlier | None) -> pl.Series:
    """Claim of each row of `Completeness` that its share would tell a count which is hidden.

    A share of some of a month's referrals tells how many these are, unless it is none or all.
    """
    gone = hidden.counts | (earlier.suppressed if earlier else frozenset())
    months = {count.first for count in gone if _is_part_of_a_month(count)}
    some = pl.col("missing").is_between(0, pl.col("expected"), closed="none")
    is_told = some & (pl.col("expected_of") != OF_ALL) & pl.col("period").is_in(sorted(months))
    return findings.completeness.select(is_told.alias("missing"))["missing"]


def is_half_year_told(findings: QualityFindings, hidden: Hidden) -> pl.Series:
    """Claim of each row of `Drift` that its shares would tell how many had no further action.

    Primary needs are listed of the others, so that the shares of all codes are out of these.
    """
    halves = {
        count.first
        for count in hidden.counts
        if count.measure == _closed(findings.plan)
        and count == _half_year(count.measure, count.first)
    }
    is_need = pl.col("column") == columns.PRIMARY_NEED
    return findings.drift.select(count=is_need & pl.col("period").is_in(sorted(halves)))["count"]


def _is_part_of_a_month(count: Count) -> bool:
    is_month = count.kind == COUNTY and count.first == count.last
    return is_month and count.measure not in {REFERRALS, UNFLAGGED}


def _blanks(findings: QualityFindings) -> dict[Count, int]:
    """Name the flags left blank by month, and over the stretches that other reports add up."""
    rows = findings.completeness.filter(pl.col("field") == FLAG)
    by_month = dict(rows.select("period", "missing").rows())
    plan = findings.plan
    stretches = (
        (plan.series_starts, add_months(plan.launch_month, -1)),
        (plan.first_after, plan.last_month),
        (plan.series_starts, plan.last_month),
    )
    whole = [county_count(UNFLAGGED, first, last) for first, last in stretches if first < last]
    months = {county_count(UNFLAGGED, month, month): count for month, count in by_month.items()}
    return months | {
        one: sum(months[month] for month in one.months)
        for one in whole
        if months.keys() >= set(one.months)
    }


def _acted_on(findings: QualityFindings, referrals: dict[Count, int]) -> dict[Count, int]:
    """Name who had no further action by month and half-year: the rest of those with a need."""
    table = findings.segment_months
    if table.is_empty():
        return {}
    of_one_kind = table.filter(pl.col("kind") == table["kind"][0])
    added = of_one_kind.group_by("period").agg(pl.col(REFERRALS, "nfa").sum()).sort("period")
    measure = _closed(findings.plan)
    months = {
        county_count(measure, period, period): nfa
        for period, count, nfa in added.rows()
        if referrals.get(county_count(REFERRALS, period, period)) == count
    }
    halves = {_half_year(measure, first) for first in findings.drift["period"]}
    return months | {
        half: sum(months[month] for month in half.months)
        for half in sorted(halves)
        if months.keys() >= set(half.months)
    }


def _closed(plan: QualityPlan) -> MeasureName:
    """Return the name under which other reports count no further action by itself."""
    return INAPPROPRIATE if plan.outcome.is_nfa else CLOSED_AT_ONCE


def _half_year(measure: str, first: dt.date) -> Count:
    return county_count(measure, first, add_months(first, HALF_YEAR - 1))


def districts(table: pl.DataFrame) -> list[Count]:
    """Name the count of each row of `Districts`."""
    return [
        Count(
            measure=REFERRALS,
            kind="district",
            segment=NO_DISTRICT if segment == ELSEWHERE else segment,
            first=first,
            last=add_months(first, QUARTER - 1),
        )
        for segment, first in table.select("segment", "period").rows()
    ]


def codes_of(table: pl.DataFrame) -> list[Count | None]:
    """Name the count of each row of `Drift`; None for the codes of what no agency is told by."""
    names: list[Count | None] = []
    for column, code, first in table.select("column", "code", "period").rows():
        if column != columns.REFERRAL_SOURCE:
            names.append(None)
            continue
        agency = Count(
            measure=REFERRALS,
            kind="agency",
            segment=_GROUPS[code],
            first=first,
            last=add_months(first, HALF_YEAR - 1),
        )
        names.append(agency.part(code, of_more=_GROUPS[code] == _UNKNOWN))
    return names


def listed_of(table: pl.DataFrame) -> list[Count | None]:
    """Name what each row of `Drift` is a share of; None for codes that no agency is told by."""
    return [
        _half_year(LISTED, first) if column == columns.REFERRAL_SOURCE else None
        for column, first in table.select("column", "period").rows()
    ]


def chosen(findings: QualityFindings, policy: Policy, earlier: Earlier | None) -> Hidden:
    """Choose what to hide of them, beside what other reports and releases showed."""
    day = findings.plan.extract_drawn_on
    has_others = earlier is not None and any(one.drawn_on == day for one in earlier.releases)
    values = values_of(findings)
    if not has_others:  # the changes of districts' shares alone do not add up to the county's
        values = {count: value for count, value in values.items() if count.kind != "district"}
    return hide(values, policy, earlier, beneath_of(findings.segment_months), drawn_on=day)
