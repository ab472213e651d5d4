"""The page over a release: the answer first, the evidence, what it means; what is missing."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from referral_analysis.errors import RunError
from referral_analysis.papers.board.evidence import TITLE
from referral_analysis.papers.board.opening import LIMITS_TITLE, NEXT_TITLE
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Tile
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import CodeVersion, FileRecord, Manifest, record
from referral_analysis.runs.release import page

SHA = "b" * 64
FILE = FileRecord(path="notebooks/board_report.ipynb", bytes=1, sha256=SHA)
SAID = {
    "question": "Did they fall?",
    "meeting": "A Partnership, May 2019",
    "made_on": "2019-05-02",
    "last_month": "2019-03",
    "is_synthetic": False,
}
MANIFEST = Manifest(
    notebook=FILE, parameters_file=FILE, parameters=SAID, inputs={}, outputs=(),
    code=CodeVersion(version="0.1.0", source_sha256=SHA, commit=None, clean=None), python="3.11",
    packages={}, lock_sha256=None, platform="Linux", simulation={}, started="2019-05-02T09:00:00",
    ended="2019-05-02T09:00:06",
)  # fmt: skip
OPENING = "".join(
    panel.markup
    for panel in (
        panels.answer("No & they rose.", [Tile(question="Sure?", answer="Fairly", text="Yes.")]),
        panels.points(["One month stands out."], title="Take care"),
        panels.points(
            [
                "Weak: by its rule.",
                "The data: leaves it open.",
                "The audit: none.",
                "The model: speaks for it.",
            ],
            title=TITLE,
        ),
        panels.columns((LIMITS_TITLE, ["Not why."]), (NEXT_TITLE, ["Ask <them>."])),
    )
)


def made(place: Path, notebook: str, headline: str, opening: str = "", **said: str) -> Path:
    place.mkdir(parents=True)
    text = f'<meta name="description" content="{headline}"><div class="opening">{opening}</div>'
    (place / "report.html").write_text(text + '<div class="rest">', "utf-8")
    of = replace(FILE, path=f"notebooks/{notebook}.ipynb")
    report = record(place / "report.html", name="report.html")
    crate.write(replace(MANIFEST, notebook=of, parameters=SAID | said, outputs=(report,)), place)
    return place


@pytest.fixture
def release(tmp_path: Path) -> tuple[Path, list[Path]]:
    board = made(tmp_path / "board_report", "board_report", "No &amp; they rose.", OPENING)
    data = made(tmp_path / "data_quality", "data_quality", "They can.", question="Can the data?")
    place = tmp_path / "segment_report" / "eastham"
    east = made(place, "segment_report", "Too few to say.", district="Eastham")
    return tmp_path, [board, data, east]


def test_the_answer_stands_before_the_evidence_and_that_before_what_it_means(
    release: tuple[Path, list[Path]],
) -> None:
    text = page.write(*release, failed=[]).read_text("utf-8")
    order = [
        "No &amp; they rose.</p>",
        "Fairly",
        "How good the evidence is",
        '<a href="data_quality/report.html">Can the data?</a></h3><p>They can.</p>',
        "One month stands out.",
        "What it means for the Board",
        "Not why.",
        "Ask &lt;them&gt;.",
        "<h2>Districts</h2>",
        '<a href="segment_report/eastham/report.html">Eastham</a>: Too few to say.',
    ]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert "Not made" not in text
    assert "Synthetic" not in text
    assert "Agencies" not in text


def test_every_link_leads_to_a_report(release: tuple[Path, list[Path]]) -> None:
    folder, runs = release
    text = page.write(folder, runs, []).read_text("utf-8")
    links = [link for link in re.findall(r'href="([^"]*)"', text) if link != "#report"]
    assert len(set(links)) == len(runs)
    assert all((folder / link).is_file() for link in links)


def test_each_line_of_evidence_leads_to_its_report_and_the_rating_to_none(
    release: tuple[Path, list[Path]],
) -> None:
    folder, runs = release
    text = page.write(folder, runs, []).read_text("utf-8")
    board = '(<a href="board_report/report.html">Did they fall?</a>)'
    assert "<li>Weak: by its rule.</li>" in text
    assert (
        '<li>The data: leaves it open. (<a href="data_quality/report.html">Can the data?</a>)</li>'
    ) in text
    assert f"<li>The audit: none. {board}</li>" in text  # this release has no report on the audit
    assert f"<li>The model: speaks for it. {board}</li>" in text
    assert text.count(f"<h2>{TITLE}</h2>") == 1
    assert f"<h3>{TITLE}</h3>" not in text


def test_what_was_not_made_is_named_and_nothing_is_said_of_it(
    release: tuple[Path, list[Path]],
) -> None:
    folder, (board, *_) = release
    text = page.write(folder, [board], ["data_quality"]).read_text("utf-8")
    assert "<h2>Not made</h2>" in text
    assert "<li>data_quality</li>" in text
    assert "They can." not in text


def test_without_the_board_report_there_is_no_answer(release: tuple[Path, list[Path]]) -> None:
    folder, (_, *others) = release
    text = page.write(folder, others, ["board_report"]).read_text("utf-8")
    assert "The answer" not in text
    assert "they rose" not in text
    assert "They can." in text


def test_the_same_reports_give_the_same_page(release: tuple[Path, list[Path]]) -> None:
    first = page.write(*release, failed=[]).read_bytes()
    assert page.write(*release, failed=[]).read_bytes() == first


def test_where_the_page_cannot_be_written_nothing_is_left(
    release: tuple[Path, list[Path]],
) -> None:
    folder, runs = release
    (folder / "index.html").mkdir()
    before = sorted(path.name for path in folder.iterdir())
    with pytest.raises(RunError, match=r"the page of the release .* the reports are there"):
        page.write(folder, runs, [])
    assert sorted(path.name for path in folder.iterdir()) == before


def test_an_agency_is_named_with_a_capital(release: tuple[Path, list[Path]]) -> None:
    folder, runs = release
    place = folder / "segment_report" / "local-authority"
    more = made(place, "segment_report", "Fewer.", agency="local authority")
    text = page.write(folder, [*runs, more], []).read_text("utf-8")
    assert ">Local authority</a>: Fewer.</li>" in text
