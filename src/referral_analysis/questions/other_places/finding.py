"""A council's published path among other places, and how often an outcome moves by itself.

The odds of an outcome against the other referrals of a council are set beside its own a year
before, as the headline sets a month's beside what was expected; years in which a council did launch
something are among them, as no table says which these are.
"""

import difflib
from collections.abc import Sequence

import polars as pl

from referral_analysis.errors import ParametersError
from referral_analysis.extract.comparators import COUNCIL, NFA, NOT_IN_NEED, REFERRALS, YEAR
from referral_analysis.questions.other_places.published import OtherPlaces, Published, Steps
from referral_analysis.questions.other_places.tables import Places

ENGLAND = "England"
LEAST = 100
"""Referrals of an outcome in both years, below which its odds move by chance."""
_COUNTED = {
    "nfa": pl.col(NFA),
    "nfa_or_not_in_need": pl.col(NFA) + pl.col(NOT_IN_NEED),
}


def of_council(
    table: pl.DataFrame, council: str, neighbours: Sequence[str], outcome: Published = "nfa"
) -> OtherPlaces:
    """Return a council's years beside its neighbours', or beside all others where none are chosen.

    table: as `read_comparators`. ParametersError naming a council that the table does not have.
    """
    named = [council, *neighbours]
    _require_held(named, sorted(set(table[COUNCIL]) - {ENGLAND}))
    shares = table.with_columns(_COUNTED[outcome].alias("outcome")).with_columns(
        (pl.col("outcome") / pl.col(REFERRALS)).alias("share")
    )
    councils = shares.filter(pl.col(COUNCIL) != ENGLAND)
    others = councils.filter(pl.col(COUNCIL) != council)
    beside = others.filter(pl.col(COUNCIL).is_in(neighbours)) if neighbours else others
    return OtherPlaces(
        council=council,
        are_chosen=bool(neighbours),
        outcome=outcome,
        places=_places(councils.filter(pl.col(COUNCIL) == council), beside, _england(shares)),
        steps=steps(others),
    )


def _places(own: pl.DataFrame, beside: pl.DataFrame, england: pl.DataFrame) -> pl.DataFrame:
    among = beside.drop_nulls("share").group_by(YEAR)
    spread = among.agg(
        pl.len().cast(pl.Int64).alias(Places.neighbours),
        pl.col("share").min().alias(Places.lowest),
        pl.col("share").median().alias(Places.middle),
        pl.col("share").max().alias(Places.highest),
    )
    return Places.checked(
        own.select(pl.col(YEAR).alias(Places.year), pl.col("share").alias(Places.council))
        .join(spread, left_on=Places.year, right_on=YEAR, how="left")
        .join(england, left_on=Places.year, right_on=YEAR, how="left")
        .with_columns(pl.col(Places.neighbours).fill_null(0))
        .sort(Places.year)
        .select(Places.names())
    )


def _england(shares: pl.DataFrame) -> pl.DataFrame:
    """Return year and england: the table's own, else of all councils that say."""
    given = shares.filter(pl.col(COUNCIL) == ENGLAND).select(YEAR, pl.col("share").alias("own"))
    summed = (
        shares.filter(pl.col(COUNCIL) != ENGLAND)
        .drop_nulls(["outcome", REFERRALS])
        .group_by(YEAR)
        .agg((pl.col("outcome").sum() / pl.col(REFERRALS).sum()).alias("summed"))
    )
    return summed.join(given, on=YEAR, how="full", coalesce=True).select(
        YEAR, pl.coalesce("own", "summed").alias(Places.england)
    )


def steps(councils: pl.DataFrame) -> Steps:
    """Return the steps of councils; as `read_comparators`, with the counts of `outcome`.

    A pair of years counts where both have `LEAST` referrals or more of the outcome, and as many
    others.
    """
    later = councils.with_columns(pl.col(YEAR) + 1)
    both = councils.join(later, on=[COUNCIL, YEAR], suffix="_before")
    enough = [
        pl.col(f"{count}{when}") >= LEAST
        for count in ("outcome", "rest")
        for when in ("", "_before")
    ]
    held = (
        both.with_columns(
            (pl.col(f"{REFERRALS}{when}") - pl.col(f"outcome{when}")).alias(f"rest{when}")
            for when in ("", "_before")
        )
        .filter(*enough)
        .with_columns(
            (_odds("") / _odds("_before")).alias("ratio"),
            (_not_in_need("") > _not_in_need("_before")).alias("is_rising"),
        )
        .sort("ratio", COUNCIL, YEAR)
    )
    return Steps(
        ratios=tuple(held["ratio"]),
        not_in_need=tuple(held.select("ratio", "is_rising").drop_nulls().rows()),
    )


def _odds(when: str) -> pl.Expr:
    return pl.col(f"outcome{when}") / pl.col(f"rest{when}")


def _not_in_need(when: str) -> pl.Expr:
    return pl.col(f"{NOT_IN_NEED}{when}") / pl.col(f"{REFERRALS}{when}")


def _require_held(named: Sequence[str], held: Sequence[str]) -> None:
    for name in named:
        if name not in held:
            near = difflib.get_close_matches(name, held, n=1)
            raise ParametersError(
                "comparators_council and neighbours",
                found=f"{name}, which the table of comparators does not have",
                needed="councils as the table spells them",
                do=f"Did you mean {near[0]}?" if near else "Look them up in the table.",
            )
    if len(set(named)) < len(named):
        raise ParametersError(
            "neighbours",
            found="a council twice, or the council itself",
            needed="each other council once",
            do="Take it out.",
        )
