"""A referral a row, in order of children: what is done with ids before the rows are judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.extract import child_ids, columns, episodes, one_referral
from referral_analysis.extract.rule import Rule, Severity
from referral_analysis.extract.unread import (
    STAND_IN_DATE,
    UNREAD_FLAG,
    has_read_flag,
    has_true_dates,
)

SELDOM = (
    one_referral.JOINED,
    one_referral.ID_OF_CHILDREN,
    one_referral.ID_OF_DAYS,
    child_ids.SHARED_CHILD_ID,
    STAND_IN_DATE,
    UNREAD_FLAG,
)
"""The rules that are listed only where a row fails them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OneRowEach:
    """The rows with those of one referral joined, in order of children, and what was found of ids.

    marks: columns (n,) that `rules` read.
    """

    data: pl.DataFrame = field(repr=False)
    keys: pl.DataFrame = field(repr=False)
    marks: pl.DataFrame = field(repr=False)
    rules: tuple[Rule, ...]


def one_row_each(data: pl.DataFrame, severities: Mapping[str, Severity]) -> OneRowEach:
    """Join the rows of one referral, and mark the rows whose ids cannot be right."""
    marks: list[pl.Series] = []
    keys = episodes.in_order(data)
    joined = one_referral.joined(data, keys)
    if joined.is_joined is not None:
        marks.append(joined.is_joined)
        if severities.get(one_referral.JOINED, "exclude") == "exclude":
            data = joined.rows
            keys = episodes.in_order(data)
    disagreeing = one_referral.disagreements(data)
    marks += [] if disagreeing is None else disagreeing.get_columns()
    nobodys = child_ids.shared(data, keys)
    if nobodys is not None:
        marks.append(nobodys.is_shared)
        keys = child_ids.without(keys, nobodys.is_shared)
    marked = pl.DataFrame(marks)
    on_reading = {
        columns.HAS_STAND_IN_DATE: has_true_dates(),
        columns.UNREAD_FLAG: has_read_flag(),
    }
    listed = (
        *(rule for name, rule in on_reading.items() if name in data.columns),
        *one_referral.rules_of(marked.columns),
        *(() if nobodys is None else (nobodys.rule,)),
    )
    return OneRowEach(data=data, keys=keys, marks=marked, rules=listed)
