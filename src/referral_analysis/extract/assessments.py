"""Initial, core and single assessments -> the columns that every reader of the rows knows.

Until 2012-13 there was an initial and a core assessment; a council's single assessment took the
place of both from 2013 on. A row is a referral still, and has each at most once.
"""

import polars as pl

from referral_analysis.extract import columns as c


def with_single_assessments(rows: pl.DataFrame) -> pl.DataFrame:
    """Let a single assessment stand where no initial one does; it stays in its own column too.

    Rows without `columns.SINGLE_ASSESSED_ON` are returned as they are. Where the extract has
    single assessments, it has the columns of both others: null where there was none.
    """
    if c.SINGLE_ASSESSED_ON not in rows.columns:
        return rows
    none = [
        pl.lit(None, pl.Date).alias(name)
        for name in (c.INITIAL_ASSESSED_ON, c.CORE_ASSESSED_ON)
        if name not in rows.columns
    ]
    whole = rows.with_columns(none)
    return whole.with_columns(pl.coalesce(c.INITIAL_ASSESSED_ON, c.SINGLE_ASSESSED_ON))
