"""Blocks of words: plain text in, safe markup out."""

import pytest

from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel, Tile

EVIL = '<script>alert("x")</script>'
TILE = Tile(question=EVIL, answer=EVIL, text=EVIL, tone="good")


@pytest.mark.parametrize(
    "panel",
    [
        panels.paragraphs(EVIL, EVIL),
        panels.heading(EVIL),
        panels.answer(EVIL, [TILE]),
        panels.points([EVIL], title=EVIL),
        panels.columns((EVIL, [EVIL]), (EVIL, [])),
        panels.notice(EVIL, title=EVIL),
        panels.facts([(EVIL, EVIL)]),
    ],
)
def test_markup_in_text_is_shown_not_obeyed(panel: Panel) -> None:
    data, metadata = panel._repr_mimebundle_()
    assert "<script" not in data["text/html"]
    assert "&lt;script&gt;" in data["text/html"]
    assert metadata == {"referral_analysis": {"kind": "panel"}}


def test_the_answer_comes_before_its_tiles() -> None:
    html = panels.answer("Yes.", [TILE, TILE]).markup
    assert html.index("Yes.") < html.index('class="tiles"')
    assert html.count('class="tile good"') == 2


def test_a_heading_has_the_level_asked_for() -> None:
    assert "<h3>By agency</h3>" in panels.heading("By agency", level=3).markup


def test_titles_may_be_left_out() -> None:
    assert "<h3>" not in panels.points(["One"]).markup
    assert "<strong>" not in panels.notice("Careful.").markup


def test_what_is_named_in_backticks_is_shown_as_such_and_still_escaped() -> None:
    shown = panels.notice("A column `district` of `a<b`, or a ` alone.")
    assert "A column <code>district</code> of <code>a&lt;b</code>, or a ` alone." in shown.markup
    assert shown.text == "A column `district` of `a<b`, or a ` alone."
