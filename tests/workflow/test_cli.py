"""The command line: what it prints, and how it ends."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from referral_analysis.cli.fit import MODELS
from referral_analysis.its.model.models import RULES

ROOT = Path(__file__).resolve().parents[2]
SERIES = ROOT / "tests" / "golden" / "reference" / "data" / "county_45.csv"
EXTRACT = "data_samples/synthetic_referrals_2012-01-13.csv.gz"
FEBRUARY = "notebooks/parameters/board_february_2012.yaml"


def command(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "referral_analysis", *words],
        cwd=cwd, check=False, capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture
def series(tmp_path: Path) -> Path:
    path = tmp_path / "series.csv"
    header, *rows = SERIES.read_text("utf-8").splitlines()
    path.write_text("\n".join([header.replace("month", "period"), *rows]), "utf-8")
    return path


def test_every_model_of_the_engine_can_be_named() -> None:
    assert set(MODELS) == set(RULES)


def test_fit_prints_a_table_and_says_what_to_look_out_for(series: Path) -> None:
    done = command(
        "fit", str(series), "--interruption", "inspection=2010-10",
        "--interruption", "launch=2011-05..2011-07",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "launch        level change" in done.stdout
    assert "Look out for:" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 100


def test_fit_gives_json_for_a_script(series: Path) -> None:
    done = command("fit", str(series), "--interruption", "launch=2011-05..2011-07", "--json")
    effects = json.loads(done.stdout)["effects"]
    assert {effect["estimand"] for effect in effects} >= {"level_change", "averted"}


def test_a_series_that_ends_too_soon_is_one_line(series: Path) -> None:
    done = command("fit", str(series), "--interruption", "launch=2015-05")
    assert done.returncode == 5
    assert done.stderr.count("\n") == 1
    assert "0 months after the launch; need at least 3" in done.stderr


def test_check_says_what_failed_and_ends_with_three() -> None:
    done = command("check", EXTRACT, "-p", FEBRUARY)
    assert done.returncode == 3, done.stderr
    assert "103,425  rows read" in done.stdout
    assert "8610" in done.stdout


def test_a_parameters_file_by_itself_says_which_extract_to_check() -> None:
    given = command("check", EXTRACT, "-p", FEBRUARY, "--no-power")
    alone = command("check", FEBRUARY, "--no-power")
    assert alone.returncode == 3, alone.stderr
    assert alone.stdout == given.stdout


def test_a_parameters_file_is_taken_for_no_extract(tmp_path: Path) -> None:
    beside = command("check", EXTRACT, FEBRUARY)
    assert beside.returncode == 2
    assert "A parameters file is given by -p, or by itself." in beside.stderr
    path = tmp_path / "release.yaml"
    path.write_text("reports: [board_report]\nextract: FILL-IN\n", "utf-8")
    empty = command("check", str(path))
    assert empty.returncode == 4
    assert empty.stderr == (
        "referral-analysis: release.yaml: no extract; need the file of referrals, under `extract`. "
        "Name it there, or give it: referral-analysis check FILE -p release.yaml\n"
    )


def test_check_gives_json_for_a_script() -> None:
    found = json.loads(command("check", EXTRACT, "--json").stdout)
    assert found["read"] == found["kept"] + found["excluded"] == 103425


def test_a_mapping_is_proposed_from_other_headers(tmp_path: Path) -> None:
    path = tmp_path / "ours.csv"
    path.write_text(
        "Referral ID,Child Unique ID,Date of referral,District,Referral Source\n"
        "R1,C1,01/02/2011,Thanet,Police\n"
    )
    done = command("check", str(path), "--suggest-mapping")
    assert 'referred_on: "Date of referral"' in done.stdout, done.stderr
    assert "no header found for is_nfa" in done.stdout


def test_simulate_writes_a_county(tmp_path: Path) -> None:
    done = command("simulate", "--seed", "7", "--output", str(tmp_path / "county"), "--json")
    assert done.returncode == 0, done.stderr
    assert set(map(Path, json.loads(done.stdout))) == set((tmp_path / "county").iterdir())
    truth = json.loads((tmp_path / "county" / "truth.json").read_text("utf-8"))
    assert truth["seed"] == 7


@pytest.mark.parametrize(
    ("words", "code", "line"),
    [
        (["check", "gone.csv"], 2, "gone.csv: no such file"),
        (["check", "README.md"], 2, "README.md: "),
        (["run", "gone.ipynb", "-p", FEBRUARY], 4, "notebook gone: a notebook without"),
        (["run", "notebooks/board_report.ipynb", "-p", "gone.yaml"], 2, "no such file"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_an_exit_code(
    words: list[str], code: int, line: str
) -> None:
    done = command(*words)
    assert done.returncode == code, done.stderr
    assert done.stderr.count("\n") == 1
    assert line in done.stderr


def test_a_pdf_without_a_browser_is_refused_before_anything_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "gone"))
    words = ("run", "notebooks/board_report.ipynb", "-p", str(FEBRUARY), "--pdf")
    done = command(*words, "--output", str(tmp_path / "made"))
    assert done.returncode == 7
    assert done.stderr.startswith("referral-analysis: --pdf: CHROMIUM names no program; need")
    assert not (tmp_path / "made").exists()


def test_a_folder_without_a_manifest_cannot_be_judged(tmp_path: Path) -> None:
    done = command("reproduce", str(tmp_path))
    assert done.returncode == 2
    assert "cannot be judged" in done.stdout
    assert json.loads(command("reproduce", str(tmp_path), "--json").stdout)["files"] == 0


def test_check_holds_parameters_to_the_report_that_is_named(tmp_path: Path) -> None:
    given = tmp_path / "ours.yaml"
    lines = (ROOT / FEBRUARY).read_text("utf-8").splitlines()
    given.write_text("\n".join(line for line in lines if "$schema=" not in line), "utf-8")
    named = command("check", EXTRACT, "-p", str(given), "--notebook", "data_quality")
    assert named.returncode == 4
    assert "DataQuality" in named.stderr
    unknown = command("check", EXTRACT, "-p", str(given), "--notebook", "bord_report")
    assert (unknown.returncode, "Did you mean board_report?" in unknown.stderr) == (4, True)
