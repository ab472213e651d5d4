"""Committed notebooks are thin: no outputs, sequential ids, one parameters cell, calls only."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest

from referral_analysis.runs.parameters import parameter_file
from referral_analysis.runs.parameters import CONTRACTS, Parameters
from referral_analysis.runs.parameters.before_launch import BeforeLaunch
from referral_analysis.runs.parameters.explore import Explore

ROOT = Path(__file__).resolve().parents[3]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# a notebook assigns, imports and calls; whatever decides or repeats belongs in the package
LOGIC = (
    ast.If, ast.For, ast.While, ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.Try, ast.With,
    ast.ListComp, ast.DictComp, ast.SetComp, ast.GeneratorExp, ast.BinOp, ast.IfExp,
)  # fmt: skip


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    notebook = json.loads(path.read_text("utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def parameters_of(path: Path) -> dict[str, Any]:
    tagged = [c for c in cells(path, "code") if "parameters" in c["metadata"].get("tags", [])]
    assert len(tagged) == 1
    found = {}
    for line in ast.parse("".join(tagged[0]["source"])).body:
        assert isinstance(line, ast.Assign)
        assert isinstance(line.targets[0], ast.Name)
        found[line.targets[0].id] = ast.literal_eval(line.value)
    return found


# shows what has not been through disclosure control, so `run` makes no report of it
WORKBENCHES: dict[str, type[Parameters]] = {"explore": Explore, "plan": BeforeLaunch}


def test_every_notebook_has_a_contract() -> None:
    assert {path.stem for path in NOTEBOOKS} == set(CONTRACTS) | set(WORKBENCHES)
    assert not set(CONTRACTS) & set(WORKBENCHES)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_no_outputs_and_sequential_ids(path: Path) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    wanted = [f"cell-{number:03d}" for number in range(len(notebook["cells"]))]
    assert [cell["id"] for cell in notebook["cells"]] == wanted
    assert all(not c["outputs"] and c["execution_count"] is None for c in cells(path, "code"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_parameters_cell_is_the_contract(path: Path) -> None:
    contract = {**CONTRACTS, **WORKBENCHES}[path.stem]
    declared = parameters_of(path)
    assert list(declared) == list(contract.model_fields)
    contract.model_validate(declared)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_files_beside_the_extract_are_named_only_where_they_are_used(path: Path) -> None:
    """What is named is read and hashed, and listed as what the report was made from."""
    contract = {**CONTRACTS, **WORKBENCHES}[path.stem]
    source = "".join("".join(cell["source"]) for cell in cells(path, "code"))
    named = {"contacts", "cafs", "attendance"} & set(contract.inputs)
    if path.stem == "segment_report":  # it reads contacts only where these are counted
        named.remove("contacts")
    assert bool(named) == ("files.beside" in source)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_parameter_has_a_comment(path: Path) -> None:
    tagged = next(c for c in cells(path, "code") if "parameters" in c["metadata"].get("tags", []))
    assert all("# " in line for line in tagged["source"])


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_cells_hold_no_logic(path: Path) -> None:
    for cell in cells(path, "code"):
        tree = ast.parse("".join(cell["source"]))
        assert not [node for node in ast.walk(tree) if isinstance(node, LOGIC)]


def test_the_board_notebook_defaults_to_the_february_report() -> None:
    values = parameter_file.load(ROOT / "notebooks" / "parameters" / "board_february_2012.yaml")
    assert parameters_of(ROOT / "notebooks" / "board_report.ipynb") == values


def test_the_data_quality_notebook_defaults_to_the_data_behind_it() -> None:
    values = parameter_file.load(
        ROOT / "notebooks" / "parameters" / "data_quality_february_2012.yaml"
    )
    assert parameters_of(ROOT / "notebooks" / "data_quality.ipynb") == values


@pytest.mark.parametrize(
    ("board", "beside"),
    [
        ("board_february_2012", "appropriateness_february_2012"),
        ("executive_december_2011", "appropriateness_december_2011"),
    ],
)
def test_the_appropriateness_report_decides_what_the_board_report_decided(
    board: str, beside: str
) -> None:
    folder = ROOT / "notebooks" / "parameters"
    ours, theirs = (parameter_file.load(folder / f"{name}.yaml") for name in (beside, board))
    both = ours.keys() & theirs.keys()
    assert {name for name in both if ours[name] != theirs[name]} == {"question", "earlier_runs"}
    assert ours.keys() - both == {"attendance"}
    only_the_boards = {"earlier_extract", "audit_key", "audit_judgements", "looks", "hours_a_referral"}
    only_the_boards |= {"comparators", "comparators_council", "neighbours", "plan_file"}
    assert theirs.keys() - ours.keys() == only_the_boards


def test_the_appropriateness_notebook_defaults_to_the_february_report() -> None:
    values = parameter_file.load(
        ROOT / "notebooks" / "parameters" / "appropriateness_february_2012.yaml"
    )
    assert parameters_of(ROOT / "notebooks" / "appropriateness.ipynb") == values


def test_the_segment_notebook_defaults_to_the_february_report() -> None:
    values = parameter_file.load(ROOT / "notebooks" / "parameters" / "segments_february_2012.yaml")
    assert parameters_of(ROOT / "notebooks" / "segment_report.ipynb") == values


def test_a_segments_report_decides_what_the_board_report_decided() -> None:
    folder = ROOT / "notebooks" / "parameters"
    ours, theirs = (
        parameter_file.load(folder / f"{name}.yaml")
        for name in ("segments_february_2012", "board_february_2012")
    )
    shared = ours.keys() & theirs.keys()
    assert ours.keys() - shared == {"district", "agency"}
    assert {n for n in shared if ours[n] != theirs[n]} == {"question", "earlier_runs", "contacts"}


def test_the_audit_notebook_defaults_to_the_february_report() -> None:
    values = parameter_file.load(ROOT / "notebooks" / "parameters" / "audit_february_2012.yaml")
    assert parameters_of(ROOT / "notebooks" / "threshold_audit.ipynb") == values
