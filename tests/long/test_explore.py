"""The workbench runs from top to bottom, and says what is wrong with a choice."""

import re
from pathlib import Path

import polars as pl
import pytest
from nbformat import NotebookNode
from polars.testing import assert_frame_equal

from referral_analysis.analysis import county
from referral_analysis.errors import ParametersError, SeriesError
from referral_analysis.papers.board import finding
from referral_analysis.report.page.mime import VEGALITE
from referral_analysis.runs.analyst import explore as exploring
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.making.execute import execute
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file

ROOT = Path(__file__).resolve().parents[2]
CHOICES = {
    "parameters_file": "notebooks/parameters/board_february_2012.yaml",
    "measure": "appropriate",
    "model": "quasi_poisson",
    "phase_in": "ramp",
    "fourier_pairs": 1,
    "confidence_percent": 90,
}


@pytest.fixture(scope="module")
def executed() -> NotebookNode:
    return execute(ROOT / "notebooks" / "explore.ipynb", {}, cwd=ROOT / "notebooks")


def shown(executed: NotebookNode, start: str) -> dict[str, str]:
    (cell,) = [cell for cell in executed.cells if cell.source.startswith(start)]
    return dict(cell.outputs[-1].data)


def test_every_step_shows_something(executed: NotebookNode) -> None:
    steps = [cell for cell in executed.cells if cell.cell_type == "code"][2:]
    assert len(steps) == 9
    assert all(cell.outputs for cell in steps)


def test_the_fit_is_drawn_as_in_the_report(executed: NotebookNode) -> None:
    assert VEGALITE in shown(executed, "fitted = ")


def test_tables_are_whole(executed: NotebookNode) -> None:
    effects = shown(executed, "its.effects")["text/html"]
    assert "level_change" in effects
    assert "&hellip;" not in effects
    assert "&quot;fell&quot;" in shown(executed, "its.sensitivity.specification_curve")["text/html"]


def test_the_answer_at_the_top_is_that_of_the_board_report(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    bench = exploring.begin(CHOICES)
    parameters = parameter_file.load(ROOT / str(CHOICES["parameters_file"]))
    report = checked_by(BoardReport, parameters, where="here")
    files = inputs.read(report.model_copy(update={"earlier_runs": []}))
    found = finding.board(files.checked, files.population, files.workshops, report.plan())
    headline = found.changes.row(by_predicate=pl.col("measure") == county.HEADLINE, named=True)
    reported = exploring.as_reported(bench)
    full, mild = reported.answer.rows(named=True)
    assert full["ratio"] == mild["ratio"] == headline["ratio"]
    assert [full["low"], full["high"]] == [headline["low"], headline["high"]]
    assert [mild["low"], mild["high"]] == [headline["mild_low"], headline["mild_high"]]
    tried = reported.other_choices
    both = found.alternatives.filter(pl.col("choice").is_in(tried["choice"].implode()))
    assert tried.height >= 8
    assert_frame_equal(tried, both, check_exact=True)


def test_choices_reach_the_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    bench = exploring.begin({**CHOICES, "np": None})
    assert bench.spec.model == "quasi_poisson"
    assert bench.spec.timeline.interruptions[-1].phase_in == "ramp"
    assert bench.level == 0.9
    assert bench.series["period"][-1] == bench.plan.last_settled_month


def test_nothing_is_held_to_runs_that_are_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    parameters = Path(str(CHOICES["parameters_file"]))
    text = (ROOT / parameters).read_text("utf-8")
    written = tmp_path / "board.yaml"
    written.write_text(re.sub("earlier_runs:.*", "earlier_runs: [nowhere/at/all]", text), "utf-8")
    monkeypatch.chdir(ROOT)
    bench = exploring.begin({**CHOICES, "parameters_file": str(written)})
    assert exploring.as_reported(bench).answer.height == 2


def test_a_measure_is_looked_at_where_the_outcome_is_too_rare_for_a_report(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    parameters = Path(str(CHOICES["parameters_file"]))
    text = (ROOT / parameters).read_text("utf-8")
    rare = re.sub("inappropriate: nfa", "inappropriate: {of_codes: [RC1]}", text)
    assert rare != text
    written = tmp_path / "board.yaml"
    written.write_text(rare, "utf-8")
    monkeypatch.chdir(ROOT)
    bench = exploring.begin({**CHOICES, "parameters_file": str(written), "measure": "referrals"})
    assert (bench.series["count"] > 0).all()
    with pytest.raises(SeriesError, match="inappropriate"):
        exploring.as_reported(bench)


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"model": "arimax"}, "model is 'arimax'; need 'ar1', 'ar1_noise'"),
        ({"measure": "contacts"}, "measure is 'contacts'; need 'nfa'"),
    ],
)
def test_a_choice_that_there_is_not_is_named(change: dict[str, str], line: str) -> None:
    with pytest.raises(ParametersError, match=line):
        exploring.begin({**CHOICES, **change})
