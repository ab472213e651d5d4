"""What reports say of the files beside an extract, where it touches their figures."""

import datetime as dt
from collections.abc import Sequence

from referral_analysis.analysis.files_beside import CAFS, CONTACTS, Files, FileState
from referral_analysis.analysis.plan import Plan
from referral_analysis.extract import YearsHeld
from referral_analysis.periods import month_name, month_range, months_between
from referral_analysis.series import MeasureName

NAMES: dict[MeasureName, str] = {CONTACTS: "contacts file", CAFS: "CAF file"}
_MOST_NAMED = 4
COULD_NOT_LOOK = {
    "no file": "The council gave no {file}, so this report could not look",
    "no child ids": "The {file} has no child ids, so contacts that became referrals cannot be told "
    "from the others, and this report could not look",
    "no ids in the extract": "The extract has no ids of children, so contacts of the {file} that "
    "became referrals cannot be told from the others, and this report could not look; a column "
    "`child_id` in it, or the name of its header under `columns`, would bring it",
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
    "are counted": "Contacts are what this report counts: those that led to a referral are its "
    "appropriate ones, and stand above",
}


def could_not_look(reason: str, file: str, state: FileState) -> str:
    """Say why nothing can be said: which months the file lacks, how many ids."""
    months = state.months.missing if state.months is not None else ()
    parts = state.months.parts if state.months is not None else ()
    told = COULD_NOT_LOOK[reason].format(
        file=file,
        months=in_months(months or state.unmatched),
        parts=of_districts(parts),
        blank=share_in_words(state.without_ids),
    )
    spans = f" It has whole months {_from_to(state)}." if reason == "too few months" else ""
    return f"{told}.{spans if state.months is not None else ''}"


def of_districts(parts: Sequence[tuple[str, Sequence[dt.date]]]) -> str:
    """Name months of single districts: Swale in May 2010."""
    return _listed([f"{name} {in_months(gone)}" for name, gone in parts])


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


def population_held(held: YearsHeld | None) -> str:
    """Say which months are counted on another year's children; nothing where none are."""
    if held is None:
        return ""
    first, last = held.first_year, held.last_year
    years = f"of {last} only" if first == last else f"of {first} to {last}"
    parts = [
        f"{_months(months)} {when} that are counted on the children of {year}"
        for months, when, year in (
            (held.months_before, "before", first),
            (held.months_after, "after", last),
        )
        if months
    ]
    return f"The population file has estimates {years}: {' and '.join(parts)}."


def _months(number: int) -> str:
    return "one month" if number == 1 else f"{number} months"


def notes(files: Files, plan: Plan) -> tuple[str, ...]:
    """Say what each file could not be used for, or what its figures leave out; a line a file."""
    told = []
    for measure, name in NAMES.items():
        state = files.of(measure)
        if state.reason not in {None, "no file"}:
            told.append(could_not_look(str(state.reason), name, state))
        else:
            told.append(beside_its_figures(state, name, plan))
    return tuple(text for text in (*told, population_held(files.held)) if text)
