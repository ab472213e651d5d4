"""Child ids that are no child's: a word for nobody, or one id in more rows than a child can have.

Such a row keeps its place as a referral, but whose it is cannot be known: it is left out of what
is said of children referred again. No id is printed; a word of the list is a word, and may be.
"""

import datetime as dt
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from referral_analysis.extract import columns as c
from referral_analysis.extract.episodes import CHILD, ROW
from referral_analysis.extract.rule import Rule

SHARED_CHILD_ID = "shared child id"
IS_SHARED = "is_shared"
"""The column that the rule reads: true where the child's id is no child's."""

_WORDS = (
    "unknown", "not known", "unk", "n/k", "nk", "none", "null", "nan", "n/a", "na", "#n/a", "-",
    "0", "00", "000", "0000", "000000", "0.0", "9999", "99999", "999999", "9999999", "99999999",
    "999999999", "9999999999", "x", "xx", "xxx", "xxxx", "tbc", "test", "unborn", "anonymous",
    "not recorded", "no id", "missing", "blank",
)  # fmt: skip
_MOST_ROWS = 40
"""More referrals than a child has; in an extract of more months, one a month."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shared:
    """The rows whose child id is no child's: is_shared (n,), and the rule that says what it is."""

    is_shared: pl.Series = field(repr=False)
    rule: Rule


def shared(data: pl.DataFrame, keys: pl.DataFrame) -> Shared | None:
    """Find the rows whose child id is a word for nobody, or stands in too many rows; None if none.

    None, too, where the extract has no ids of children. keys: as `episodes.in_order` gives them,
    by child.
    """
    if c.CHILD_ID not in data.columns:
        return None
    children = keys[CHILD]
    most = _most_rows(data[c.REFERRED_ON])
    # in order of children, two ids as far apart as that are the same only in a run as long
    is_run = children.slice(most) == children.slice(0, max(children.len() - most, 0))
    common = children.slice(most).filter(is_run.fill_null(value=False)).unique()
    words = {number: word for word in _WORDS for number in _hashes(word)}
    numbers = _held(children, list(words))
    if not numbers and common.is_empty():
        return None
    whose = pl.Series([*numbers, *common], dtype=pl.UInt64)
    both = keys.filter(pl.col(CHILD).is_in(whose.implode()).fill_null(value=False))
    seen = sorted({words[number] for number in numbers})
    nobody = pl.repeat(False, data.height, dtype=pl.Boolean, eager=True)  # noqa: FBT003 - the value
    return Shared(
        is_shared=nobody.scatter(both[ROW], values=True).alias(IS_SHARED),
        rule=_rule(seen, common.filter(~common.is_in(list(numbers))).len(), most),
    )


def _held(children: pl.Series, numbers: list[int]) -> set[int]:
    """Return the numbers that are among the children's; these are in order, but for the nulls."""
    given = children.drop_nulls().to_numpy()
    wanted = np.array(numbers, dtype=np.uint64)
    places = np.searchsorted(given, wanted)
    inside = places < given.size
    return {int(one) for one in wanted[inside][given[places[inside]] == wanted[inside]]}


def without(keys: pl.DataFrame, is_shared: pl.Series) -> pl.DataFrame:
    """Make the rows of a shared id nobody's, so that none is judged by another."""
    is_nobody = is_shared.gather(keys[ROW])
    return keys.with_columns(pl.when(~pl.lit(is_nobody)).then(CHILD).alias(CHILD))


def _most_rows(days: pl.Series) -> int:
    first, last = days.min(), days.max()
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        return _MOST_ROWS
    return max(_MOST_ROWS, (last.year - first.year) * 12 + last.month - first.month + 1)


def _hashes(word: str) -> list[int]:
    """Return the hashes of a word as people write it."""
    written = pl.Series(c.CHILD_ID, sorted({word, word.upper(), word.title(), word.capitalize()}))
    return [int(one) for one in written.hash().to_numpy().astype(np.uint64)]


def _rule(words: list[str], others: int, most: int) -> Rule:
    """Say what the shared ids are: words of the list, and how many ids of too many rows."""
    seen = [f"a word for nobody ({', '.join(words)})"] if words else []
    if others:
        ids = "one id that stands" if others == 1 else f"{others:,} ids that each stand"
        seen.append(f"{ids} in more rows than a child can have ({most})")
    return Rule(
        number=SHARED_CHILD_ID,
        severity="flag",
        sentence=f"The child's id is {' or '.join(seen)}: not followed to see who comes back.",
        passes=~pl.col(IS_SHARED),
    )
