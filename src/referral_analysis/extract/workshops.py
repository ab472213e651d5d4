"""The launch workshops: when and in which district each was held."""

from collections.abc import Collection
from pathlib import Path

import polars as pl

from referral_analysis.extract.companion import read_companion, require_known_areas

DATE, DISTRICT = "date", "district"


def read_workshops(path: Path, areas: Collection[str] | None = None) -> pl.DataFrame:
    """Read a CSV file of date and district, a row a workshop: date (Date), district (String).

    areas: the districts of the population file; ValueUnreadableError names one that it lacks.
    """
    rows = read_companion(path, {DATE: pl.Date, DISTRICT: pl.String}).sort(DATE, DISTRICT)
    if areas is not None:
        require_known_areas(f"{path.name}, {DISTRICT}", rows[DISTRICT], areas)
    return rows
