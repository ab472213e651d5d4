"""Faults planted in a few rows, so that the checks on an extract have work to do."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import polars as pl

from referral_analysis.extract import columns

FaultName: TypeAlias = Literal[
    "need_missing",
    "need_invalid",
    "closure_reason_missing",
    "closure_reason_invalid",
    "closed_before_referral",
    "assessed_before_referral",
    "not_in_need_unassessed",
    "nfa_with_activity",
    "nfa_flag_missing",
    "source_missing",
    "source_invalid",
    "referral_date_missing",
    "open_twice",
    "exact_duplicate",
    "planned_before_referral",
]
FAULT_SHARES: tuple[tuple[FaultName, float], ...] = (
    ("need_missing", 0.0080),
    ("need_invalid", 0.0010),
    ("closure_reason_missing", 0.0060),
    ("closure_reason_invalid", 0.0008),
    ("closed_before_referral", 0.0012),
    ("assessed_before_referral", 0.0012),
    ("not_in_need_unassessed", 0.0060),
    ("nfa_with_activity", 0.0080),
    ("nfa_flag_missing", 0.0015),
    ("source_missing", 0.0020),
    ("source_invalid", 0.0010),
    ("referral_date_missing", 0.0002),
    ("open_twice", 0.0010),
    ("exact_duplicate", 0.0008),
    # after the others: a share of rows that had no fault before it
    ("planned_before_referral", 0.0090),
)
"""Share of all rows given each fault; those it does not suit (an open case has no closure to spoil)
stay clean, so fewer show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoiling:
    """What a fault does to a row it suits: the rule it breaks, and the columns it overwrites."""

    rule: str
    suits: pl.Expr
    spoiled: tuple[pl.Expr, ...] = ()


_REFERRED = pl.col(columns.REFERRED_ON)
_CLOSED = pl.col(columns.CLOSED_ON)
_REASON = pl.col(columns.CLOSURE_REASON)
_INITIAL = pl.col(columns.INITIAL_ASSESSED_ON)
_PLAN = pl.col(columns.CHILD_PROTECTION_PLAN_ON)
_NFA = pl.col(columns.IS_NFA)
_ALWAYS = pl.lit(value=True)
_EMPTY = pl.lit(None)

SPOILINGS: dict[FaultName, Spoiling] = {
    "need_missing": Spoiling(
        rule="8610",
        suits=~_NFA & pl.col(columns.PRIMARY_NEED).is_not_null(),
        spoiled=(_EMPTY.alias(columns.PRIMARY_NEED),),
    ),
    "need_invalid": Spoiling(
        rule="8650",
        suits=pl.col(columns.PRIMARY_NEED).is_not_null(),
        spoiled=(pl.lit("N11").alias(columns.PRIMARY_NEED),),
    ),
    "closure_reason_missing": Spoiling(
        rule="8810", suits=_CLOSED.is_not_null(), spoiled=(_EMPTY.alias(columns.CLOSURE_REASON),)
    ),
    "closure_reason_invalid": Spoiling(
        rule="8640",
        suits=_CLOSED.is_not_null(),
        spoiled=(pl.lit("RC0").alias(columns.CLOSURE_REASON),),
    ),
    "closed_before_referral": Spoiling(
        rule="8630",
        suits=_CLOSED.is_not_null(),
        spoiled=(_REFERRED.dt.offset_by("-7d").alias(columns.CLOSED_ON),),
    ),
    "assessed_before_referral": Spoiling(
        rule="1103",
        suits=_INITIAL.is_not_null(),
        spoiled=(_REFERRED.dt.offset_by("-14d").alias(columns.INITIAL_ASSESSED_ON),),
    ),
    "not_in_need_unassessed": Spoiling(
        rule="8825",
        suits=_REASON == "RC8",
        spoiled=(
            _EMPTY.alias(columns.INITIAL_ASSESSED_ON),
            _EMPTY.alias(columns.CORE_ASSESSED_ON),
        ),
    ),
    "nfa_with_activity": Spoiling(
        rule="8831", suits=_NFA, spoiled=(_CLOSED.alias(columns.INITIAL_ASSESSED_ON),)
    ),
    "nfa_flag_missing": Spoiling(
        rule="8568", suits=_ALWAYS, spoiled=(_EMPTY.alias(columns.IS_NFA),)
    ),
    "source_missing": Spoiling(
        rule="8866", suits=_ALWAYS, spoiled=(_EMPTY.alias(columns.REFERRAL_SOURCE),)
    ),
    "source_invalid": Spoiling(
        rule="8866", suits=_ALWAYS, spoiled=(pl.lit("2C").alias(columns.REFERRAL_SOURCE),)
    ),
    "referral_date_missing": Spoiling(
        rule="8600", suits=_ALWAYS, spoiled=(_EMPTY.alias(columns.REFERRED_ON),)
    ),
    # spoiled when children are drawn: the row has the child of another case, still open
    "open_twice": Spoiling(rule="8820", suits=_ALWAYS),
    # spoiled when the snapshot is put together: the row is written twice
    "exact_duplicate": Spoiling(rule="exact duplicate", suits=_ALWAYS),
    "planned_before_referral": Spoiling(
        rule="1105",
        suits=_PLAN.is_not_null(),
        spoiled=(_REFERRED.dt.offset_by("-30d").alias(columns.CHILD_PROTECTION_PLAN_ON),),
    ),
}


def spoil(rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[FaultName, int]]:
    """Apply each row's fault (column `fault`, null for none); return rows and rows by fault."""
    counts: dict[FaultName, int] = {}
    for name, spoiling in SPOILINGS.items():
        hit = (pl.col("fault") == name) & spoiling.suits
        is_hit = rows.select(hit.fill_null(value=False)).to_series()
        counts[name] = int(is_hit.sum())
        rows = rows.with_columns(_where(is_hit, spoiled) for spoiled in spoiling.spoiled)
    twice = rows.filter(pl.col("fault") == "exact_duplicate")
    return pl.concat([rows, twice]), counts


def draw_faults(
    rng: np.random.Generator, shares: tuple[tuple[FaultName, float], ...], rows: int
) -> pl.Series:
    """Draw each row's fault, null for nearly all."""
    names = pl.Series([name for name, _ in shares] + [None], dtype=pl.String)
    ladder = np.cumsum([share for _, share in shares])
    return names.gather(np.searchsorted(ladder, rng.random(rows), "right")).alias("fault")


def _where(is_hit: pl.Series, spoiled: pl.Expr) -> pl.Expr:
    """Overwrite a column in the rows hit, and leave the others."""
    name = spoiled.meta.output_name()
    return pl.when(is_hit).then(spoiled).otherwise(pl.col(name)).alias(name)
