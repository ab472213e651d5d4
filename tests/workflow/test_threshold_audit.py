"""The audit report from the sample, through the command line; and the Board's section on it."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.runs.record import crate

pytestmark = pytest.mark.xdist_group("threshold_audit")

ROOT = Path(__file__).resolve().parents[2]
FEBRUARY = "notebooks/parameters/audit_february_2012.yaml"


def run(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "referral_analysis", "run", "notebooks/threshold_audit.ipynb",
         "-p", FEBRUARY, "--set", "earlier_runs=[]", *words],
        cwd=place, check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("council")
    as_a_user_has_it(place)
    return place


@pytest.fixture(scope="module")
def report(place: Path) -> Path:
    done = run(place)
    assert done.returncode == 0, done.stderr
    return place / "reports" / "audit_february_2012" / "threshold_audit"


def table(report: Path, name: str) -> list[list[str]]:
    with (report / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def test_the_ranges_hold_what_was_planted(report: Path) -> None:
    truth = json.loads((ROOT / "data_samples/truth.json").read_text("utf-8"))
    planted = truth["audit"]["share_judged_inappropriate"]
    shown = table(report, "audit-shares")[0]
    for text, name in zip(shown[1:3], ("before", "after"), strict=True):
        _, low, high = (int(number) / 100 for number in re.findall(r"(\d+)%", text))
        assert low <= planted[name] <= high
    corrected = table(report, "audit-effects")[0]
    assert corrected[0] == "Judged inappropriate"
    low, high = (1 + float(end) / 100 for end in corrected[2:])
    assert low <= truth["planted_ratios"]["judged_inappropriate"] <= high


def test_no_id_of_the_audit_is_in_what_is_published(report: Path) -> None:
    key = (ROOT / "data_samples/audit_sample.csv").read_text("utf-8")
    ids = set(re.findall(r"^R\d{6}", key, re.MULTILINE))
    assert len(ids) == 400
    for path in report.rglob("*"):
        if path.is_file() and "private" not in path.parts and path.suffix != ".xlsx":
            assert not ids & set(re.findall(r"R\d{6}", path.read_text("utf-8", "replace"))), path


def test_both_files_of_the_audit_are_recorded_with_their_hashes(report: Path) -> None:
    recorded = {file.path for file in crate.read(report).inputs.values()}
    assert {"data_samples/audit_sample.csv", "data_samples/audit_judgements.csv"} <= recorded


def test_the_page_stands_alone(report: Path) -> None:
    page = (report / "report.html").read_text("utf-8")
    assert "<script" not in page
    assert page.count("<figure") == 2
    assert "What did the auditors find?" in page
