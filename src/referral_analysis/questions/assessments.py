"""Assessments as an extract has them: initial and core ones, single ones, or both in turn.

A single assessment is read in the place of an initial one (`extract.assessments`). Measures are
labelled in the words of initial and core ones; here they are put in those of the extract.
"""

import polars as pl

from referral_analysis.extract.columns import CORE_ASSESSED_ON, SINGLE_ASSESSED_ON
from referral_analysis.questions.needs import Have, Missing, Needs, missing

WRITTEN = "an initial assessment"
"""How labels and definitions of measures name what single assessments stand in the place of."""


def are_single(have: Have) -> bool:
    """Whether the extract has single assessments and no core one: there is one kind of them."""
    return SINGLE_ASSESSED_ON in have.columns and CORE_ASSESSED_ON not in have.columns


def in_words(text: str, have: Have) -> str:
    """Say a label or a definition of a measure by the assessments that the extract has."""
    return text.replace(WRITTEN, _word(have))


def labelled(table: pl.DataFrame, have: Have) -> pl.DataFrame:
    """Return a table whose `label` names the assessments that the extract has."""
    return table.with_columns(pl.col("label").str.replace_all(WRITTEN, _word(have), literal=True))


def lacking(needs: Needs, have: Have) -> Missing | None:
    """Return what a measure lacks, as `missing`; nothing of core ones where there is one kind."""
    if are_single(have) and CORE_ASSESSED_ON in needs.columns:
        return None
    return missing(needs, have)


def _word(have: Have) -> str:
    if are_single(have):
        return "an assessment"
    return "an initial or a single assessment" if SINGLE_ASSESSED_ON in have.columns else WRITTEN
