"""The audit that a report's parameters name, held to its sample as drawn and to the extract."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from referral_analysis import extract
from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract import columns, counted_rows, key_digest
from referral_analysis.questions.audited.finding import JudgedCases
from referral_analysis.runs.disk.small_text import small_text
from referral_analysis.runs.record.manifest import record

CASES_FILE, RECORD_FILE = "cases.csv", "sample.json"
LATER_EXTRACT = 0.05
"""Of the cases, that a later extract may lack or flag otherwise: records are merged, and decisions
change, for few."""


def read_judged(
    key_path: Path, judgements_path: Path, extract_paths: Sequence[Path], rows: pl.LazyFrame
) -> JudgedCases:
    """Read key and judgements; ValueUnreadableError where the key is not that of the sample drawn.

    rows: the extract's checked rows. `sample.json` and `cases.csv`, which `audit-sample` writes
    beside the key, are read where they are there.
    """
    key = extract.read_audit_key(key_path)
    drawn = read_record(key_path, key)
    now = [record(path).sha256 for path in extract_paths]
    is_same = sorted(one.get("sha256", "") for one in _files(drawn)) == sorted(now)
    hold_to_extract(key_path.name, key, rows, at_most=0.0 if is_same else LATER_EXTRACT)
    numbers = key_path.with_name(CASES_FILE)
    cases = extract.read_cases(numbers, key) if numbers.exists() else None
    return JudgedCases(
        key=key, judgements=extract.read_judgements(judgements_path, key, cases=cases)
    )


def hold_to_extract(where: str, key: pl.DataFrame, rows: pl.LazyFrame, *, at_most: float) -> None:
    """Refuse a key whose referrals, or their NFA flags, are not those of the extract.

    at_most: the share of the cases that may differ.
    """
    do = "Name the extract that the sample was drawn from, or set audit_key to null."
    counted_rows.require_single("audit_key", rows, do=do)
    now = rows.select(
        columns.REFERRAL_ID, pl.col(columns.IS_NFA).fill_null(value=False).alias("now")
    )
    beside = key.lazy().join(now, on=columns.REFERRAL_ID, how="left").collect()
    faults = {
        "that the extract does not have": beside["now"].is_null(),
        "whose NFA flag is another in the extract": beside["now"] != beside["is_nfa"],
    }
    for what, is_other in faults.items():
        others = int(is_other.sum())
        if others > at_most * key.height:
            raise ValueUnreadableError(
                f"{where}, {columns.REFERRAL_ID}",
                found=f"cases {what} ({others:,} of {key.height:,})",
                needed="the key of a sample that was drawn from this council's referrals",
                do="Name the key and the extract that belong together.",
            )


def read_record(key_path: Path, key: pl.DataFrame) -> dict[str, Any]:
    """Return what `sample.json` beside a key records; nothing where it is not there.

    ValueUnreadableError where it is no record, or records another key than this.
    """
    path = key_path.with_name(RECORD_FILE)
    if not path.exists():
        return {}
    try:
        found = json.loads(small_text(path, where=path.name))
    except (OSError, ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not _is_record(found):
        raise ValueUnreadableError(
            path.name,
            found="text that is no record of a sample",
            needed="the record as audit-sample wrote it",
            do="Use that file, or take it away from beside the key.",
        )
    digest = key_digest(key)
    if found.get("key", {}).get("sha256_of_rows", digest) != digest:
        raise ValueUnreadableError(
            key_path.name,
            found=f"another sample than {RECORD_FILE} beside it records",
            needed="the key as it was written when the sample was drawn",
            do="Use that file, and leave it as it is.",
        )
    return found


def _is_record(found: Mapping[str, Any]) -> bool:
    """Claim that a key and one file or more are named, each by fields, where they are named."""
    files = _files(found)
    return bool(files) and all(isinstance(one, dict) for one in (found.get("key", {}), *files))


def _files(drawn: Mapping[str, Any]) -> list[Any]:
    """List what a sample's record says of the files that it was drawn from: one, or several."""
    held = drawn.get("extract", {})
    return held if isinstance(held, list) else [held]
