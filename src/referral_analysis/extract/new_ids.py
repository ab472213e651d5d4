"""The day from which child ids have another form: a new case system, across which no id holds.

A child known before has a new id after it, and counts as new. So nobody can be followed across
that day.
"""

import datetime as dt

import polars as pl

from referral_analysis.extract import columns as c

_LOOKED_AT = 20_000  # of a larger extract, rows at even distances
_ENOUGH_ROWS = 50  # on each side
_ALIKE = 0.97  # of the rows on one side have forms that the other side has not
_LETTERS_IN_FRONT = r"^([A-Za-z]{0,4})\d+$"


def new_ids_on(rows: pl.DataFrame) -> dt.date | None:
    """Return the first day of the ids' new form; None where there is none, or more than one.

    The form of an id is the letters in front of its figures, and its length. rows: with child ids
    and days of referral.
    """
    some = (
        rows.select(c.CHILD_ID, c.REFERRED_ON)
        .gather_every(max(1, rows.height // _LOOKED_AT))
        .drop_nulls()
        .with_columns(_form())
    )
    forms = some["form"].value_counts(sort=True)
    if forms.height < 2 or int(forms["count"][1]) < _ENOUGH_ROWS:
        return None
    return _change(some.sort(c.REFERRED_ON))


def _form() -> pl.Expr:
    text = pl.col(c.CHILD_ID)
    front = text.str.extract(_LETTERS_IN_FRONT).str.to_uppercase().fill_null("?")
    return pl.format("{} {}", front, text.str.len_chars()).alias("form")


def _change(ordered: pl.DataFrame) -> dt.date | None:
    """Find the day that best divides the most frequent early form from all that is not it."""
    half = ordered.head(max(_ENOUGH_ROWS, ordered.height // 20))
    first = half["form"].mode().sort()[0]
    is_old = (ordered["form"] == first).cast(pl.Int64)
    n_old, height = int(is_old.sum()), ordered.height
    old_before = is_old.cum_sum()
    new_before = pl.int_range(1, height + 1, eager=True) - old_before
    wrong = new_before + (n_old - old_before)  # new forms before the place, old ones after it
    place = int(wrong.arg_min() or 0) + 1
    sides = ((n_old - int(old_before[place - 1])), int(new_before[place - 1]))
    if min(place, height - place) < _ENOUGH_ROWS:
        return None
    strange_after, strange_before = sides[0] / (height - place), sides[1] / place
    if max(strange_after, strange_before) > 1 - _ALIKE:
        return None
    day = ordered[c.REFERRED_ON][place]
    return day if isinstance(day, dt.date) else None
