"""What no browser has is called from the modules that docs/how-to/in-a-browser.md names."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "src" / "referral_analysis"
CALLED_FROM = {
    "vl_convert": {"report/charts/stills.py"},
    "fastexcel": {"extract/excel.py", "runs/differences/workbooks.py"},
}


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {one.name.split(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("library", CALLED_FROM)
def test_a_library_is_called_from_the_modules_that_the_page_names(library: str) -> None:
    modules = {
        path.relative_to(PACKAGE).as_posix(): _imports(path) for path in PACKAGE.rglob("*.py")
    }
    assert {name for name, found in modules.items() if library in found} == CALLED_FROM[library]
    page = (ROOT / "docs" / "how-to" / "in-a-browser.md").read_text("utf-8")
    assert all(f"`{name}`" in page for name in CALLED_FROM[library])
