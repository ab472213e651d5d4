"""Ids that a spreadsheet or an export has spoilt: powers of ten, one referral id in every row."""

import polars as pl

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract import columns

_LOOKED_AT = 100_000  # of a larger file, rows at even distances
_ENOUGH_ROWS = 10  # a file of fewer may be a test of one referral
_POWER_OF_TEN = r"^\d(?:[.,]\d+)?[eE]\+\d{1,2}$"


def require_whole_ids(where: str, ids: pl.Series) -> None:
    """Raise ValueUnreadableError where ids (String, named by our column) cannot tell rows apart.

    Ids written as 1.23457E+11 have lost their digits: many children or referrals share one.
    """
    looked_at = ids.gather_every(max(1, ids.len() // _LOOKED_AT))
    spoilt = int(looked_at.str.contains(_POWER_OF_TEN).sum())
    if spoilt:
        raise ValueUnreadableError(
            f"{where}, {ids.name}",
            found=f"ids written as powers of ten, such as 9.99E+99 ({spoilt:,} of"
            f" {looked_at.len():,} that were looked at): a spreadsheet has cut their digits off",
            needed="ids with all their digits",
            do="Export the column again as text, and do not open it in a spreadsheet before.",
        )
    if ids.name == columns.REFERRAL_ID and ids.len() >= _ENOUGH_ROWS:
        _require_more_than_one(where, ids)


def _require_more_than_one(where: str, ids: pl.Series) -> None:
    is_one = ids.head(_ENOUGH_ROWS).n_unique() == 1
    if is_one and ids[0] is not None and bool((ids == ids[0]).all()):
        raise ValueUnreadableError(
            f"{where}, {ids.name}",
            found=f"one id in every row ({ids.len():,})",
            needed="an id of each referral",
            do=f"Name the header that holds {columns.REFERRAL_ID} under `columns`.",
        )
