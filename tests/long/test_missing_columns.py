"""Every report of an extract that lacks a column, or of a council that lacks a file, is made.

In one process and without a kernel: what each notebook calls is worked out, released and shown.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
import pytest

from referral_analysis.disclosure import DFE, Earlier, earlier_releases
from referral_analysis.errors import ColumnMissingError
from referral_analysis.papers.appropriateness import display as appropriateness_display
from referral_analysis.papers.appropriateness.finding import appropriateness as find_quality
from referral_analysis.papers.appropriateness.release import release_appropriateness
from referral_analysis.papers.board import display as board_display
from referral_analysis.papers.board.finding import board
from referral_analysis.papers.board.release import release_board
from referral_analysis.papers.data_quality import display as data_display
from referral_analysis.papers.segment import display as segment_display
from referral_analysis.papers.threshold_audit import display as audit_display
from referral_analysis.questions.audited.finding import of_audit
from referral_analysis.questions.audited.release import release_audit
from referral_analysis.questions.data.finding import of_extract
from referral_analysis.questions.data.release import release_quality
from referral_analysis.questions.one_place.finding import segment
from referral_analysis.questions.one_place.release import release_segment
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.parameters import (
    Appropriateness,
    BoardReport,
    DataQuality,
    ExtractReport,
    SegmentReport,
    ThresholdAudit,
    checked_by,
    parameter_file,
)

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data_samples" / "synthetic_referrals_2012-01-13.csv.gz"
CANNOT = "cannot be said: "


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a council has not, and what its Board, appropriateness and data reports say of it."""

    columns: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    board: str | None = None
    appropriateness: str | None = None
    data: str | None = None


WORLDS: Mapping[str, World] = {
    "district": World(
        columns=("district",),
        board="How districts differ cannot be said: the extract has no districts",
        appropriateness="What the mix of districts did cannot be said: the extract has no",
        data="Whether any district changed its recording cannot be said: the extract has no",
    ),
    "closures": World(
        columns=("closed_on", "closure_reason"),
        board="Whether a change in how cases are recorded explains it cannot be said: the extract "
        "has no closures",
        appropriateness="held up cannot be said, as the extract has no closures",
        data="Whether the use of codes of closure reasons changed cannot be said: the extract has",
    ),
    "assessments": World(
        columns=("initial_assessed_on", "core_assessed_on"),
        appropriateness="Whether the referrals that reached help held up cannot be said: the "
        "extract has no assessments",
        data="How often it is missing cannot be said: the extract has no assessments",
    ),
    "source": World(
        columns=("referral_source",),
        board="How referring agencies differ cannot be said: the extract has no referring",
        appropriateness="What the mix of agencies did cannot be said: the extract has no referring",
        data="Whether the use of codes of referring agencies changed cannot be said",
    ),
    "ids of children": World(
        columns=("child_id",),
        board="Whether children came back sooner cannot be said: the extract has no ids of",
        appropriateness="Whether children came back sooner cannot be said: the extract has no ids",
    ),
    "companions": World(
        files=("population", "workshops", "timeline"),
        board="It is not a rate for children.",
        appropriateness="What changed by the dates of each district's own workshops cannot be "
        "said: the council gave no file of workshops",
    ),
    "all but what is required": World(
        columns=(
            *("child_id", "district", "referral_source", "primary_need", "initial_assessed_on"),
            *("core_assessed_on", "section_47_on", "child_protection_plan_on", "closed_on"),
            *("closure_reason", "age_at_referral"),
        ),
        files=("population", "workshops", "timeline", "contacts", "cafs", "attendance"),
        board="How referring agencies differ cannot be said",
        appropriateness="Whether children came back sooner cannot be said",
        data="Whether any district changed its recording cannot be said",
    ),
}


@pytest.fixture(params=WORLDS)
def world(request: pytest.FixtureRequest) -> World:
    return WORLDS[request.param]


@pytest.fixture
def parameters(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[type[ExtractReport], str], Any]:
    """Give a function that reads a report's parameters, with less in them."""
    path = tmp_path / "extract.csv"
    pl.read_csv(SAMPLE, infer_schema=False).drop(world.columns).write_csv(path)
    monkeypatch.chdir(ROOT)

    def read(contract: type[ExtractReport], name: str, **changes: Any) -> Any:  # noqa: ANN401
        values = parameter_file.load(ROOT / "notebooks" / "parameters" / f"{name}.yaml")
        nothing = {file: None for file in world.files if file in values}
        given = {"extract": str(path), "earlier_runs": [], **nothing, **changes}
        return checked_by(contract, {**values, **given})

    return read


