"""The audit beside an extract: the key of the sample that was drawn, and the auditors' judgements.

Neither holds more of a child than the id of a referral; no message quotes one. Auditors judge cases
by numbers that say nothing; the list that says which referral each is stays with the analyst.
"""

import hashlib
from collections.abc import Collection
from pathlib import Path
from typing import Literal, TypeAlias, get_args

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract.companion import read_companion, typed_companion
from referral_analysis.extract.formats import scan
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
    "drawn": pl.Int64(),
    AUDITORS: pl.String(),
}
_GROUPS = ("agency_group", "district_group")
CASE = "case"
"""The number by which auditors know a referral of the sample."""


def read_audit_key(path: Path, options: ReadOptions = NO_OPTIONS) -> pl.DataFrame:
    """Read the key that `audit-sample` wrote, in order of referral id.

    Columns: referral_id, period (before or after), stratum (Int64), is_nfa (Boolean), in_stratum
    (Int64, the stratum's referrals), drawn (Int64, its cases), auditors (List of String), and
    agency_group, district_group if there. ValueUnreadableError where a referral is in it twice, a
    value is none that the command writes, or a stratum has other cases than were drawn.
    """
    rows = read_companion(path, _KEY, dict.fromkeys(_GROUPS, pl.String()), options=options)
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
    rows = rows.with_columns(flags == "true", pl.col(AUDITORS).str.split(";")).sort(REFERRAL_ID)
    _require_as_drawn(path.name, rows)
    return rows


def key_digest(key: pl.DataFrame) -> str:
    """Return the SHA-256 of what a key says, whatever the order of its rows and how it is saved."""
    said = key.sort(REFERRAL_ID).select(*_KEY).with_columns(pl.col(AUDITORS).list.join(";"))
    return hashlib.sha256(said.write_csv().encode()).hexdigest()


def read_cases(path: Path, key: pl.DataFrame, options: ReadOptions = NO_OPTIONS) -> pl.DataFrame:
    """Read which referral each case of the sheets is: case, referral_id.

    ValueUnreadableError where either is there twice, or they are not the referrals of the key.
    """
    rows = read_companion(path, dict.fromkeys((CASE, REFERRAL_ID), pl.String()), options=options)
    _require_once(f"{path.name}, {CASE}", rows.select(CASE), "a case")
    _require_once(f"{path.name}, {REFERRAL_ID}", rows.select(REFERRAL_ID), "a referral")
    _require_in(f"{path.name}, {REFERRAL_ID}", rows[REFERRAL_ID], key[REFERRAL_ID], "a referral")
    return rows


def _require_as_drawn(where: str, rows: pl.DataFrame) -> None:
    """Refuse a key that is not whole: each stratum has the cases that were drawn of it."""
    strata = rows.group_by("stratum").agg(
        (pl.len() != pl.col("drawn")).any().alias("is_other"),
        (pl.col("is_nfa").n_unique() > 1).alias("is_mixed"),
        *(pl.col(name).first() for name in _GROUPS if name in rows.columns),
        pl.col("period").first(),
    )
    others, gone = int(strata["is_other"].sum()), int(strata["stratum"].max()) - strata.height  # type: ignore[arg-type]
    if others or gone:
        raise ValueUnreadableError(
            f"{where}, drawn",
            found=f"strata whose cases are not those that were drawn ({others + gone:,} of "
            f"{strata.height + gone:,})",
            needed="the key as it was written: a case taken out or put in changes every share",
            do="Use that file; leave a case that cannot be judged in it, as cannot tell.",
        )
    if not set(_GROUPS) <= set(strata.columns):
        return
    is_by_nfa = strata.select("period", *_GROUPS).is_duplicated().any()
    if is_by_nfa and strata["is_mixed"].any():
        raise ValueUnreadableError(
            f"{where}, is_nfa",
            found="a stratum of both NFA statuses in a sample drawn by NFA status",
            needed="the key as it was written when the sample was drawn",
            do="Use that file: what became of a case since does not belong in it.",
        )


def read_judgements(
    path: Path,
    key: pl.DataFrame,
    options: ReadOptions = NO_OPTIONS,
    cases: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Read a row a judgement: referral_id, auditor and judgement, in order of both ids.

    cases: as `read_cases`; a file that has `case` in place of referral_id is read by it.
    ValueUnreadableError where a referral is not in the key's sample, an auditor was not to judge
    it, one judged it twice, or a judgement is not appropriate, inappropriate or cannot tell.
    """
    file = scan(path, options)
    id_column = CASE if cases is not None and REFERRAL_ID not in file.headers else REFERRAL_ID
    rows = typed_companion(
        file, dict.fromkeys((id_column, AUDITOR, JUDGEMENT), pl.String())
    ).with_columns(pl.col(JUDGEMENT).str.strip_chars().str.to_lowercase())
    if id_column == CASE and cases is not None:
        _require_in(f"{path.name}, {CASE}", rows[CASE], cases[CASE], "a case")
        rows = rows.join(cases, on=CASE).select(REFERRAL_ID, AUDITOR, JUDGEMENT)
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
