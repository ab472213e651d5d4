"""Ofsted's Annex A: list 1 (contacts), list 3 (referrals) and list 4 (assessments), in any place.

Source: the columns of the lists as Ofsted publishes them, and as the tools write them that many
councils fill them with: `Age` for `Age of Child (Years)`, sources lettered as `e) 2A: Schools`.
Dates of birth are never read, names of teams and workers only where a mapping asks for them.
"""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from referral_analysis.extract import columns as c
from referral_analysis.extract.codes import NOT_IN_NEED
from referral_analysis.extract.companion import typed_companion
from referral_analysis.extract.convert import as_text
from referral_analysis.extract.layouts import (
    CONTACT_SOURCE,
    CONTACTED_ON,
    NEEDS_SUPPORT,
    ROW,
    STARTED_ON,
    Layout,
    named,
)
from referral_analysis.extract.table import WITHOUT_DISTRICT, SourceTable

_CHILD = {c.CHILD_ID: ("child unique id",)}
_AGE = {c.AGE_AT_REFERRAL: ("age of child years", "age")}
LIST_1 = Layout(
    name="list 1 of Annex A (contacts)",
    part="contacts",
    headers={
        **_CHILD,
        CONTACTED_ON: ("date of contact",),
        CONTACT_SOURCE: ("contact source",),
    },
    optional=_AGE,
)
LIST_3 = Layout(
    name="list 3 of Annex A (referrals)",
    part="referrals",
    headers={
        **_CHILD,
        c.REFERRED_ON: ("date of referral",),
        c.REFERRAL_SOURCE: ("referral source",),
        c.IS_NFA: ("referral nfa",),
    },
    optional=_AGE,
)
LIST_4 = Layout(
    name="list 4 of Annex A (assessments)",
    part="assessments",
    headers={
        **_CHILD,
        STARTED_ON: ("continuous assessment start date",),
        c.SINGLE_ASSESSED_ON: ("continuous assessment date of authorisation",),
    },
    optional={
        NEEDS_SUPPORT: (
            "was the child assessed as requiring la childrens social care support",
            "was the child assessed as requiring local authority childrens social care support",
        )
    },
)
LISTS = (LIST_1, LIST_3, LIST_4)

_DO = "Take the list as Ofsted lays it out."
# a source is written with its code in front: "2A) Schools", "2A: Schools", or "e) 2A: Schools"
_CODE_IN_FRONT = r"^(?:[a-z]{1,2}\)\s*)?(\d{1,2}[A-Fa-f]?)\s*[):.-]\s*\D"
_YES, _NO = r"^(?i)\s*(a\)|y)", r"^(?i)\s*(b\)|n)"


def as_referrals(list_3: SourceTable, lists_4: Sequence[SourceTable] = ()) -> SourceTable:
    """Put list 3 under the vocabulary's names, with what list 4 says of each referral.

    There is no id of a referral, no district and no closure. An assessment is that of the child's
    latest referral, by the day it began, that was not closed with no further action; the earliest
    authorised counts. closure_reason is RC8 where none of a referral's assessments asked for
    support and one said that none is needed, else null: list 4 alone knows it.
    """
    table = named(list_3, LIST_3, do=_DO)
    kinds = table.rows.collect_schema()
    number = pl.format("row {}", pl.int_range(1, pl.len() + 1)).alias(c.REFERRAL_ID)
    table = replace(
        table,
        headers=(c.REFERRAL_ID, *table.headers),
        rows=table.rows.with_columns(number, _code(c.REFERRAL_SOURCE, kinds[c.REFERRAL_SOURCE])),
        lacks=WITHOUT_DISTRICT | {c.CLOSED_ON, c.CLOSURE_REASON},
        has_own_ids=False,
    )
    return _with_assessments(table, lists_4) if lists_4 else table


def as_contacts(list_1: SourceTable) -> SourceTable:
    """Put list 1 under our names: child_id, age_at_referral, contacted_on, contact_source."""
    table = named(list_1, LIST_1, do=_DO)
    kind = table.rows.collect_schema()[CONTACT_SOURCE]
    return replace(table, rows=table.rows.with_columns(_code(CONTACT_SOURCE, kind)))


