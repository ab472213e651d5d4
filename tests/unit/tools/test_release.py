"""What a release would publish is held to: a fault of each kind is said, and a sound one is not."""

import zipfile
from pathlib import Path

import pytest
from tools.project_urls import urls
from tools.release import faults_of_version, faults_of_wheels, wanted

CHECKOUT = Path(__file__).resolve().parents[3]


def checkout(folder: Path, heading: str = "0.3.0, 2026-12-01") -> Path:
    folder.joinpath("CHANGELOG.md").write_text(
        f"# Changelog\n\n## {heading}\n\n## 0.2.0\n", "utf-8"
    )
    return folder


def test_one_version_everywhere_is_sound(tmp_path: Path) -> None:
    assert list(faults_of_version("0.3.0", "v0.3.0", checkout(tmp_path))) == []


def test_before_a_release_the_changelog_needs_no_day(tmp_path: Path) -> None:
    root = checkout(tmp_path, heading="0.3.0 (not released yet)")
    assert list(faults_of_version("0.3.0", None, root)) == []
    (fault,) = faults_of_version("0.3.0", "v0.3.0", root)
    assert fault == (
        "CHANGELOG.md: '## 0.3.0 (not released yet)' has no day of release; "
        "need ## 0.3.0, YYYY-MM-DD"
    )


@pytest.mark.parametrize(
    ("heading", "tag", "fault"),
    [
        ("0.3.1, 2026-12-01", None, "CHANGELOG.md"),
        ("0.3.00, 2026-12-01", None, "CHANGELOG.md"),
        ("0.3.0.1, 2026-12-01", None, "CHANGELOG.md"),
        ("0.3.0, 2026-12-01", "v0.3.1", "tag v0.3.1: the package is 0.3.0"),
        ("0.3.0, 2026-12-01", "0.3.0", "tag 0.3.0: the package is 0.3.0"),
    ],
)
def test_another_version_anywhere_is_said(
    tmp_path: Path, heading: str, tag: str | None, fault: str
) -> None:
    (said,) = faults_of_version("0.3.0", tag, checkout(tmp_path, heading))
    assert said.startswith(fault)


def wheel(
    folder: Path, *paths: str, name: str = "referral_analysis-0.3.0-py3-none-any.whl"
) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        for held in paths:
            archive.writestr(held, "")
    return path


FILES = {"referral_analysis/__init__.py", "referral_analysis/notebooks/board_report.ipynb"}


def test_a_wheel_holds_the_package_and_its_notebooks_and_nothing_else(tmp_path: Path) -> None:
    sound = wheel(tmp_path, *FILES, "referral_analysis-0.3.0.dist-info/METADATA")
    assert list(faults_of_wheels([sound], "0.3.0", FILES)) == []
    other = wheel(tmp_path, "referral_analysis/__init__.py", "tests/test_a.py", "conftest.py")
    assert [fault.partition(": ")[2] for fault in faults_of_wheels([other], "0.3.0", FILES)] == [
        "lacks referral_analysis/notebooks/board_report.ipynb",
        "holds conftest.py, which is no part of the package",
        "holds tests/test_a.py, which is no part of the package",
    ]


def test_a_wheel_left_from_before_is_not_published(tmp_path: Path) -> None:
    both = [wheel(tmp_path), wheel(tmp_path, name="referral_analysis-0.2.0-py3-none-any.whl")]
    (fault,) = faults_of_wheels(both, "0.3.0", FILES)
    assert fault.endswith("need referral_analysis-0.3.0-py3-none-any.whl alone")


def test_a_wheel_is_held_to_every_module_and_notebook_of_the_checkout() -> None:
    files = wanted(CHECKOUT)
    assert {
        "referral_analysis/cli/__init__.py",
        "referral_analysis/py.typed",
        "referral_analysis/notebooks/explore.ipynb",
    } <= files
    assert not [path for path in files if path.endswith((".pyc", ".yaml"))]


def test_addresses_are_those_of_the_repository_that_builds() -> None:
    there = {"GITHUB_SERVER_URL": "https://git.example", "GITHUB_REPOSITORY": "kent/referrals"}
    assert urls(there)["Source"] == "https://git.example/kent/referrals"
    assert urls(there)["Security"] == "https://git.example/kent/referrals/security/policy"
    assert urls({}) == urls({"GITHUB_SERVER_URL": "https://git.example"}) == {}
