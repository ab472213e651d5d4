"""What a few rows may lack and many may not: the numbers would not be the council's any more.

A run can go on all the same where a person names the rule under `rule_severities`.
"""

from collections.abc import Mapping

import polars as pl

from referral_analysis.errors import RowsFailedError
from referral_analysis.extract import columns as c
from referral_analysis.extract.rule import Severity

_ENOUGH_ROWS = 100  # fewer are named by their rule, and may be a trial of a few rows
_SHARE_LACKING = 0.1
_SHARE_TWICE = 0.1
_RULE_OF = {c.REFERRED_ON: "8600", c.CHILD_ID: "missing id", c.REFERRAL_ID: "missing id"}
_CALLED = {c.REFERRED_ON: "date", c.CHILD_ID: "child's id", c.REFERRAL_ID: "id"}
_SAME_DAY = "same day"


def require_few_gaps(data: pl.DataFrame, severities: Mapping[str, Severity]) -> None:
    """Raise RowsFailedError where many rows have an id and no day, or a day and no id.

    Rows without any of them are lines below the table. Merged cells leave all but the first row of
    a child or a day empty, and a foreign month's name cannot be read.
    """
    held = [name for name in _RULE_OF if name in data.columns]
    most = max(_ENOUGH_ROWS, _SHARE_LACKING * data.height)
    for name in held:
        if data[name].null_count() <= most or _RULE_OF[name] in severities:
            continue
        others = pl.any_horizontal(pl.col(one).is_not_null() for one in held if one != name)
        lacking = int(data.select((pl.col(name).is_null() & others).sum()).item())
        if lacking > most:
            raise RowsFailedError(
                f"rule {_RULE_OF[name]}",
                found=f"rows without a {_CALLED[name]} that can be read in {name}: {lacking:,} of "
                f"{data.height:,}",
                needed="one in nearly every row",
                do="Fill merged cells downwards, or export the column again; if these rows are no "
                f"referrals, set rule {_RULE_OF[name]} to exclude under `rule_severities`.",
            )


def require_few_twice(
    failed: Mapping[str, int], n_rows: int, severities: Mapping[str, Severity]
) -> None:
    """Raise RowsFailedError where many rows are of a child, day and agency that another has.

    failed: rows by rule. An export put in twice under new ids, or a row a status, is that.
    """
    twice = failed.get(_SAME_DAY, 0)
    if twice <= max(_ENOUGH_ROWS, _SHARE_TWICE * n_rows) or _SAME_DAY in severities:
        return
    raise RowsFailedError(
        f"rule {_SAME_DAY}",
        found=f"referrals of a child on a day on which another row has it already: {twice:,} of "
        f"{n_rows:,}",
        needed="a row a referral",
        do="See whether an export stands in the file twice, or has a row a status; if each is a "
        f"referral of its own, set rule {_SAME_DAY} to flag under `rule_severities`.",
    )
