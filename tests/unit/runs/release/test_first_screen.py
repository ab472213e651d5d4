"""A report's first screen is read back as it was shown, whatever characters are in it."""

from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel, Tile
from referral_analysis.runs.making.markup import clean, headed
from referral_analysis.runs.release.first_screen import FirstScreen, first_screen

TILES = (
    Tile(question="Did they fall?", answer="Yes & <no>", text='As "counted".', tone="good"),
    Tile(question="By how much?", answer="5% fewer", text="Of 1,000 > 900.", tone="unsure"),
)


def page(*blocks: Panel, rest: str = "") -> str:
    body = headed("".join(f"<div>{clean(block.markup)}</div>" for block in blocks)).body
    return f'<div class="opening">{body}</div><nav ><h2>Contents</h2></nav><div class="rest">{rest}'


def test_what_was_shown_is_read_back() -> None:
    found = first_screen(
        page(
            panels.heading("The answer"),
            panels.answer("They fell by 5% & <more>.", TILES),
            panels.points(["One.", "Two & three."], title="Take care"),
            panels.columns(("Left", ["a"]), ("Right", ["b", "c"])),
        )
    )
    assert found.sentence == "They fell by 5% & <more>."
    assert [(t.tone, t.question, t.answer, t.text) for t in found.tiles] == [
        (tile.tone, tile.question, tile.answer, tile.text) for tile in TILES
    ]
    assert found.lists == {
        "Take care": ("One.", "Two & three."),
        "Left": ("a",),
        "Right": ("b", "c"),
    }


def test_nothing_below_the_first_screen_is_taken() -> None:
    below = '<p class="sentence">Other.</p><h3>Later</h3><ul><li>x</li></ul>'
    found = first_screen(page(panels.answer("Yes.", ()), rest=below))
    assert found == FirstScreen(sentence="Yes.")


def test_a_page_without_an_opening_has_none() -> None:
    assert first_screen("<p>nothing</p>") == FirstScreen()
