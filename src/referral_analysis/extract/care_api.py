"""The children's social care API's JSON, an object a child -> a row an episode of care.

A file holds a list of children, one child, or a child a line. Names, postcodes and pupil numbers
are not read; a birth date goes no further than the age. An episode marked `purge` was taken back.
Source: the Department for Education's specification of the daily return.
"""

import io
from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import columns as c
from referral_analysis.extract import limits
from referral_analysis.extract.age import BORN, age_at_referral
from referral_analysis.extract.table import WITHOUT_DISTRICT, SourceTable
from referral_analysis.extract.text_file import open_bytes

_WORK = pl.List(
    pl.Struct({"start_date": pl.String, "authorisation_date": pl.String, "purge": pl.Boolean})
)
_EPISODE = pl.Struct(
    {
        "social_care_episode_id": pl.String,
        "referral_date": pl.String,
        "referral_source": pl.String,
        "referral_no_further_action_flag": pl.String,
        "closure_date": pl.String,
        "closure_reason": pl.String,
        "child_and_family_assessments": _WORK,
        "section_47_assessments": _WORK,
        "child_protection_plans": _WORK,
        "purge": pl.Boolean,
    }
)
_BIRTHS = pl.Struct({"date_of_birth": pl.String, "expected_date_of_birth": pl.String})
_CHILD = {
    "la_child_id": pl.String(),
    "child_details": _BIRTHS,
    "purge": pl.Boolean(),
    "social_care_episodes": pl.List(_EPISODE),
}
_PLAIN = {
    "social_care_episode_id": c.REFERRAL_ID,
    "la_child_id": c.CHILD_ID,
    "referral_date": c.REFERRED_ON,
    "referral_source": c.REFERRAL_SOURCE,
    "referral_no_further_action_flag": c.IS_NFA,
    "closure_date": c.CLOSED_ON,
    "closure_reason": c.CLOSURE_REASON,
}
_EARLIEST = {
    c.SINGLE_ASSESSED_ON: ("child_and_family_assessments", "authorisation_date"),
    c.SECTION_47_ON: ("section_47_assessments", "start_date"),
    c.CHILD_PROTECTION_PLAN_ON: ("child_protection_plans", "start_date"),
}


def scan_care_api(path: Path) -> SourceTable:
    """Read the children of a file, packed or not: a row an episode, in the vocabulary's columns.

    Of several assessments, enquiries or plans the earliest counts. The API has no district and no
    primary need. FileUnreadableError where the file is no JSON, or holds no child's episodes.
    """
    children = _children(path)
    rows = (
        children.filter(~_is_purged())
        .explode("social_care_episodes")
        .drop("purge")
        .unnest("social_care_episodes")
        .filter(pl.col("social_care_episode_id").is_not_null() & ~_is_purged())
        .with_columns(_born())
        .select(
            *(pl.col(theirs).alias(ours) for theirs, ours in _PLAIN.items()),
            *(_earliest(name, *place) for name, place in _EARLIEST.items()),
            BORN,
        )
    )
    if rows.is_empty():
        raise FileUnreadableError(
            path.name,
            found="JSON without la_child_id and social_care_episodes",
            needed="the children's social care API's records, an object a child",
            do="Export what the council sends to the API, or a CSV file.",
        )
    rows = rows.with_columns(age_at_referral()).drop(BORN)
    if rows[c.AGE_AT_REFERRAL].null_count() == rows.height:
        rows = rows.drop(c.AGE_AT_REFERRAL)  # the file has no birth dates
    return SourceTable(
        where=path.name,
        headers=tuple(rows.columns),
        repeated=frozenset(),
        rows=rows.lazy(),
        lacks=WITHOUT_DISTRICT,
    )


def _children(path: Path) -> pl.DataFrame:
    with open_bytes(path) as file:
        content = file.read()
    for mark, row_bytes in ((b"{", limits.LINE_BYTES), (b",", limits.FIELD_BYTES)):
        limits.require_full_rows(path.name, content.count(mark), len(content), row_bytes)
    try:
        return pl.read_json(io.BytesIO(content), schema=_CHILD)
    except pl.exceptions.PolarsError:
        pass  # a child a line is no JSON as a whole
    try:
        return pl.read_ndjson(io.BytesIO(content), schema=_CHILD)
    except pl.exceptions.PolarsError:
        # the message of the cause may quote a record: none of it is passed on
        raise FileUnreadableError(
            path.name,
            found="JSON that breaks off or is not well formed",
            needed="a list of children, or a child a line",
            do="Export it again.",
        ) from None


def _is_purged() -> pl.Expr:
    return pl.col("purge").fill_null(value=False)


def _born() -> pl.Expr:
    details = pl.col("child_details").struct
    return pl.coalesce(
        details.field("date_of_birth"), details.field("expected_date_of_birth")
    ).alias(BORN)


def _earliest(name: str, group: str, day: str) -> pl.Expr:
    """Return the earliest day of a list of work, as ISO text; what was taken back is left out."""
    of_each = pl.element().struct
    is_kept = ~of_each.field("purge").fill_null(value=False)
    return pl.col(group).list.eval(of_each.field(day).filter(is_kept)).list.min().alias(name)