@cache
def _calls(notebook: str) -> tuple[str, ...]:
    cells = nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4).cells
    return tuple(one.source for one in cells if one.source.startswith("display."))


def shown(notebook: str, **names: object) -> str:
    """Return all that the cells of a notebook show, as text, each called as there."""
    texts = list(_texts(notebook, names))
    assert len(texts) > 5
    return "\n".join(texts)


def _texts(notebook: str, names: dict[str, object]) -> Iterator[str]:
    for call in _calls(notebook):
        value = eval(call, {"inputs": inputs, **names})  # noqa: S307 - a notebook of ours
        if value is not None:
            shown_as, _ = value._repr_mimebundle_()
            yield str(shown_as)


def test_the_board_report(world: World, parameters: Callable[..., Any]) -> None:
    given = parameters(BoardReport, "board_february_2012", earlier_extract=None)
    files = inputs.read(given)
    found = board(files.checked, files.population, files.workshops, given.plan(), files.beside)
    released = release_board(found, DFE)
    beside_it = {"audit": None, "others": None, "written": None}  # files that nobody named
    text = shown(
        "board_report", display=board_display, released=released, parameters=given, **beside_it
    )
    if world.board is None:
        assert CANNOT not in text
    else:
        assert world.board in text
    # the answer itself is given, whatever is missing, and the doubt about it is named
    answer = board_display.answer(released).text
    assert "inappropriate referrals fell" in answer or "closed with no further action" in answer
    if "closure_reason" in world.columns and "cannot yet tell" not in answer:
        assert "recording, which could explain it, cannot be looked at" in answer


def test_the_appropriateness_report(world: World, parameters: Callable[..., Any]) -> None:
    given = parameters(Appropriateness, "appropriateness_february_2012")
    files = inputs.read(given)
    plan = given.plan()
    found = find_quality(files.checked, files.population, files.workshops, plan, files.beside)
    released = release_appropriateness(found, DFE)
    text = shown(
        "appropriateness", display=appropriateness_display, released=released, parameters=given
    )
    assert world.appropriateness is not None
    assert world.appropriateness in text


def test_the_data_quality_report(world: World, parameters: Callable[..., Any]) -> None:
    given = parameters(DataQuality, "data_quality_february_2012")
    files = inputs.read(given)
    released = release_quality(of_extract(files.checked, files.population, given.plan()), DFE)
    text = shown("data_quality", display=data_display, released=released, parameters=given)
    if world.data is None:
        assert CANNOT not in text
    else:
        assert world.data in text


def test_the_audit_report(parameters: Callable[..., Any]) -> None:
    given = parameters(ThresholdAudit, "audit_february_2012")
    files = inputs.read(given)
    judged, plan = inputs.judged(given, files.checked), given.plan()
    found = of_audit(files.checked, files.population, judged, plan)
    released = release_audit(found, DFE)
    shown("threshold_audit", display=audit_display, released=released, parameters=given)


@pytest.mark.parametrize(
    ("kind", "name", "column"),
    [("district", "Swale", "district"), ("agency", "police", "referral_source")],
)
def test_the_report_of_one_place(
    world: World, parameters: Callable[..., Any], kind: str, name: str, column: str
) -> None:
    """Where nothing at all can be said one line says so."""
    on = {"district": None, "agency": None, kind: name}
    given = parameters(SegmentReport, "segments_february_2012", **on)
    files = inputs.read(given)
    asked = (files.checked, files.population, files.workshops, given.plan(), given.segment)
    if column in world.columns:
        with pytest.raises(ColumnMissingError, match=rf"need a column {column}"):
            segment(*asked)
        return
    released = release_segment(segment(*asked), DFE, _board_of(files, given))
    shown("segment_report", display=segment_display, released=released, parameters=given)


def _board_of(files: inputs.Inputs, given: Any) -> Earlier | None:  # noqa: ANN401
    """Return what the Board report on the same extract published."""
    found = board(files.checked, files.population, files.workshops, given.plan(), files.beside)
    return earlier_releases(release_board(found, DFE).register)
