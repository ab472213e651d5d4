"""The page of what was measured names every study that is kept."""

import sys
from pathlib import Path

import polars as pl
import pytest
from benchmarks import ingest_data, run

from referral_analysis.extract import columns

RESULTS = Path(run.__file__).with_name("results")


def test_every_stored_result_is_named_with_a_command_that_is_there() -> None:
    # the figures of the pages of the same names
    figures_of = ("coverage", "worlds", "placebo", "published", "councils", "councils_ranges")
    beside = {f"{name}.json" for name in figures_of}
    assert {one.results for one in run.STORED} | beside == {path.name for path in RESULTS.iterdir()}
    for one in run.STORED:
        module = one.command.removeprefix("python -m benchmarks.").split()[0]
        places = (RESULTS.parent / f"{module}.py", RESULTS.parent / module / "__main__.py")
        assert any(place.is_file() for place in places)
    page = "\n\n".join(run.heading())
    for one in run.STORED:
        assert f"[{one.results}](results/{one.results}) | `{one.command}`" in page


def test_a_page_keeps_its_sections_when_it_is_written_again() -> None:
    found = run.sections(run.RESULTS.read_text("utf-8"))
    assert found
    assert run.sections(run.page_of(found)) == found


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the page and for the benchmarks, of which batch fails."""
    path = tmp_path / "RESULTS.md"
    old = {one.question: run.section(one, "before") for one in run.BENCHMARKS}
    path.write_text(run.page_of(old), "utf-8")
    monkeypatch.setattr(run, "RESULTS", path)
    monkeypatch.setattr(
        run, "printed", lambda one, _: None if one.module == "batch" else f"now {one.module}"
    )
    return path


def test_one_section_is_written_anew_and_the_others_stand(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["run.py", "ingest", "batch"])
    with pytest.raises(SystemExit, match="1"):
        run.main()
    found = run.sections(page.read_text("utf-8"))
    for one in run.BENCHMARKS:
        assert found[one.question].endswith("now ingest" if one.module == "ingest" else "before")
        assert f"`python -m benchmarks.{one.module}` on 20" in found[one.question]


def test_a_name_of_no_benchmark_is_refused(
    page: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = page.read_bytes()
    monkeypatch.setattr(sys, "argv", ["run.py", "ingst"])
    with pytest.raises(SystemExit, match="2"):
        run.main()
    assert "no benchmark ingst; there are fits," in capsys.readouterr().err
    assert page.read_bytes() == before


def test_the_extract_that_ingest_reads_has_every_column(tmp_path: Path) -> None:
    csv, parquet = ingest_data.make(1_000, tmp_path)
    names = [column.name for column in columns.BEFORE_SINGLE]
    assert sorted(pl.read_csv(csv, infer_schema=False).columns) == sorted(names)
    assert pl.read_parquet(parquet).height == 1_000
