"""The tables that a release's reports print, without their pages: for attacks on many councils.

A release is worked out and protected by the product's own functions, its reports in the order that
`run RELEASE.yaml` makes them, each held to the registers of all before it; the tables that hold
counts of districts, agencies and months are written as the reports' own CSV files are. Pages,
charts and documents are not made, nor is the curve of each district and agency, which no count is
read from. It takes half the time of a release as it is made.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

from referral_analysis.disclosure import Earlier, earlier_releases
from referral_analysis.disclosure.policy import POLICIES
from referral_analysis.papers.appropriateness import display as of_appropriateness
from referral_analysis.papers.appropriateness import finding as appropriateness
from referral_analysis.papers.appropriateness.release import release_appropriateness
from referral_analysis.papers.board import display as of_board
from referral_analysis.papers.board import finding as board
from referral_analysis.papers.board.release import release_board
from referral_analysis.papers.data_quality import display as of_quality
from referral_analysis.questions.data import finding as quality
from referral_analysis.questions.data.release import release_quality
from referral_analysis.questions.one_place import finding as one_place
from referral_analysis.questions.one_place.choosing import chosen
from referral_analysis.questions.one_place.figures.quarters import quarters_table
from referral_analysis.questions.one_place.release import show
from referral_analysis.report.page.figure import Figure, Pair
from referral_analysis.report.page.tables import Table, csv_of
from referral_analysis.runs.disk.places import place_of
from referral_analysis.runs.inputs import files, months_or_quarters
from referral_analysis.runs.inputs.files import Inputs
from referral_analysis.runs.parameters import check, parameter_file
from referral_analysis.runs.parameters.release import of_notebook

SEGMENT_REPORT = "segment_report"
COMPANIONS = (
    "extract", "population", "workshops", "timeline", "contacts", "cafs", "attendance",
)  # fmt: skip
Made: TypeAlias = tuple[Any, tuple[Any, ...]]
"""What a report releases, and what it shows of it."""


def _board(parameters: Any, held: Inputs) -> Made:  # noqa: ANN401 - a report's contract
    plan = months_or_quarters.plan_of(parameters, held)
    found = board.board(held.checked, held.population, held.workshops, plan, held.beside)
    released = release_board(found, POLICIES[parameters.disclosure_preset], held.earlier)
    sections = (of_board.headline_figure, of_board.others_figure, of_board.agencies,
                of_board.districts, of_board.shares)  # fmt: skip
    return released, tuple(section(released) for section in sections)


def _quality(parameters: Any, held: Inputs) -> Made:  # noqa: ANN401
    found = quality.of_extract(held.checked, held.population, parameters.plan())
    released = release_quality(found, POLICIES[parameters.disclosure_preset], held.earlier)
    sections = (of_quality.completeness, of_quality.volume, of_quality.district_volumes)
    codes = of_quality.codes(released, "referral_source")
    return released, (*(section(released) for section in sections), codes)


def _appropriateness(parameters: Any, held: Inputs) -> Made:  # noqa: ANN401
    plan = months_or_quarters.plan_of(parameters, held)
    found = appropriateness.appropriateness(
        held.checked, held.population, held.workshops, plan, held.beside
    )
    released = release_appropriateness(found, POLICIES[parameters.disclosure_preset], held.earlier)
    return released, tuple(of_appropriateness.funnel(released, k) for k in ("district", "agency"))


MAKERS: Mapping[str, Callable[[Any, Inputs], Made]] = {
    "board_report": _board,
    "data_quality": _quality,
    "appropriateness": _appropriateness,
}


def release(folder: Path, name: str, earlier: Earlier | None) -> Earlier:
    """Write the tables of a release of a folder; return the registers after it."""
    for notebook, make in MAKERS.items():
        parameters = parameters_of(folder, name, notebook)
        released, shown = make(parameters, replace(files.read(parameters), earlier=earlier))
        _write(folder / "reports" / name / notebook, shown)
        earlier = earlier_releases(released.register)
    return _segments(folder, name, earlier)


def _segments(folder: Path, name: str, earlier: Earlier | None) -> Earlier:
    """Write the tables of all districts and agencies, which choose together what to hide."""
    asked = {"district": "Swale"}  # any: what may be shown of all is chosen for each
    parameters = parameters_of(folder, name, SEGMENT_REPORT, asked)
    held = replace(files.read(parameters), earlier=earlier)
    plan = months_or_quarters.plan_of(parameters, held)
    found = one_place.segment(
        held.checked, held.population, held.workshops, plan, parameters.segment
    )
    choice = chosen(found, POLICIES[parameters.disclosure_preset], earlier)
    released = show(found, choice, earlier)
    for kind in ("district", "agency"):
        for one in one_place.segment_names(held.checked.kept, held.population, kind):
            mine = parameters.model_copy(update={"district": None, "agency": None, kind: one})
            released = show(replace(found, segment=mine.segment), choice, earlier)
            place = folder / "reports" / name / place_of("", SEGMENT_REPORT, mine)
            table = replace(quarters_table(released), name="quarter-by-quarter")
            _write(place, (table,))
    return earlier_releases(released.register)


def parameters_of(
    folder: Path, name: str, notebook: str, asked: Mapping[str, str] | None = None
) -> Any:  # noqa: ANN401 - of any report
    """Return a report's parameters in a release: its files in the folder, and no earlier runs."""
    values = of_notebook(
        parameter_file.load(folder / f"{name}.yaml", what="release"), notebook,
        folder=folder / "reports" / name, where=name,
    )  # fmt: skip
    values |= {"earlier_runs": []} | dict(asked or {})
    if "earlier_extract" in values:
        values["earlier_extract"] = None
    for what in COMPANIONS:
        if values.get(what):
            values[what] = (folder / values[what]).as_posix()
    return check(notebook, values, where=name)


def _write(place: Path, shown: tuple[Any, ...]) -> None:
    """Write every table of what a report shows, as its own CSV file is written."""
    (place / "tables").mkdir(parents=True, exist_ok=True)
    for name, table in _tables(shown):
        (place / "tables" / f"{name}.csv").write_text(csv_of(table), encoding="utf-8")


def _tables(shown: tuple[Any, ...]) -> Iterator[tuple[str, Table]]:
    for one in shown:
        if isinstance(one, Pair):
            yield from _tables((one.left, one.right))
        elif isinstance(one, Figure):
            yield one.name, one.table
        elif isinstance(one, Table):
            yield one.name, one
