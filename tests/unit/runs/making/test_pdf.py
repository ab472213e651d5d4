"""Printing: which browser, what it is told, what comes of one that fails."""

import datetime as dt
import re
import stat
from pathlib import Path

import pikepdf
import pytest
from tests.unit.runs.making.test_tagging import draw

from referral_analysis.errors import RunError
from referral_analysis.runs.making import pdf
from referral_analysis.runs.making.pdf import Paper

PRINTS = """#!/bin/sh
for word in "$@"; do case "$word" in --print-to-pdf=*) target=${word#*=};; esac; done
echo "$@" > "$(dirname "$0")/told"
cp "$(dirname "$0")/tagged.pdf" "$target"
"""
PRINTS_OTHER = """#!/bin/sh
for word in "$@"; do case "$word" in --print-to-pdf=*) echo words > "${word#*=}";; esac; done
"""


def program(folder: Path, name: str, text: str = PRINTS) -> Path:
    path = folder / name
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_text("<p>It fell.</p>")
    return path


def test_the_browser_that_is_named_comes_before_those_that_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CHROMIUM", raising=False)
    chrome = program(tmp_path, "google-chrome")
    assert pdf.find_browser() == chrome
    other = program(tmp_path, "my browser")
    monkeypatch.setenv("CHROMIUM", str(other))
    assert pdf.find_browser() == other


@pytest.mark.parametrize(
    ("named", "found"),
    [("", "no Chromium on this machine"), ("/nowhere/chromium", "CHROMIUM names no program")],
)
def test_a_machine_without_a_browser_is_told_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str, found: str
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("CHROMIUM", named)
    with pytest.raises(
        RunError, match=rf"--pdf: {found}; need Chromium, Chrome or Edge\. .*print report\.html"
    ):
        pdf.find_browser()


def test_the_pdf_bears_the_date_of_the_report_and_the_browser_no_network(
    tmp_path: Path, page: Path
) -> None:
    draw(tmp_path / "tagged.pdf")
    paper = Paper(browser=program(tmp_path, "chromium"), made_on=dt.date(2012, 1, 20))
    pdf.print_page(page, tmp_path / "report.pdf", paper)
    dates = re.findall(rb"\(D:([^)]*)\)", (tmp_path / "report.pdf").read_bytes())
    assert dates == [b"20120120000000+00'00"] * 2
    told = (tmp_path / "told").read_text()
    assert "--host-resolver-rules=MAP * ~NOTFOUND" in told
    assert told.rstrip().endswith(page.as_uri())


@pytest.mark.parametrize(
    "text", ["#!/bin/sh\nexit 1\n", "#!/bin/sh\nexit 0\n", "no program", PRINTS_OTHER, PRINTS]
)
def test_a_browser_that_prints_nothing_is_named_and_nothing_is_left(
    tmp_path: Path, page: Path, text: str
) -> None:
    pikepdf.new().save(tmp_path / "tagged.pdf")  # it has no tags
    paper = Paper(browser=program(tmp_path, "chromium", text), made_on=dt.date(2012, 1, 20))
    with pytest.raises(RunError, match=r"--pdf: chromium did not print the page \(\w+\); need"):
        pdf.print_page(page, tmp_path / "report.pdf", paper)
    assert not (tmp_path / "report.pdf").exists()
