"""A batch over districts: each in its folder, all with one register, none made twice."""

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.runs.making.run import run
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import outputs

pytestmark = pytest.mark.xdist_group("batch_segments")

NAMES = {"swale": "Swale", "tonbridge-and-malling": "Tonbridge and Malling"}
PLAN = f"""
notebook: segment_report
releases:
  december: december.yaml
districts: [{", ".join(NAMES.values())}]
output: made
"""
AS_DECEMBER = {
    "referrals_2012-01-13": "referrals_2011-11-14",
    "extract_drawn_on: 2012-01-13": "extract_drawn_on: 2011-11-14",
    "last_month: 2011-12": "last_month: 2011-10",
    "board_february_2012": "executive_december_2011",
}


def batch(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "referral_analysis", "batch", "plan.yaml", "--workers", "2", *words],
        cwd=place, check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("council")
    as_a_user_has_it(place)
    text = (place / "notebooks/parameters/segments_february_2012.yaml").read_text("utf-8")
    for february, december in AS_DECEMBER.items():
        text = text.replace(february, december)
    (place / "december.yaml").write_text(text, "utf-8")
    (place / "plan.yaml").write_text(PLAN, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        run(Path("board_report"), Path("notebooks/parameters/executive_december_2011.yaml"))
    done = batch(place)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "2 made, 0 unchanged, 0 failed\n"
    return place


def test_each_district_is_in_its_folder_with_the_register_of_all(council: Path) -> None:
    registers = []
    for slug, name in NAMES.items():
        folder = council / "made" / "december" / "segment_report" / slug
        assert outputs(folder) == crate.read(folder).outputs
        assert f"<title>{name}: Did inappropriate" in (folder / "report.html").read_text("utf-8")
        registers.append(pl.read_csv(folder / "private" / "register.csv"))
    assert registers[0].equals(registers[1])
    of_segments = registers[0].filter(pl.col("report") == "segments")
    assert set(NAMES.values()) < set(of_segments["segment"])


def test_resuming_leaves_what_is_there(council: Path) -> None:
    done = batch(council, "--resume")
    assert done.stdout == "0 made, 2 unchanged, 0 failed\n"


def test_a_name_that_the_extract_does_not_have_fails_alone_and_is_named(council: Path) -> None:
    plan = PLAN.replace("[Swale", "[Swael").replace("output: made", "output: other")
    (council / "other.yaml").write_text(plan, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "referral_analysis", "batch", "other.yaml", "--workers", "1"],
        cwd=council, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 7
    assert done.stdout == "1 made, 0 unchanged, 1 failed\n"
    assert "december/swael: district: 'Swael', of which the extract has no referral" in done.stderr
    assert "Did you mean Swale?" in done.stderr


def test_a_run_of_the_batch_has_the_bytes_of_a_run_in_a_kernel(
    council: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(council)
    run(Path("segment_report"), Path("december.yaml"), output=Path("alone"))
    theirs = crate.read(council / "made" / "december" / "segment_report" / "swale").outputs
    assert outputs(Path("alone")) == theirs
