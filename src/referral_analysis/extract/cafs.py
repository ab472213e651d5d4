"""CAFs: children whose needs were assessed under the Common Assessment Framework, not referred."""

from collections.abc import Collection
from pathlib import Path

import polars as pl

from referral_analysis.extract.companion import (
    read_companion,
    require_known_areas,
    require_rows_once,
)
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions

OPENED_ON, DISTRICT, LEAD_AGENCY = "opened_on", "district", "lead_agency"


def read_cafs(
    path: Path, areas: Collection[str] | None = None, options: ReadOptions = NO_OPTIONS
) -> pl.DataFrame:
    """Read a row a CAF: opened_on (Date), district (String), and lead_agency if there, by date.

    areas: the districts of the population file; ValueUnreadableError where a CAF is in another,
    or the rows of a month stand there twice.
    """
    needed = {OPENED_ON: pl.Date(), DISTRICT: pl.String()}
    rows = read_companion(path, needed, {LEAD_AGENCY: pl.String()}, options)
    if areas is not None:
        require_known_areas(f"{path.name}, {DISTRICT}", rows[DISTRICT], areas)
    require_rows_once(path.name, rows, OPENED_ON)
    return rows.sort(OPENED_ON, DISTRICT)
