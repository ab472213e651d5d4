"""Did the work move elsewhere? In words, from the fall and what rose beside it."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from referral_analysis.analysis.plan import Plan
from referral_analysis.findings.files_beside import FileState
from referral_analysis.periods import month_name, month_range, months_between
from referral_analysis.report.words.sentences import Change, number, span

Moved = Literal["matched", "in part", "too small", "cannot tell", "no fall"]
_MOST_NAMED = 4
COULD_NOT_LOOK = {
    "no file": "The council gave no {file}, so this report could not look",
    "no child ids": "The {file} has no child ids, so contacts that became referrals cannot be told "
    "from the others, and this report could not look",
    "ids blank": "In the {file} so many contacts have no child id ({blank}) that those which "
    "became referrals cannot be told from the others, and this report could not look",
    "ids of others": "In the {file} no contact {months} became a referral of the same child: its "
    "child ids seem to be others than the extract's, and this report could not look",
    "months missing": "The {file} has no rows, next to none, or those of some days only, "
    "{months}: they were not exported, and this report could not look",
    "districts missing": "The {file} has no rows, or next to none, of {parts}: they were not "
    "exported, and this report could not look",
    "too few months": "The {file} has too few months on either side of the launch, so this report "
    "could not look",
}


def fewer_a_month(fall: Change) -> tuple[float, float, float]:
    """Return how many fewer there were than expected: estimate, least and most a month."""
    return (
        _expected_less_observed(fall, fall.ratio),
        _expected_less_observed(fall, fall.high),
        _expected_less_observed(fall, fall.low),
    )


def more_a_month(other: Change) -> tuple[float, float, float]:
    """Return how many more there were than expected: estimate, least and most a month."""
    return (
        -_expected_less_observed(other, other.ratio),
        -_expected_less_observed(other, other.low),
        -_expected_less_observed(other, other.high),
    )


def moved(fall: Change, other: Change) -> Moved:
    """Judge whether a fall went elsewhere, by both ranges and nothing else.

    "matched": it fell, the other rose, and the rise could be as large. "in part": the rise is
    smaller. "too small": there may be no rise, and none that is as large as the fall.
    """
    if fall.verdict != "fell":
        return "no fall"
    _, least_fewer, _ = fewer_a_month(fall)
    _, _, most_more = more_a_month(other)
    if other.verdict == "rose":
        return "matched" if most_more >= least_fewer else "in part"
    return "cannot tell" if most_more >= least_fewer else "too small"


def contacts(fall: Change, other: Change) -> str:
    """Say whether the line between contact and referral may have moved."""
    told = {
        "matched": (
            f"The fall in {fall.what} is matched by a rise in {other.what}: the line between the "
            f"two may have moved. {_side_by_side(fall, other)}"
        ),
        "in part": (
            f"There was a rise in {other.what}, smaller than the fall in {fall.what}: the line "
            f"between the two may have moved for part of them. {_side_by_side(fall, other)}"
        ),
        "too small": (
            f"A line moved between contacts and referrals cannot explain all of the fall: the "
            f"figures allow {span(other)} in {other.what}, at most {_at_most(other)} a month, "
            f"and at least {number(fewer_a_month(fall)[1])} fewer {fall.what}."
        ),
        "cannot tell": (
            f"We cannot tell whether the line between contacts and referrals moved: the figures "
            f"allow {span(other)} in {other.what}, and a rise could be as large as the fall in "
            f"{fall.what}."
        ),
        "no fall": (
            f"There is no clear fall in {fall.what} that could have become contacts. For "
            f"{other.what} the figures allow {span(other)}."
        ),
    }
    return told[moved(fall, other)]


def cafs(fall: Change, other: Change) -> str:
    """Say whether children may have been helped by a CAF instead."""
    told = {
        "matched": (
            f"There were more {other.what} than expected, perhaps as many as there were fewer "
            f"{fall.what}: "
            f"children may have been helped in this way instead, as the thresholds intend. "
            f"{_side_by_side(fall, other)}"
        ),
        "in part": (
            f"There were more {other.what} than expected, but not as many as there were fewer "
            f"{fall.what}: "
            f"some children may have been helped in this way instead, as the thresholds intend. "
            f"{_side_by_side(fall, other)}"
        ),
        "too small": (
            f"CAFs did not take the place of all of them: the figures allow {span(other)} in "
            f"{other.what}, at most {_at_most(other)} a month."
        ),
        "cannot tell": (
            f"We cannot tell whether CAFs took their place: the figures allow {span(other)} in "
            f"{other.what}."
        ),
        "no fall": f"For {other.what} the figures allow {span(other)}.",
    }
    return told[moved(fall, other)]


def could_not_look(reason: str, file: str, state: FileState) -> str:
    """Say why nothing can be said: which months the file lacks, how many ids."""
    months = state.months.missing if state.months is not None else ()
    parts = state.months.parts if state.months is not None else ()
    told = COULD_NOT_LOOK[reason].format(
        file=file,
        months=in_months(months or state.unmatched),
        parts=_listed([f"{name} {in_months(gone)}" for name, gone in parts]),
        blank=share_in_words(state.without_ids),
    )
    spans = f" It has whole months {_from_to(state)}." if reason == "too few months" else ""
    return f"{told}.{spans if state.months is not None else ''}"


def beside_its_figures(state: FileState, file: str, plan: Plan) -> str:
    """Say what the file's figures leave out: months before it begins and after it ends, ids."""
    months = state.months
    if state.reason is not None or months is None or months.begins is None or months.ends is None:
        return ""
    told = []
    if months.begins > plan.series_starts:
        told.append(f"The {file} has whole months from {month_name(months.begins)} only.")
    if months.ends < (state.last_usable or plan.last_month):
        told.append(
            f"The {file} ends with {month_name(months.ends)}, before the analysis does: its "
            f"figures after the launch are of fewer months."
        )
    if months.empty:
        told.append(f"It has no row {in_months(months.empty)}, which count as none.")
    if state.without_ids > 0:
        share = share_in_words(state.without_ids)
        told.append(
            f"{share[0].upper()}{share[1:]} of its contacts have no child id and count as having "
            "stayed contacts."
        )
    return " ".join(told)


