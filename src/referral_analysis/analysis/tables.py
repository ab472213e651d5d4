"""The tables of what the model is chosen beside: other choices, one row each."""

import polars as pl

ALTERNATIVE = {
    "choice": pl.String,
    **dict.fromkeys(("ratio", "low", "high", "level"), pl.Float64),
    "method": pl.String,
    "measured_coverage": pl.String,
}
"""The columns of a choice's row."""
