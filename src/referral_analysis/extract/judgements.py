"""The audit beside an extract: the key of the sample that was drawn, and the auditors' judgements.

Neither holds more of a child than the id of a referral; no message quotes one.
"""

from collections.abc import Collection
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.companion import read_companion
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions

Judgement: TypeAlias = Literal["appropriate", "inappropriate", "cannot tell"]
JUDGEMENTS: tuple[Judgement, ...] = get_args(Judgement)
REFERRAL_ID, AUDITOR, JUDGEMENT, AUDITORS = "referral_id", "auditor", "judgement", "auditors"
PERIODS = ("before", "after")
_KEY = {
    REFERRAL_ID: pl.String(),
    "period": pl.String(),
    "stratum": pl.Int64(),
    "is_nfa": pl.String(),
    "in_stratum": pl.Int64(),
    AUDITORS: pl.String(),
}


def read_audit_key(path: Path, options: ReadOptions = NO_OPTIONS) -> pl.DataFrame:
    """Read the key that `audit-sample` wrote, in order of referral id.

    Columns: referral_id, period (before or after), stratum (Int64), is_nfa (Boolean), in_stratum
    (Int64, the stratum's referrals), auditors (List of String). ValueUnreadableError where a
    referral is in it twice, or a value is none that the command writes.
    """
    rows = read_companion(path, _KEY, options=options)
    _require_once(f"{path.name}, {REFERRAL_ID}", rows.select(REFERRAL_ID), "a referral")
    _require_words(f"{path.name}, period", rows["period"], PERIODS)
    flags = rows["is_nfa"].str.to_lowercase()
    _require_words(f"{path.name}, is_nfa", flags, ("true", "false"))
    uneven = rows.group_by("stratum").agg(
        (pl.col("in_stratum").n_unique() > 1)
        | (pl.len() > pl.col("in_stratum").first())
        | (pl.col("period").n_unique() > 1)
    )
    if uneven["in_stratum"].any():
        raise ValueUnreadableError(
            f"{path.name}, in_stratum",
            found="a stratum with two sizes or periods, or with more cases than referrals",
            needed="the key as it was written when the sample was drawn",
            do="Use that file; if it was sorted or edited in a spreadsheet, draw on the original.",
        )
    return rows.with_columns(flags == "true", pl.col(AUDITORS).str.split(";")).sort(REFERRAL_ID)


def read_judgements(
    path: Path, key: pl.DataFrame, options: ReadOptions = NO_OPTIONS
) -> pl.DataFrame:
    """Read a row a judgement: referral_id, auditor and judgement, in order of both ids.

    ValueUnreadableError where a referral is not in the key's sample, an auditor was not to judge
    it, one judged it twice, or a judgement is not appropriate, inappropriate or cannot tell.
    """
    rows = read_companion(
        path, dict.fromkeys((REFERRAL_ID, AUDITOR, JUDGEMENT), pl.String()), options=options
    ).with_columns(pl.col(JUDGEMENT).str.strip_chars().str.to_lowercase())
    _require_words(f"{path.name}, {JUDGEMENT}", rows[JUDGEMENT], JUDGEMENTS)
    allotted = key.select(REFERRAL_ID, AUDITORS).explode(AUDITORS)
    _require_in(f"{path.name}, {AUDITOR}", rows[AUDITOR], allotted[AUDITORS].unique(), "an auditor")
    _require_in(f"{path.name}, {REFERRAL_ID}", rows[REFERRAL_ID], key[REFERRAL_ID], "a referral")
    _require_once(f"{path.name}, {REFERRAL_ID}", rows.select(REFERRAL_ID, AUDITOR), "a judgement")
    strays = rows.join(
        allotted, left_on=[REFERRAL_ID, AUDITOR], right_on=[REFERRAL_ID, AUDITORS], how="anti"
    )
    if strays.height:
        raise ValueUnreadableError(
            f"{path.name}, {AUDITOR}",
            found=f"judgements by an auditor whose case it was not ({strays.height:,})",
            needed="each case judged by those it was given to, who do not know of each other",
            do="Correct the auditor's name, or take these judgements out.",
        )
    return rows.sort(REFERRAL_ID, AUDITOR)


def _require_words(where: str, values: pl.Series, words: Collection[str]) -> None:
    strange = int((~values.is_in(list(words))).sum())
    if strange:
        raise ValueUnreadableError(
            where,
            found=f"values that are not on its list ({strange:,} of {values.len():,})",
            needed=f"one of {', '.join(words)}",
            do="Correct them.",
        )


def _require_in(where: str, values: pl.Series, known: pl.Series, what: str) -> None:
    strange = int((~values.is_in(known.to_list())).sum())
    if strange:
        raise ValueUnreadableError(
            where,
            found=f"{what} that the sample's key does not have ({strange:,} rows)",
            needed="those of the key only",
            do="Name the key of the sample that was judged, or take these rows out.",
        )


def _require_once(where: str, keys: pl.DataFrame, what: str) -> None:
    twice = int(keys.is_duplicated().sum())
    if twice:
        raise ValueUnreadableError(
            where,
            found=f"{what} that is there twice ({twice:,} rows)",
            needed="each once",
            do="Take the copies out, or correct the auditor's name.",
        )
