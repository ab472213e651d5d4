"""Whether the change lasts, in plain English, made from the released numbers."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from referral_analysis.analysis.county import HEADLINE
from referral_analysis.questions.reading import IN_A_SENTENCE
from referral_analysis.report.words.wording import Change, months_in_words, span

RULE = (
    "By a rule fixed beforehand: more than a year after the launch, its first twelve months and "
    "those since have a level each, against the same expectation. What happened later has had more "
    "time to be moved by something else, and ranges grow wider with the years."
)


def stretches(table: pl.DataFrame, level: float) -> Mapping[str, Change]:
    """Return the changes of `Lasting` by name; none where there is no row, or none may be shown."""
    if table["ratio"].null_count() == table.height:
        return {}
    return {row["name"]: _change(row, level) for row in table.iter_rows(named=True)}


def _change(row: Mapping[str, Any], level: float) -> Change:
    return Change(
        what=IN_A_SENTENCE[HEADLINE],
        ratio=row["ratio"],
        low=row["low"],
        high=row["high"],
        level=level,
        observed_a_month=0.0,
        months=row["months"],
    )


def answer(told: Mapping[str, Change]) -> str:
    """Say whether the change is still there in the months since the first year, and if it moved."""
    first, since = told["first year"].verdict, told["since"].verdict
    moved = told["one over the other"].verdict
    if moved != "cannot tell":
        way = "fewer" if moved == "fell" else "more"
        return (
            f"The change did not stay as it was: {way} inappropriate referrals came in the months "
            f"since the first year than its level led us to expect. {_still(first, since)}"
        )
    return _still(first, since)


def _still(first: str, since: str) -> str:
    """Say what the months since the first year show by themselves."""
    if since == "cannot tell":
        had = " what the first year showed" if first != "cannot tell" else " any change"
        return f"Whether{had} is there in the months since cannot be told."
    small = "fall" if since == "fell" else "rise"
    if first == since:
        return f"The {small} of the first year is still there in the months since."
    if first == "cannot tell":
        return f"The months since the first year show a {small}, which the first did not yet show."
    return f"The first year showed the opposite of the {small} in the months since."


def ranges(told: Mapping[str, Change]) -> str:
    """Give what the figures of either stretch allow."""
    first, since = told["first year"], told["since"]
    return (
        f"In the first {months_in_words(first.months)} after the launch the figures allow "
        f"{span(first)}; in the {months_in_words(since.months)} since, {span(since)}."
    )


def not_yet(months_after: int) -> str:
    """Say that too few months lie behind the first year."""
    return (
        f"Whether the change lasts is asked once three months lie behind the first year after the "
        f"launch and can be told from it; {months_in_words(months_after)} are in."
    )