def _with_assessments(table: SourceTable, lists_4: Sequence[SourceTable]) -> SourceTable:
    """Join list 4 to the referrals; see `as_referrals`."""
    assessments = [_assessments(one) for one in lists_4]
    joined = _of_referrals(_referrals(table), pl.concat(assessments, how="diagonal"))
    rows = (
        table.rows.with_columns(pl.int_range(pl.len()).cast(pl.Int64).alias(ROW))
        .join(joined.lazy(), on=ROW, how="left", maintain_order="left")
        .drop(ROW)
    )
    says_need = NEEDS_SUPPORT in pl.concat(assessments, how="diagonal").columns
    names = (c.SINGLE_ASSESSED_ON, *((c.CLOSURE_REASON,) if says_need else ()))
    return replace(
        table,
        headers=(*names, *table.headers),
        rows=rows if says_need else rows.drop(c.CLOSURE_REASON),
        lacks=table.lacks - set(names),
    )


def _referrals(table: SourceTable) -> pl.DataFrame:
    """Read who was referred when, of the rows that may lead to an assessment, by day."""
    numbered = replace(
        table,
        headers=(ROW, *table.headers),
        rows=table.rows.with_columns(pl.int_range(pl.len()).cast(pl.Int64).alias(ROW)),
    )
    kinds = {c.CHILD_ID: pl.String(), c.REFERRED_ON: pl.Date(), c.IS_NFA: pl.String()}
    rows = typed_companion(numbered, {}, {ROW: pl.Int64(), **kinds})
    is_nfa = pl.col(c.IS_NFA).str.contains(_YES).fill_null(value=False)
    return (
        rows.filter(~is_nfa)
        .select(ROW, c.CHILD_ID, c.REFERRED_ON)
        .drop_nulls()
        .sort(c.REFERRED_ON, ROW)
    )


def _assessments(table: SourceTable) -> pl.DataFrame:
    """Read an assessment's child, days and, where the list says it, its finding."""
    kinds = {c.CHILD_ID: pl.String(), STARTED_ON: pl.Date(), c.SINGLE_ASSESSED_ON: pl.Date()}
    return typed_companion(named(table, LIST_4, do=_DO), {}, {**kinds, NEEDS_SUPPORT: pl.String()})


def _of_referrals(referrals: pl.DataFrame, assessments: pl.DataFrame) -> pl.DataFrame:
    """Give each referral's row its earliest assessment, and RC8 where none was needed after it."""
    answer = (
        pl.col(NEEDS_SUPPORT) if NEEDS_SUPPORT in assessments.columns else pl.lit(None, pl.String)
    )
    began = (
        assessments.with_columns(answer.alias(NEEDS_SUPPORT))
        .with_columns(pl.coalesce(STARTED_ON, c.SINGLE_ASSESSED_ON).alias("\0began"))
        .filter(pl.col(c.CHILD_ID).is_not_null() & pl.col("\0began").is_not_null())
        .sort("\0began")
    )
    matched = began.join_asof(
        referrals,
        left_on="\0began",
        right_on=c.REFERRED_ON,
        by=c.CHILD_ID,
        strategy="backward",
        check_sortedness=False,  # both are sorted above; polars cannot see it within children
    ).filter(pl.col(ROW).is_not_null())
    is_needed = pl.col(NEEDS_SUPPORT).str.contains(_YES).fill_null(value=False).any()
    is_not = pl.col(NEEDS_SUPPORT).str.contains(_NO).fill_null(value=False).any()
    return matched.group_by(ROW).agg(
        pl.col(c.SINGLE_ASSESSED_ON).min(),
        pl.when(is_not & ~is_needed).then(pl.lit(NOT_IN_NEED[0])).alias(c.CLOSURE_REASON),
    )


def _code(name: str, kind: pl.DataType) -> pl.Expr:
    text = as_text(name, kind)
    return pl.coalesce(text.str.extract(_CODE_IN_FRONT), text).alias(name)
