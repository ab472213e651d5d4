"""The list of runs: complete, relative, safe, whatever else lies in the folder."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from referral_analysis.errors import RunError
from referral_analysis.runs.making import index
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import NAME, CodeVersion, FileRecord, Manifest, record

SHA = "a" * 64
FILE = FileRecord(path="notebooks/board_report.ipynb", bytes=1, sha256=SHA)
SAID = {
    "question": "Did they fall?",
    "meeting": "A Board, February 2012",
    "made_on": "2012-01-20",
    "last_month": "2011-12",
    "is_synthetic": True,
}
MANIFEST = Manifest(
    notebook=FILE, parameters_file=FILE, parameters=SAID, inputs={}, outputs=(),
    code=CodeVersion(version="0.1.0", source_sha256=SHA, commit=None, clean=None), python="3.11",
    packages={}, lock_sha256=None, platform="Linux", simulation={}, started="2012-01-20T09:00:00",
    ended="2012-01-20T09:00:06",
)  # fmt: skip


def made(folder: Path, *, headline: str = "Yes, they fell.", **said: Any) -> Path:  # noqa: ANN401 - a manifest's parameters are of any type
    folder.mkdir(parents=True)
    head = f'<meta name="description" content="{escape(headline)}">' if headline else ""
    (folder / "report.html").write_text(f"<!DOCTYPE html>{head}", "utf-8")
    report = record(folder / "report.html", name="report.html")
    crate.write(replace(MANIFEST, parameters=SAID | said, outputs=(report,)), folder)
    return folder


def listed(reports: Path) -> str:
    return index.write(reports).read_text("utf-8")


def links(page: str) -> list[str]:
    return [unescape(link) for link in re.findall(r'<h2><a href="([^"]*)"', page)]


def test_registers_that_came_home_are_not_listed(tmp_path: Path) -> None:
    (made(tmp_path / "_registers" / "december" / "board") / "report.html").unlink()
    page = listed(tmp_path)
    assert links(page) == []
    assert "_registers" not in page


def test_each_run_has_its_title_headline_dates_and_a_link_the_newest_first(tmp_path: Path) -> None:
    made(tmp_path / "december" / "board", made_on="2011-11-25", last_month="2011-10")
    made(tmp_path / "february" / "board", headline="Cannot tell & <so on>.")
    page = listed(tmp_path)
    assert links(page) == ["february/board/report.html", "december/board/report.html"]
    assert all((tmp_path / link).is_file() for link in links(page))
    assert "<p>Cannot tell &amp; &lt;so on&gt;.</p>" in page
    assert page.index("20 January 2012") < page.index("25 November 2011")
    assert "end of October 2011" in page
    assert page.count("Synthetic data") == 2
    assert page == listed(tmp_path)


def test_each_segment_is_listed_by_its_name(tmp_path: Path) -> None:
    made(tmp_path / "february" / "segment_report" / "swale", district="Swale", agency=None)
    made(tmp_path / "february" / "segment_report" / "x", district=None, agency="<b>x</b>")
    page = listed(tmp_path)
    assert "</span> Swale: Did they fall?<" in page
    assert "</span> &lt;b&gt;x&lt;/b&gt;: Did they fall?<" in page
    assert links(page) == [
        "february/segment_report/swale/report.html",
        "february/segment_report/x/report.html",
    ]


def test_a_run_without_a_headline_or_of_real_data_says_no_more_than_it_knows(
    tmp_path: Path,
) -> None:
    made(tmp_path / "a", headline="", is_synthetic=False)
    page = listed(tmp_path)
    assert links(page) == ["a/report.html"]
    assert "Synthetic" not in page


def test_folders_that_no_run_made_and_those_in_the_making_are_passed_over(tmp_path: Path) -> None:
    made(tmp_path / "board")
    made(tmp_path / ".board.part-1234")
    made(tmp_path / "board" / "private" / "copy")
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "report.html").write_text("not ours")
    (tmp_path / "elsewhere").symlink_to(tmp_path / "board")
    page = listed(tmp_path)
    assert links(page) == ["board/report.html"]
    assert "Left out" not in page


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda run: (run / NAME).write_text("{"), "it cannot be read as a manifest"),
        (lambda run: (run / NAME).write_bytes(b"\xff\xfe"), "it cannot be read as a manifest"),
        (lambda run: (run / "report.html").unlink(), "it has no report.html that can be read"),
        (
            lambda run: (run / "report.html").write_text("<b>"),
            "report.html is not the one that its manifest names",
        ),
    ],
)
def test_a_broken_run_is_named_and_the_others_are_listed(tmp_path, harm, reason) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 - the table above
    made(tmp_path / "good")
    harm(made(tmp_path / "bad"))
    page = listed(tmp_path)
    assert links(page) == ["good/report.html"]
    assert f"<li>bad: {reason}</li>" in page


@pytest.mark.parametrize(
    "said", [{"question": 7}, {"made_on": "soon"}, {"last_month": None}, {"is_synthetic": None}]
)
def test_parameters_of_another_kind_are_left_out(tmp_path: Path, said: dict[str, Any]) -> None:
    made(tmp_path / "odd", **said)
    page = listed(tmp_path)
    assert (links(page) == []) == ("is_synthetic" not in said)
    assert ("its parameters are not those of a report" in page) == ("is_synthetic" not in said)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)<", 'a" onload="alert(1)', "javascript:alert(1)", "a b#c?d%41&amp;"]
)
def test_no_name_of_a_folder_or_a_report_is_obeyed(tmp_path: Path, name: str) -> None:
    made(tmp_path / name, question=f"</h2>{name}", meeting=name, headline=name)
    page = listed(tmp_path)
    (link,) = links(page)
    assert re.fullmatch(r"[A-Za-z0-9%._/-]+", link)
    assert (tmp_path / unquote(link)).is_file()
    assert "<script" not in page
    assert " onload=" not in re.sub(r">[^<]*<", "><", page)
    assert escape(f"</h2>{name}", quote=False) in page.replace("&#34;", '"')


def test_runs_that_end_at_once_are_all_in_the_list(tmp_path: Path) -> None:
    def one(number: int) -> None:
        made(tmp_path / f"run-{number}")
        index.write(tmp_path)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(8)))
    page = (tmp_path / "index.html").read_text("utf-8")
    assert sorted(links(page)) == [f"run-{number}/report.html" for number in range(8)]
    assert [path.name for path in tmp_path.glob(".*")] == []


def test_a_folder_without_runs_says_so_under_the_same_policy(tmp_path: Path) -> None:
    page = listed(tmp_path)
    assert "No report has been made in this folder yet." in page
    assert "default-src &#39;none&#39;; style-src &#39;sha256-" in page
    assert '<html lang="en-GB">' in page


def test_a_list_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "index.html").mkdir()
    with pytest.raises(RunError, match=r"index.html: it cannot be written \(IsADirectoryError\); "):
        index.write(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["index.html"]
