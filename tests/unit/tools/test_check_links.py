"""The link check finds what is missing and what would be fetched, and nothing else."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def check_links() -> ModuleType:
    place = ROOT / "tools" / "check_links.py"
    spec = importlib.util.spec_from_file_location("check_links", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="there.html#part">x</a><a href="https://example.org/">y</a>', None),
        ('<img src="data:image/png;base64,x"><a href="#here">z</a><p id="here">', None),
        ('<a href="gone.html">x</a>', "page.html: no file at gone.html"),
        ('<a href="there.html#gone">x</a>', "page.html: no anchor at there.html#gone"),
        ('<img src="gone.png">', "page.html: no file at gone.png"),
        ('<script src="https://cdn.example.org/x.js"></script>', "page.html: fetches https://cdn"),
        ('<link rel="stylesheet" href="//fonts.example.org/x">', "page.html: fetches //fonts"),
    ],
)
def test_links_anchors_and_fetches(
    check_links: ModuleType, tmp_path: Path, body: str, fault: str | None
) -> None:
    (tmp_path / "there.html").write_text('<h2 id="part">Part</h2>')
    (tmp_path / "page.html").write_text(body)
    found = [*check_links.faults(tmp_path)]
    assert len(found) == (fault is not None)
    assert fault is None or found[0].startswith(fault)


def test_a_style_sheet_that_fetches_a_font_is_found(
    check_links: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "page.html").write_text("")
    (tmp_path / "page.css").write_text("@font-face {src: url(https://example.org/f.woff2)}")
    assert check_links.main([str(tmp_path)]) == 1
    assert "page.css: fetches url(https://example.org/f.woff2" in capsys.readouterr().out


def test_a_site_without_pages_is_no_site(check_links: ModuleType, tmp_path: Path) -> None:
    assert check_links.main([str(tmp_path)]) == 1
