"""The command at a page's foot, run by a shell, makes the same page; so does `reproduce`."""

import os
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.runs.again.reproduce import reproduce
from referral_analysis.runs.making.run import run

FILE = Path("notebooks/parameters/executive_december_2011.yaml")
SETTINGS = (
    "fourier_pairs=1",
    'made_by="O\'Neill  & Co;\\n$(touch hurt) `touch hurt` \\\\ %PATH%"',
    "made_on=2011-11-30",
    'codes={referral_source: {School: "2A"}}',
)


def test_what_was_changed_from_the_file_is_in_the_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_a_user_has_it(tmp_path)
    monkeypatch.chdir(tmp_path)
    first = run(Path("board_report"), FILE, settings=SETTINGS, output=Path("first")).folder
    page = (first / "report.html").read_text("utf-8")
    foot = page.partition("<footer>\n<p>")[2].partition("</p>")[0]
    command = unescape(foot).removeprefix("Made by: ")
    assert command.startswith(f"referral-analysis run notebooks/board_report.ipynb -p {FILE} --set")
    path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(  # noqa: S602 - that a shell reads it rightly is what is asked
        command, shell=True, env=os.environ | path, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    again = Path("reports/executive_december_2011/board_report/report.html")
    assert again.read_bytes() == (first / "report.html").read_bytes()
    assert not Path("hurt").exists()
    assert reproduce(first).verdict == "identical"
