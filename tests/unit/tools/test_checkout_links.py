"""A page's links: kept within the site, named where they lead out of it, left where broken."""

import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("link", "shown"),
    [
        ("[Method](../method.md#a)", "[Method](../method.md#a)"),
        ("[the tests](../../tests)", "the tests (`tests`)"),
        ("[tests](../../tests)", "`tests`"),
        ("[gone](../../gone.md)", "[gone](../../gone.md)"),
        ("[site](https://example.org)", "[site](https://example.org)"),
        ("![picture](../../tests)", "![picture](../../tests)"),
    ],
)
def test_links_of_a_page(tmp_path: Path, link: str, shown: str) -> None:
    place = ROOT / "docs" / "extensions" / "checkout_links.py"
    spec = importlib.util.spec_from_file_location("checkout_links", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "docs" / "qa").mkdir(parents=True)
    (tmp_path / "tests").mkdir()
    (tmp_path / "docs" / "method.md").touch()
    page, site = tmp_path / "docs" / "qa" / "page.md", tmp_path / "docs"
    assert module.named(link, page, site) == shown
