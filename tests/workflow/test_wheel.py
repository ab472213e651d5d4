"""The wheel alone: built, installed into an empty environment, used from anywhere."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from referral_analysis import __version__
from referral_analysis.runs.parameters import CONTRACTS

ROOT = Path(__file__).resolve().parents[2]


def _run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        words, cwd=cwd, check=False, capture_output=True, text=True, env=plain
    )  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    done = _run(
        sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of a fresh environment: the wheel, and the locked packages it needs."""
    place = tmp_path_factory.mktemp("fresh")
    venv.create(place, with_pip=False, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(place)}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    # the locked packages, but not the checkout: a .pth line adds a folder, not its own .pth files
    (packages / "locked.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return place / ("Scripts" if os.name == "nt" else "bin") / "python"


def test_the_wheel_holds_what_a_run_needs_and_no_data(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    assert {f"referral_analysis/notebooks/{name}.ipynb" for name in CONTRACTS} <= names
    assert {
        "referral_analysis/py.typed",
        "referral_analysis/report/page/template/index.html.j2",
    } <= names
    assert {
        "referral_analysis/runs/council/working_folder.md",
        "referral_analysis/its/intervals/critical_values.json",
    } <= names
    assert not [name for name in names if "data_samples" in name or name.startswith("tests")]


def test_the_command_works_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    def command(*words: str) -> subprocess.CompletedProcess[str]:
        return _run(str(installed), "-m", "referral_analysis", *words, cwd=tmp_path)

    asked = "import referral_analysis as package; print(package.__file__, package.__version__)"
    where, version = _run(str(installed), "-c", asked, cwd=tmp_path).stdout.split()
    assert Path(where).is_relative_to(installed.parent.parent)
    assert version == __version__
    assert command("init", "council").returncode == 0
    done = command("run", "board_report", "-p", "council/board_report.yaml")
    assert done.returncode == 4
    assert "FILL-IN still stands at meeting" in done.stderr
