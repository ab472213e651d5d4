"""What a check found, as lines for a terminal and as plain values for JSON; no record is quoted."""

from dataclasses import asdict

from referral_analysis.extract import columns
from referral_analysis.extract.check import Checked, RuleCount
from referral_analysis.extract.unmapped import Unmapped
from referral_analysis.periods import month_name

_FOR_WHOM = (
    "Counts as they are, the smallest too: for the analyst alone. What may be handed on is in the "
    "data-quality report."
)
_DONE = {"exclude": "excluded", "flag": "flagged", "stop": "stops"}


def to_lines(checked: Checked) -> list[str]:
    """Write the rows read, kept and excluded, then each rule with the rows that failed it."""
    lines = [
        f"{checked.n_read:>10,}  rows read",
        f"{checked.n_kept:>10,}  kept",
        f"{checked.n_excluded:>10,}  excluded",
        f"{checked.n_failed:>10,}  failed at least one rule",
        _FOR_WHOM,
        "",
        *(_line(rule) for rule in checked.rules),
    ]
    lines += [_unmapped_line(one) for one in checked.unmapped if one.shown or one.other_rows]
    if lacked := _lacked(checked):
        lines.append(f"columns that the extract lacks, and what rests on them: {', '.join(lacked)}")
    lines += [
        f"{one.column}: not a date, {one.shape} ({one.rows:,}), first in row {one.row:,} under the"
        " header"
        for one in checked.unread_dates
    ]
    lines += [
        f"{signal.heading}, {month_name(signal.month)}: {signal.sentence}"
        for signal in checked.signals
    ]
    return lines


def to_dict(checked: Checked) -> dict[str, object]:
    """Return the same as values that JSON can hold; a rule that was not judged has null."""
    return {
        "read": checked.n_read,
        "kept": checked.n_kept,
        "excluded": checked.n_excluded,
        "failed": checked.n_failed,
        "rules": [
            {
                "number": rule.number,
                "severity": rule.severity,
                "sentence": rule.sentence,
                "failed": rule.failed,
            }
            for rule in checked.rules
        ],
        "off_list": {column: list(values) for column, values in checked.off_list.items()},
        "lacks": _lacked(checked),
        "unread_dates": [asdict(one) for one in checked.unread_dates],
        "unmapped": [asdict(one) for one in checked.unmapped],
        "signals": [
            {**asdict(signal), "month": f"{signal.month:%Y-%m}"} for signal in checked.signals
        ],
    }


def _lacked(checked: Checked) -> list[str]:
    """List the columns of the vocabulary that the extract has not."""
    held = columns.with_others(checked.kept.collect_schema().names())
    return [column.name for column in columns.REFERRALS if column.name not in held]


def _unmapped_line(one: Unmapped) -> str:
    shown = [f"{value} ({rows:,})" for value, rows in one.shown]
    others = [f"other values ({one.other_rows:,})"] if one.other_rows else []
    return f"{one.column}: not on its list, with rows: {', '.join([*shown, *others])}"


def _line(rule: RuleCount) -> str:
    if rule.failed is None:
        return f"{'-':>10}  not judged  {rule.number:<15}  {rule.sentence}"
    return f"{rule.failed:>10,}  {_DONE[rule.severity]:<10}  {rule.number:<15}  {rule.sentence}"
