"""Words of the no-further-action flag -> yes or no, value by value; what is neither is unread.

A word that is on neither list is never taken for "no": its rows have no flag, and are counted by
word. What an empty flag means is the council's to say: `codes: {is_nfa: {blank: "no"}}`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.empty_words import NO_VALUE_WORDS
from referral_analysis.extract.unmapped import showable

BLANK = "blank"
"""In a mapping of flags: what an empty field means."""

YES = frozenset(
    {
        "true", "t", "1", "1.0", "-1", "-1.0", "y", "yes", "a) yes", "x", "✓", "✔",
        "nfa", "no further action", "no further action (nfa)", "nfa - no further action",
        "no further action required", "no further action taken", "closed - nfa", "closed nfa",
    }
)  # fmt: skip
NO = frozenset(
    {
        "false", "f", "0", "0.0", "n", "no", "b) no", "fa", "further action", "not nfa",
        "further action required", "further action taken",
    }
)  # fmt: skip
"""-1 is how Access and Visual Basic write true."""
NOBODY_KNOWS = frozenset({"c) unknown", "unknown", "not known", "not recorded", "n/k", "nk", "u"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Flags:
    """Distinct words of a flag, read: is_yes and unread, both (n,).

    is_yes: Boolean, null where empty, unknown or unread. unread: the word as written where it is
    neither yes nor no, else null. blank: what an empty field means; null where nobody said.
    """

    is_yes: pl.Series = field(repr=False)
    unread: pl.Series = field(repr=False)
    blank: bool | None


def read_flags(
    where: str, words: pl.Series, rows: NDArray[np.int64], mapping: Mapping[str, str]
) -> Flags:
    """Read the distinct words of a flag, each with its rows; `mapping` is already applied to them.

    ValueUnreadableError where it cannot be known which word means yes: most rows are unread, or
    the words read are all on one side and others are left.
    """
    plain = words.str.to_lowercase().str.replace_all(r"\s+", " ")
    is_known = plain.is_in([*YES, *NO])
    is_yes = pl.select(pl.when(is_known).then(plain.is_in(list(YES)))).to_series()
    is_empty = plain.is_null() | plain.is_in([*NO_VALUE_WORDS, *NOBODY_KNOWS])
    unread = pl.select(pl.when(~is_known & ~is_empty).then(words)).to_series()
    counts = pl.DataFrame({"value": unread, "is_yes": is_yes, "rows": rows})
    counts = counts.filter(pl.col("rows") > 0)
    blank = _blank(where, mapping)
    _require_known(where, counts, blank)
    filled = pl.select(pl.when(plain.is_null()).then(blank).otherwise(is_yes)).to_series()
    return Flags(is_yes=filled.alias(words.name), unread=unread, blank=blank)


def _blank(where: str, mapping: Mapping[str, str]) -> bool | None:
    """Return what a mapping says of an empty field."""
    said = next((new for old, new in mapping.items() if old.strip().lower() in {BLANK, ""}), "")
    word = said.strip().lower()
    if not word:
        return None
    if word not in YES | NO:
        raise ValueUnreadableError(
            where,
            found=f"{BLANK} mapped to a word that is neither yes nor no",
            needed='"yes" or "no"',
            do=f"Correct {BLANK} under `codes`.",
        )
    return word in YES


def _require_known(where: str, counts: pl.DataFrame, blank: bool | None) -> None:  # noqa: FBT001 - as the mapping has it
    """Raise where which word means yes cannot be known."""
    unread = counts.drop_nulls("value").select("value", "rows")
    if unread.is_empty():
        return
    known = counts.drop_nulls("is_yes")
    sides = set(known["is_yes"]) | ({blank} - {None})
    n_unread, n_known = int(unread["rows"].sum()), int(known["rows"].sum())
    if len(sides) == 2 and n_unread <= n_known:
        return
    seen = sorted(value for value, _ in showable(unread, has_codes=False)[:10])
    listed = f", such as {', '.join(seen)}" if seen else ""
    raise ValueUnreadableError(
        where,
        found=f"words that are neither yes nor no ({n_unread:,} of {n_unread + n_known:,} rows)"
        f"{listed}",
        needed="for each word, whether it means no further action: true or false, Y or N",
        do='Say what the extract\'s own words mean under `codes`: {is_nfa: {WORD: "yes" or "no"}}.',
    )
