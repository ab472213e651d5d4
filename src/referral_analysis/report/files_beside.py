"""What reports say of the files beside an extract, where it touches their figures."""

from referral_analysis.analysis.plan import Plan
from referral_analysis.extract import YearsHeld
from referral_analysis.findings.files_beside import CAFS, CONTACTS, Files
from referral_analysis.questions.elsewhere import words as elsewhere
from referral_analysis.series import MeasureName

NAMES: dict[MeasureName, str] = {CONTACTS: "contacts file", CAFS: "CAF file"}


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
            told.append(elsewhere.could_not_look(str(state.reason), name, state))
        else:
            told.append(elsewhere.beside_its_figures(state, name, plan))
    return tuple(text for text in (*told, population_held(files.held)) if text)
