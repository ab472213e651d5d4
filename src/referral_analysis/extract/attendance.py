"""How many of each agency's staff came to the workshops, and how many the agency has."""

from pathlib import Path

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.codes import AGENCIES
from referral_analysis.extract.companion import read_companion

DATE, AGENCY, ATTENDED, STAFF = "date", "agency", "staff_attended", "staff"
WITH_STAFF = tuple(agencies.name for agencies in AGENCIES if agencies.has_staff)
"""The groups of referring agencies that have staff who could come."""

_LEAST_ROWS = 8
"""Different rows from which it is not by chance that each stands there an even number of times."""


def read_attendance(path: Path) -> pl.DataFrame:
    """Read a row a workshop and agency: date, agency, staff_attended, staff; by date.

    staff: how many of the agency's people could have come, the same in each of its rows; one who
    comes twice is counted once. ValueUnreadableError where an agency is none of `WITH_STAFF`, a
    number is below zero, an agency's staff are none or differ, more came than it has, or the rows
    of every workshop stand there twice.
    """
    types = {DATE: pl.Date(), AGENCY: pl.String(), ATTENDED: pl.Int64(), STAFF: pl.Int64()}
    rows = read_companion(path, types).with_columns(pl.col(AGENCY).str.to_lowercase())
    strange = sorted(set(rows[AGENCY]) - set(WITH_STAFF))
    if strange:
        raise ValueUnreadableError(
            f"{path.name}, {AGENCY}",
            found=f"{strange[0]}, which is no group of agencies with staff",
            needed=f"one of {', '.join(WITH_STAFF)}",
            do="Name the group that the agency's referrals are counted in.",
        )
    below = rows.filter((pl.col(ATTENDED) < 0) | (pl.col(STAFF) < 1)).height
    if below:
        raise ValueUnreadableError(
            f"{path.name}, {ATTENDED} and {STAFF}",
            found=f"numbers below what they can be ({below:,} rows)",
            needed=f"{ATTENDED} of 0 or more, and {STAFF} of 1 or more",
            do="Correct them.",
        )
    _require_each_once(path.name, rows)
    _require_staff_enough(path.name, rows)
    return rows.sort(DATE, AGENCY)


def _require_each_once(where: str, rows: pl.DataFrame) -> None:
    """Refuse rows that all stand twice: two workshops of a day may have the same attendance."""
    times = rows.group_by(rows.columns).agg(pl.len().alias("times"))
    if times.height >= _LEAST_ROWS and (times["times"] % 2 == 0).all():
        raise ValueUnreadableError(
            where,
            found=f"rows that stand there twice (all of {rows.height:,})",
            needed="a row a workshop and agency",
            do="Take the copies out.",
        )


def _require_staff_enough(where: str, rows: pl.DataFrame) -> None:
    agencies = rows.group_by(AGENCY).agg(
        pl.col(STAFF).n_unique().alias("sizes"),
        (pl.col(ATTENDED).sum() > pl.col(STAFF).first()).alias("has_too_many"),
    )
    uneven = sorted(agencies.filter(pl.col("sizes") > 1)[AGENCY])
    if uneven:
        raise ValueUnreadableError(
            f"{where}, {STAFF}",
            found=f"different numbers for {uneven[0]}",
            needed="one number of staff an agency, in each of its rows",
            do="Give the number when the workshops began.",
        )
    crowded = sorted(agencies.filter("has_too_many")[AGENCY])
    if crowded:
        raise ValueUnreadableError(
            f"{where}, {ATTENDED}",
            found=f"more staff of {crowded[0]} than it has",
            needed=f"at most its {STAFF}, over all workshops",
            do="Count a person who came twice once, or correct the number of staff.",
        )
