"""docs/design.md names every room of the house, and the order in which they import."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "src" / "referral_analysis"
CHECKOUT, LAYERS, ROOMS = re.findall(
    r"^```text\n(.*?)^```$", (ROOT / "docs/design.md").read_text("utf-8"), re.MULTILINE | re.DOTALL
)


def rooms(listed: str) -> list[str]:
    """Return the folders that lines begin with."""
    return re.findall(r"^([\w/]+)/(?: |$)", listed, re.MULTILINE)


def folders(below: Path) -> set[str]:
    """Return the folders that hold a file of their own, by their paths below this one."""
    holding = {path.parent for path in below.rglob("*.*") if path.suffix not in {".pyc", ".pyo"}}
    return {folder.relative_to(below).as_posix() for folder in holding} - {"."}


def test_every_folder_of_the_package_is_named_once_and_no_other() -> None:
    named = rooms(ROOMS)
    assert len(named) == len(set(named))
    assert set(named) == folders(PACKAGE)


def test_the_tiers_of_tests_and_the_other_folders_are_named() -> None:
    named = set(rooms(CHECKOUT))
    tiers = {f"tests/{path.name}" for path in (ROOT / "tests").iterdir() if path.is_dir()}
    assert {name for name in named if name.startswith("tests/")} == {
        name for name in tiers if not name.endswith("__pycache__")
    }
    assert {"tests", "tools", "benchmarks", "notebooks", "docs", "data_samples"} <= named
    assert not [name for name in named - {"reports"} if not (ROOT / name).is_dir()]


def test_the_order_of_imports_is_the_linters() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    layers = next(c for c in project["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    assert LAYERS.splitlines() == layers["layers"]
