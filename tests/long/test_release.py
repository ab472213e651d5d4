"""A release made whole: the same bytes as each report by itself; one that fails costs no other."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from tests.folders import as_a_user_has_it

from referral_analysis.runs.making.run import run
from referral_analysis.runs.parameters import values_of
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import outputs

REPORTS = "reports=[board_report, data_quality, threshold_audit]"


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a release of which the audit must fail: its file of judgements is none."""
    place = tmp_path_factory.mktemp("release")
    as_a_user_has_it(place)
    given = yaml.safe_load((place / "notebooks/parameters/december_2011.yaml").read_text("utf-8"))
    dates = {name: str(given[name]) for name in ("made_on", "extract_drawn_on")}
    given |= dates | {"reports": ["board_report", "data_quality"]}
    (place / "december.yaml").write_text(yaml.safe_dump(given), "utf-8")
    return place


def release(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "referral_analysis", "run", "december.yaml", *words],
        cwd=place, check=False, capture_output=True, text=True,
    )  # fmt: skip


def test_each_report_has_the_bytes_that_its_own_parameters_give(
    council: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = release(council)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("2 made, 0 unchanged, 0 failed\n")
    page = (council / "reports/december/index.html").read_text("utf-8")
    assert "We cannot yet tell" in page
    assert "Not made" not in page
    monkeypatch.chdir(council)
    whole = (council / "december.yaml").read_text("utf-8")
    for notebook in ("board_report", "data_quality"):
        own = values_of(Path("december.yaml"), notebook)
        made = council / "reports" / "december" / notebook
        theirs = crate.read(made).outputs
        if notebook != "board_report":
            shutil.rmtree(made)  # else the second is held to the first, as both are published
        Path("december.yaml").write_text(yaml.safe_dump(own), "utf-8")
        alone = Path(f"alone_{notebook}", notebook)  # in a folder that holds no other report
        run(Path(notebook), Path("december.yaml"), output=alone)
        Path("december.yaml").write_text(whole, "utf-8")
        assert outputs(alone) == theirs


def test_one_that_fails_is_named_and_the_others_are_made(council: Path) -> None:
    (council / "none.csv").write_text("referral_id,auditor,judgement\n", "utf-8")
    settings = ("--set", REPORTS.replace("board_report, ", ""), "--set", "earlier_runs=[]")
    done = release(council, *settings, "--set", "audit_judgements=none.csv", "--output", "other")
    assert done.returncode == 7
    assert done.stdout.startswith("1 made, 0 unchanged, 1 failed\n")
    assert "threshold_audit: " in done.stderr
    assert "Traceback" not in done.stderr
    assert (council / "other/data_quality/report.html").is_file()
    assert not (council / "other/threshold_audit").exists()
    assert "<li>threshold_audit</li>" in (council / "other/index.html").read_text("utf-8")


def test_where_the_board_report_fails_the_others_are_not_begun_and_say_so(council: Path) -> None:
    """Its one line says why; that a folder is not there would say nothing to whoever reads it."""
    settings = ("--set", "counted_by=quarters", "--output", "thin")
    done = release(council, *settings)
    assert done.returncode == 7
    assert done.stdout == "0 made, 0 unchanged, 1 failed, 1 not begun\n"
    first, second = [line for line in done.stderr.splitlines() if ": failed" not in line]
    assert first.startswith("board_report: last_month: counted by quarters, as asked: ")
    assert second == "1 not begun: the Board report that they stand beside was not made"
    assert not (council / "thin").exists()
