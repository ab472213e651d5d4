"""What these tables are keyed by, the names of their rows, and each without any."""

import polars as pl

LEAST_AGENCIES = 3
"""A slope through two agencies is their difference, whatever it comes from."""
ALIKE, TIMED, MORE = "alike", "timed", "more"
_EFFECT = dict.fromkeys(("ratio", "low", "high"), pl.Float64)
_LIMITS = ("low_95", "high_95", "low_998", "high_998")
NO_FUNNELS = pl.DataFrame(
    schema={
        **dict.fromkeys(("kind", "segment"), pl.String),
        **dict.fromkeys(("part", "whole"), pl.Int64),
        **dict.fromkeys(
            ("share", "target", "between_sd", "wide_low", "wide_high", *_LIMITS), pl.Float64
        ),
        "verdict": pl.String,
    }
)
"""The frame of `funnels` without a row: nobody was told apart."""
NO_DOSES = pl.DataFrame(schema={"model": pl.String, **_EFFECT})
NO_DOSE_DISTRICTS = pl.DataFrame(schema={"segment": pl.String, **_EFFECT})
"""The frames of `by_dose` without a row: districts, or when they had workshops, are not known."""
