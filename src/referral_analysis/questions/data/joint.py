"""What the report counts of districts and agencies, as other reports of the extract count them."""

import polars as pl

from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.spans import beneath_of
from referral_analysis.disclosure.proof.whole_report import Hidden, hide
from referral_analysis.disclosure.register import Earlier
from referral_analysis.extract import columns
from referral_analysis.extract.codes import REFERRAL_SOURCES, AgencyGroup
from referral_analysis.periods import QUARTER, add_months
from referral_analysis.questions.data.districts import ELSEWHERE
from referral_analysis.questions.data.drift import HALF_YEAR
from referral_analysis.questions.data.finding import QualityFindings
from referral_analysis.series import NO_DISTRICT

REFERRALS = "referrals"
_UNKNOWN: AgencyGroup = "unknown"
"""The agency of referrals whose source is empty or off the list: its codes are not all of it."""
_GROUPS = {source.code: source.group for source in REFERRAL_SOURCES}


def values_of(findings: QualityFindings) -> dict[Count, int]:
    """Name the county's months, the districts' quarters, and the codes of agencies' half-years.

    Quarters and codes are shown as shares, and taken here as if these told the counts.
    """
    months = {
        county_count(REFERRALS, period, period): count
        for period, count in findings.volume.select("period", REFERRALS).rows()
    }
    quarters = dict(zip(districts(findings.districts), findings.districts[REFERRALS], strict=True))
    codes = zip(codes_of(findings.drift), findings.drift["count"], strict=True)
    return months | quarters | {count: value for count, value in codes if count is not None}


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


def chosen(findings: QualityFindings, policy: Policy, earlier: Earlier | None) -> Hidden:
    """Choose what to hide of them, beside what other reports and releases showed."""
    day = findings.plan.extract_drawn_on
    has_others = earlier is not None and any(one.drawn_on == day for one in earlier.releases)
    values = values_of(findings)
    if not has_others:  # the changes of districts' shares alone do not add up to the county's
        values = {count: value for count, value in values.items() if count.kind != "district"}
    return hide(values, policy, earlier, beneath_of(findings.segment_months), drawn_on=day)
