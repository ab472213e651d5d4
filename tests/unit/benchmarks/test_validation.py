"""One command makes every table of what was tried on the world's data."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from benchmarks import council_years, councils, published, validation
from benchmarks.placebo import __main__ as placebo


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """Return a folder with files of the names that are asked for, and nothing in them."""
    for name in validation.FILES:
        path = tmp_path / "reference" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return tmp_path / "reference"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> dict[str, list[str]]:
    """Return what each study is asked for, in order; none is made."""
    found: dict[str, list[str]] = {}

    def noted(name: str, arguments: Sequence[str] | None = None) -> None:
        found[name] = list(arguments or [])

    for study in (published, council_years, councils, placebo):
        name = study.__name__.removeprefix("benchmarks.")
        monkeypatch.setattr(study, "main", lambda given, name=name: noted(name, given))
    monkeypatch.setattr(placebo, "series_file", lambda *_: tmp_path / "series.csv")
    return found


def test_all_studies_are_made_with_the_slow_tools_where_they_are_asked_for(
    reference: Path, asked: dict[str, list[str]], tmp_path: Path
) -> None:
    validation.main([str(reference), "--slow"])
    table = str(reference / "real" / "dfe_referrals_by_la_2013_2025.csv")
    assert asked == {
        "published": [str(tmp_path / "casualties.csv"), str(reference)],
        "council_years": [table],
        "councils": [table],
        "placebo.__main__": ["--reference", str(reference), "--every", "1", "--slow"],
    }


def test_a_try_leaves_the_long_study_of_councils_out(
    reference: Path, asked: dict[str, list[str]]
) -> None:
    validation.main([str(reference), "--every", "100"])
    assert [*asked] == ["published", "council_years", "placebo.__main__"]
    assert asked["placebo.__main__"][-2:] == ["--every", "100"]


def test_a_file_that_is_not_there_is_named_with_where_to_look(
    reference: Path, asked: dict[str, list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    (reference / validation.FILES[3]).unlink()
    with pytest.raises(SystemExit, match="2"):
        validation.main([str(reference)])
    (line,) = [one for one in capsys.readouterr().err.splitlines() if "error" in one]
    assert line.endswith(f"has no {validation.FILES[3]}: docs/validation.md says from where")
    assert not asked
