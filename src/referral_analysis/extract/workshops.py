"""The launch workshops: when and in which district each was held."""

from collections.abc import Collection
from pathlib import Path

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.companion import read_companion

DATE, DISTRICT = "date", "district"


def read_workshops(path: Path, areas: Collection[str] | None = None) -> pl.DataFrame:
    """Read a CSV file of date and district, a row a workshop: date (Date), district (String).

    areas: the districts of the population file; ValueUnreadableError names one that it lacks.
    """
    rows = read_companion(path, {DATE: pl.Date, DISTRICT: pl.String}).sort(DATE, DISTRICT)
    strange = sorted(set(rows[DISTRICT]) - set(areas)) if areas is not None else []
    if areas is not None and strange:
        raise ValueUnreadableError(
            f"{path.name}, {DISTRICT}",
            found=f"{strange[0]}, which is not an area of the population file",
            needed=f"one of {', '.join(sorted(areas))}",
            do="Spell it as the population file does.",
        )
    return rows
