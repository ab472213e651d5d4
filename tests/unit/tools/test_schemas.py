"""The schemas beside the parameters files: those of the contracts, and named by each file."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from referral_analysis.runs.parameters import check, parameter_file
from referral_analysis.runs.parameters.release import SCHEMA, choices_of, notebook_of, of_notebook

ROOT = Path(__file__).resolve().parents[3]
FILES = sorted((ROOT / "notebooks" / "parameters").glob("*.yaml"))


@pytest.fixture
def schemas(tmp_path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("schemas", ROOT / "tools" / "schemas.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.FOLDER = tmp_path / "schemas"  # type: ignore[attr-defined]  # the module's constant
    return module


def test_a_schema_out_of_step_is_found(
    schemas: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert schemas.main([]) == schemas.main(["--check"]) == 0
    (schemas.FOLDER / "board_report.json").write_text("{}")
    assert schemas.main(["--check"]) == 1
    assert "Run make schemas" in capsys.readouterr().out


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_parameters_file_names_the_schema_that_it_keeps_to(path: Path) -> None:
    second = path.read_text("utf-8").splitlines()[1]
    schema = path.parent / second.removeprefix("# yaml-language-server: $schema=")
    assert schema.is_file()
    values = parameter_file.load(path)
    if schema.stem == SCHEMA:
        made = choices_of(values, where=path.name).reports
        asked = {notebook_of(one) for one in made} - {
            "segment_report"
        }  # a place each: its own test
        for notebook in sorted(asked):
            given = of_notebook(values, notebook, folder=Path("reports"), where=path.name)
            check(notebook, given)
    else:
        check(schema.stem, values)
