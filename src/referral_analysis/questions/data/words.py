"""Every sudden change that was found, as released: what, when and how large, in a clause each."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import polars as pl

from referral_analysis.extract import columns
from referral_analysis.periods import add_months, month_name
from referral_analysis.questions.data.release import ReleasedQuality
from referral_analysis.report.page.tables import write
from referral_analysis.report.words.wording import change_in_words

COLUMNS = {
    columns.REFERRAL_SOURCE: "Referring agency",
    columns.PRIMARY_NEED: "Primary need",
    columns.CLOSURE_REASON: "Closure reason",
}


def in_fields(released: ReleasedQuality) -> list[str]:
    """List the stretches of months in which a field was suddenly missing more often, or less."""
    table = released.completeness.table.with_columns(is_up=missing_more())
    rows = table.filter("is_jump").sort("field", "period").to_dicts()
    found = stretches(rows, "field", "is_up")
    return [_lacking(stretch) for stretch in sorted(found, key=lambda s: s[0]["period"])]


def stretches(rows: Sequence[dict[str, Any]], *same: str) -> list[list[dict[str, Any]]]:
    """Put months in a row together, of which these columns are the same; rows are in order."""
    found: list[list[dict[str, Any]]] = []
    for row in rows:
        last = found[-1][-1] if found else None
        if (
            last is not None
            and row["period"] == add_months(last["period"], 1)
            and all(row[name] == last[name] for name in same)
        ):
            found[-1].append(row)
        else:
            found.append([row])
    return found


def months_of(stretch: Sequence[dict[str, Any]]) -> str:
    """Name the months of a stretch: one, or the first and the last."""
    first, last = (month_name(row["period"]) for row in (stretch[0], stretch[-1]))
    return first if len(stretch) == 1 else f"{first} to {last}"


def missing_more() -> pl.Expr:
    """Claim that a field was missing more often than in the year before, as far as it is shown.

    Of a table in the order of its months, field by field; what is not shown is next to nothing.
    """
    year = pl.col("missing_share").fill_null(0).rolling_mean(12, min_samples=1).shift(1)
    return (pl.col("missing_share") >= year.over("field").fill_null(0)).fill_null(value=True)


def _lacking(stretch: Sequence[dict[str, Any]]) -> str:
    """Say of months in a row, one or more, how often a field was missing."""
    shares = [row["missing_share"] for row in stretch]
    least, most = (write(share, "percent") for share in (min(shares), max(shares)))
    share = least if least == most else f"{least} to {most}"
    field, of = stretch[0]["field"], stretch[0]["expected_of"]
    return f"{field}, {months_of(stretch)}: missing for {share} of {of}"


def in_codes(released: ReleasedQuality) -> list[str]:
    """List the half-years in which a code's share suddenly changed."""
    rows = released.drift.table.filter("is_jump").sort("period", "key")
    return [
        f"{COLUMNS[row['column']]} {row['code']} ({row['label']}), six months from "
        f"{month_name(row['period'])}: {write(row['share'], 'percent')} of coded rows"
        + _against(row["change"])
        for row in rows.to_dicts()
    ]


def in_districts(released: ReleasedQuality) -> list[str]:
    """List the quarters in which a district's share of referrals, or what it lacks, jumped."""
    table = released.districts.table.sort("period", "segment")
    volume = [
        f"{_place(row)}: {write(row['referrals'], 'count')} referrals"
        + _against(row["volume_change"], " in its share of the county's")
        for row in table.filter("volume_is_jump").to_dicts()
    ]
    missing = [
        f"{_place(row)}: {write(row['missing_share'], 'percent')} of referrals lack a "
        "field they should have" + _against(row["missing_change"])
        for row in table.filter("missing_is_jump").to_dicts()
    ]
    return [*volume, *missing]


def in_all(released: ReleasedQuality) -> list[str]:
    """List every sudden change in how referrals were recorded, or in a district's volume."""
    return [*in_fields(released), *in_codes(released), *in_districts(released)]


def standing_out(released: ReleasedQuality) -> pl.DataFrame:
    """Return the months whose volume stands out, in order, as the released table has them."""
    return released.volume.table.filter(pl.col("signal") != "").sort("period")


def counted(number: int) -> str:
    """Count sudden changes at the start of a sentence."""
    return "One sudden change" if number == 1 else f"{number} sudden changes"


def _place(row: dict[str, Any]) -> str:
    return f"{row['segment']}, {quarter_name(row['period'])}"


def quarter_name(first: dt.date) -> str:
    """Write a quarter by its first and last month: October to December 2010."""
    return f"{first:%B} to {month_name(add_months(first, 2))}"


def _against(change: float | None, what: str = "") -> str:
    if change is None:
        return ""
    return f", {change_in_words(change)}{what} against the year before"
