"""The rows that failed each check beside the rows left out: each bounds the other."""

import polars as pl

from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.disclosure.proof.choose import choose
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.questions.data.tables import Rows, Rules

_ROWS = TableRule(
    declared=Rows,
    counts=tuple(CountRule(column=column) for column in Rows.counts()),
    dependent={Rows.kept: (Rows.excluded,)},
)
_RULES = TableRule(declared=Rules, counts=(CountRule(column=Rules.failed),))


def release_checks(
    rules: pl.DataFrame, rows: pl.DataFrame, policy: Policy
) -> tuple[Released, Released]:
    """Release how many rows failed each rule, and how many were read, kept and left out.

    A row left out failed one or more of the rules that exclude: their counts bound its count, and
    it bounds theirs. What is kept goes where what is left out does, since the rows read are shown.
    Without severities every rule counts as one that excludes.
    """
    builder = Builder(policy)
    left_out = _put(builder, rows["excluded"][0])
    failed = [None if count is None else _put(builder, count) for count in rules["failed"]]
    is_known = "severity" in rules.columns
    excludes = (rules["severity"] == "exclude") if is_known else [True] * rules.height
    excluding = [
        place for place, does in zip(failed, excludes, strict=True) if place is not None and does
    ]
    _tie(builder, left_out, excluding)
    hidden = choose(builder.system()).hidden
    marks = pl.Series("failed", [place is not None and bool(hidden[place]) for place in failed])
    return (
        release("rules", rules, _RULES, policy, hidden=pl.DataFrame([marks.cast(pl.Boolean)])),
        release(
            "rows",
            rows,
            _ROWS,
            policy,
            hidden=pl.DataFrame({"excluded": [bool(hidden[left_out])]}),
        ),
    )


def _put(builder: Builder, count: int) -> int:
    return builder.cell(count, must_hide=builder.is_small(count))


def _tie(builder: Builder, left_out: int, excluding: list[int]) -> None:
    """Let the rows left out be at least each rule's, and at most all of theirs together."""
    values = [builder.value(place) or 0 for place in (left_out, *excluding)]
    twice = builder.implied(sum(values[1:]) - values[0])
    builder.tie([*excluding, twice, left_out], [1.0] * len(excluding) + [-1.0, -1.0])
    for place, value in zip(excluding, values[1:], strict=True):
        builder.tie([place, builder.implied(values[0] - value), left_out], [1, 1, -1])
