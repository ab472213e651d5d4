"""What these tables are keyed by, and the names of their rows."""

from collections.abc import Mapping, Sequence

import polars as pl

NFA, OTHERS, NOT_IN_NEED, APPROPRIATE = "nfa", "all_others", "not_in_need", "appropriate"
TOTAL = "referrals"
SPLITS: Mapping[str, Sequence[str]] = {
    "two": (NFA, OTHERS),
    "three": (NFA, NOT_IN_NEED, APPROPRIATE),
}
"""Ways in which all referrals are the sum of parts. `two` needs decisions settled, `three` closures
too, so it has fewer months."""
CHANGES = ("change", "low", "high", "rate_change", "rate_low", "rate_high", "correlation")
NOTHING = pl.DataFrame(
    schema={
        **dict.fromkeys(("split", "part", "label"), pl.String),
        **dict.fromkeys(("months", "observed_total"), pl.Int64),
        **dict.fromkeys(CHANGES, pl.Float64),
    }
)
"""The frame of `decomposed` without a row: nothing was decomposed."""
NO_MIX = pl.DataFrame(
    schema={
        **dict.fromkeys(("by", "component"), pl.String),
        **dict.fromkeys(("estimate", "low", "high"), pl.Float64),
    }
)
NO_MIX_SEGMENTS = pl.DataFrame(
    schema={
        **dict.fromkeys(("kind", "segment"), pl.String),
        **dict.fromkeys(("by_mix", "by_within"), pl.Float64),
    }
)
"""The frames of `mix.decomposed` without a row: nobody was told apart."""
LABELS = {
    NFA: "Inappropriate (no further action)",
    OTHERS: "All others",
    NOT_IN_NEED: "Assessed, not in need",
    APPROPRIATE: "Appropriate",
    TOTAL: "All parts together",
}