def in_months(months: Sequence[dt.date]) -> str:
    """Name months, those in a row by their first and last: in May 2010, and from ... to ..."""
    runs: list[list[dt.date]] = []
    for month in sorted(months):
        if runs and months_between(runs[-1][-1], month) == 1:
            runs[-1].append(month)
        else:
            runs.append([month])
    return _listed(
        [
            f"in {month_name(run[0])}"
            if len(run) == 1
            else f"from {month_name(run[0])} to {month_name(run[-1])}"
            for run in runs
        ]
    )


def share_in_words(share: float) -> str:
    """Write a small share in whole per cent; never none where there is some."""
    return "less than 1%" if 0 < share < 0.01 else f"{share * 100:.0f}%"


def _from_to(state: FileState) -> str:
    months = state.months
    if months is None or months.begins is None or months.ends is None:
        return "outside the analysis only"
    return in_months(month_range(months.begins, months.ends))


def _listed(names: Sequence[str]) -> str:
    shown = list(names[:_MOST_NAMED])
    if len(names) > _MOST_NAMED:
        shown.append(f"{len(names) - _MOST_NAMED} more")
    return " and ".join(part for part in (", ".join(shown[:-1]), *shown[-1:]) if part)


def _side_by_side(fall: Change, other: Change) -> str:
    return (
        f"A month, there were about {number(fewer_a_month(fall)[0])} fewer {fall.what} and "
        f"{number(more_a_month(other)[0])} more {other.what}."
    )


def _at_most(other: Change) -> str:
    return f"{number(max(more_a_month(other)[2], 0))} more"


def _expected_less_observed(change: Change, ratio: float) -> float:
    return change.observed_a_month * (1 / ratio - 1)
