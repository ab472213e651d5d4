"""The summary of a release has the Board report's own words, shortened by whole sentences."""

from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.runs.release.test_page import made

from referral_analysis.papers.board.evidence import TITLE
from referral_analysis.papers.board.opening import LIMITS_TITLE, NEXT_TITLE
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Tile
from referral_analysis.runs.record import crate
from referral_analysis.runs.release import summary

OPENING = "".join(
    panel.markup
    for panel in (
        panels.answer("They & rose.", [Tile(question="Sure?", answer="Fairly", text="A. B? C.")]),
        panels.points(["Weak: by its rule.", "The data: leaves it open. Much more."], title=TITLE),
        panels.columns((LIMITS_TITLE, ["Not why."]), (NEXT_TITLE, ["Ask <them>. Soon."])),
    )
)


def test_it_has_the_answer_the_evidence_and_what_to_do_in_the_board_s_words(
    tmp_path: Path,
) -> None:
    board = made(tmp_path / "board_report", "board_report", "They &amp; rose.", OPENING)
    (board / "charts").mkdir()
    (board / summary.CHART).write_text('<svg role="img" aria-label="Each point."></svg>', "utf-8")
    written = summary.write(tmp_path)
    assert written == tmp_path / "summary.html"
    text = written.read_text("utf-8")
    order = ["They &amp; rose.", "Sure?", "Fairly", "<p>A. B?</p>", 'aria-label="Each point."',
             TITLE, "Weak: by its rule.", "<li>The data: leaves it open.</li>", NEXT_TITLE,
             "Ask &lt;them&gt;. Soon."]  # fmt: skip
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert "C." not in text
    assert "Much more" not in text
    assert "Not why." not in text
    assert written.read_bytes() == summary.write(tmp_path).read_bytes()  # type: ignore[union-attr]


@pytest.mark.parametrize(("by", "said"), [("months", "month"), ("quarters", "quarter")])
def test_its_chart_is_said_to_be_of_what_the_report_counted_by(
    tmp_path: Path, by: str, said: str
) -> None:
    board = made(tmp_path / "board_report", "board_report", "They &amp; rose.", OPENING)
    (board / "charts").mkdir()
    (board / summary.CHART).write_text('<svg role="img" aria-label="Each point."></svg>', "utf-8")
    crate.write(replace(crate.read(board), decisions={"counted_by": by}), board)
    written = summary.write(tmp_path)
    assert written is not None
    assert f"Inappropriate referrals, {said} by {said}" in written.read_text("utf-8")


def test_without_a_chart_there_is_none_and_without_the_board_no_summary(tmp_path: Path) -> None:
    assert summary.write(tmp_path) is None
    assert not (tmp_path / "summary.html").exists()
    made(tmp_path / "board_report", "board_report", "They &amp; rose.", OPENING)
    written = summary.write(tmp_path)
    assert written is not None
    assert "<figure" not in written.read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "sentences", "wanted"),
    [
        ("One. Two. Three.", 2, "One. Two."),
        ("Of 1.5 each, 22.5% more. Then.", 1, "Of 1.5 each, 22.5% more."),
        ("Only one.", 2, "Only one."),
        ("", 2, ""),
    ],
)
def test_a_text_is_cut_after_whole_sentences(text: str, sentences: int, wanted: str) -> None:
    assert summary.in_brief(text, sentences) == wanted
