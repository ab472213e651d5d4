"""The timeline beside the series: what happened when, as marked on charts."""

from pathlib import Path

import polars as pl

from referral_analysis.extract.companion import read_companion

DATE, ENDS_ON, PRECISION, EVENT = "date", "ends_on", "precision", "event"


def read_events(path: Path) -> pl.DataFrame:
    """Read a CSV file of date and event; ends_on and precision (day, month) where it has them.

    Returns date (Date), event (String), and ends_on (Date), precision (String) if there, by date.
    """
    rows = read_companion(
        path, {DATE: pl.Date, EVENT: pl.String}, {ENDS_ON: pl.Date, PRECISION: pl.String}
    )
    return rows.sort(DATE, EVENT)
