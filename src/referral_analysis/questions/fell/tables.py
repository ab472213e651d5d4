"""The tables of what the answer rests on."""

import polars as pl

TOLERATED = dict.fromkeys(("tolerance", "ratio", "low", "high"), pl.Float64)
TIPS = {
    "full": pl.Float64,
    "mild": pl.Float64,
    "straight_low": pl.Float64,
    "straight_high": pl.Float64,
    "drift": pl.Float64,
    "drift_is_more": pl.Boolean,
    "bend": pl.Float64,
    "others": pl.Float64,
    "recorded": pl.Float64,
    "outlying": pl.Date,
    "counted": pl.String,
}
BLANKS = {
    "when": pl.String,
    "unflagged": pl.Int64,
    "referrals": pl.Int64,
    "low": pl.Float64,
    "high": pl.Float64,
    "mild_low": pl.Float64,
    "mild_high": pl.Float64,
}
ALARMS = {
    "name": pl.String,
    "is_raised": pl.Boolean,
    "statistic": pl.Float64,
    "limit": pl.Float64,
}
NOTHING_TOLERATED, NOTHING_RAISED = pl.DataFrame(schema=TOLERATED), pl.DataFrame(schema=ALARMS)
NO_TIPS = pl.DataFrame([dict.fromkeys(TIPS)], schema=TIPS)
"""The frames of a headline that was not examined."""
