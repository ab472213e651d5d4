"""What exports write for an empty field."""

EMPTY_WORDS = ("", "NULL", "null")
"""An empty field, and the words of databases for one."""

NO_VALUE_WORDS = frozenset(
    {
        "null", "(null)", "<null>", "#null!", "nil", "none", "(none)", "nan", "nat", "<na>", "n/a",
        "na", "n.a.", "#n/a", "#value!", "#ref!", "not applicable", "-", "--", "---", ".", "?",
        "(blank)", "blank",
    }
)  # fmt: skip
"""Words for no value at all, in small letters, whatever the column."""

NO_DATE_WORDS = NO_VALUE_WORDS | {
    "0", "0.0", "00/00/0000", "0000-00-00", "00:00:00", "no date", "not recorded", "not known",
    "unknown", "n/k", "nk", "not set", "not yet", "tbc", "tba", "open", "ongoing", "current",
}  # fmt: skip
"""Words for no day in a column of dates, in small letters."""
