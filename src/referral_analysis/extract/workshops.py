"""The launch workshops: when and in which district each was held."""

from collections.abc import Collection
from pathlib import Path

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.companion import read_companion, require_known_areas

DATE, DISTRICT, WORKSHOP_ID = "date", "district", "workshop_id"


def read_workshops(path: Path, areas: Collection[str] | None = None) -> pl.DataFrame:
    """Read a CSV file of date and district, a row a workshop: date (Date), district (String).

    areas: the districts of the population file; ValueUnreadableError names one that it lacks, or
    where a workshop_id, if the file has them, is there more than once.
    """
    rows = read_companion(path, {DATE: pl.Date, DISTRICT: pl.String}, {WORKSHOP_ID: pl.String})
    if WORKSHOP_ID in rows.columns:
        _require_once(path.name, rows[WORKSHOP_ID].drop_nulls())
    rows = rows.select(DATE, DISTRICT).sort(DATE, DISTRICT)
    if areas is not None:
        require_known_areas(f"{path.name}, {DISTRICT}", rows[DISTRICT], areas)
    return rows


def _require_once(where: str, ids: pl.Series) -> None:
    """Refuse a workshop that is there twice: it would count twice in the dose of the launch."""
    again = ids.len() - ids.n_unique()
    if again:
        raise ValueUnreadableError(
            f"{where}, {WORKSHOP_ID}",
            found=f"a workshop that is there more than once ({again:,} rows too many)",
            needed="each workshop once, on the day it was held",
            do="Take the copies out, or give each workshop an id of its own.",
        )
