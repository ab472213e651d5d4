"""A page becomes a Word document of the same words: headings, tables, charts with their words."""

import datetime as dt
import io

import docx
import pytest
from docx.oxml.ns import qn

from referral_analysis.runs.making import word
from referral_analysis.runs.making.blocks import (
    Drawn,
    Heading,
    Paragraph,
    Point,
    Tabled,
    Term,
    blocks_of,
)

SVG = (
    '<svg role="img" aria-label="Fewer &amp; fewer." xmlns="http://www.w3.org/2000/svg" '
    'viewBox="0 0 40 20" width="40" height="20"><path d="M0 0L40 20" stroke="#000"/></svg>'
)
PAGE = f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>Did they?</title>
<style>p {{ color: red }}</style></head><body><a class="skip" href="#report">Skip</a>
<aside class="warning">Synthetic &lt;data&gt;.</aside>
<header><p class="brand">A Board</p><h1>Did they?</h1>
<dl><div><dt>Data as at</dt><dd>end of May</dd></div></dl></header>
<main><div class="answer"><p class="sentence">Yes, they fell.</p><ul class="tiles">
<li class="tile good"><h3>By how much?</h3><p class="figure">22% fewer</p><p>Of 500.</p></li></ul>
</div><div class="points"><h3>Take care</h3><ul><li>One month &amp; more.</li></ul></div>
<nav><h2>Contents</h2><ol><li><a href="#a">Elsewhere</a></li></ol></nav>
<h2 id="a">Month by month</h2>
<figure id="figure-months"><figcaption><h3><span class="count">Figure 1</span>They fell</h3>
<p>Each month</p></figcaption><div class="plot wide">{SVG}</div><div class="plot narrow">{SVG}</div>
<details><summary>The numbers</summary><table><tr><td>hidden</td></tr></table></details>
<p class="download"><a href="data:text/csv;base64,eA==">Download</a></p></figure>
<div class="table"><table><caption>What changed</caption><thead><tr><th scope="col">Measure</th>
<th scope="col">Change <span class="unit">%</span></th></tr></thead><tbody><tr>
<th scope="row">All</th><td class="number">-5</td></tr></tbody></table></div></main>
<footer><p>Made by</p></footer></body></html>"""
MADE_ON = dt.date(2012, 1, 20)


def test_the_blocks_of_a_page_are_what_is_printed_of_it_in_order() -> None:
    assert blocks_of(PAGE) == (
        Paragraph(text="Synthetic <data>.", kind="warning"),
        Paragraph(text="A Board", kind="small"),
        Heading(level=1, text="Did they?"),
        Term(name="Data as at", text="end of May"),
        Paragraph(text="Yes, they fell.", kind="lead"),
        Heading(level=3, text="By how much?"),
        Paragraph(text="22% fewer", kind="strong"),
        Paragraph(text="Of 500."),
        Heading(level=3, text="Take care"),
        Point(text="One month & more."),
        Heading(level=2, text="Month by month"),
        Heading(level=3, text="Figure 1 They fell"),
        Paragraph(text="Each month"),
        Drawn(name="months"),
        Tabled(
            caption="What changed",
            heads=1,
            rows=(("Measure", "Change %"), ("All", "-5")),
        ),
        Paragraph(text="Made by"),
    )


@pytest.fixture(scope="module")
def written() -> bytes:
    return word.document(PAGE, {"months": SVG}, MADE_ON)


def test_the_same_page_gives_the_same_bytes(written: bytes) -> None:
    assert word.document(PAGE, {"months": SVG}, MADE_ON) == written


def test_headings_are_styles_and_the_title_is_the_document_s(written: bytes) -> None:
    made = docx.Document(io.BytesIO(written))
    styled = [(p.style.name, p.text) for p in made.paragraphs if p.style is not None and p.text]
    assert ("Title", "Did they?") in styled
    assert ("Heading 1", "Month by month") in styled
    assert ("Heading 2", "Take care") in styled
    assert ("List Bullet", "One month & more.") in styled
    assert ("Caption", "What changed") in styled
    assert made.core_properties.title == "Did they?"
    assert made.core_properties.created == dt.datetime(2012, 1, 20, tzinfo=dt.UTC)


def test_a_table_repeats_its_headings_and_a_chart_has_its_words(written: bytes) -> None:
    made = docx.Document(io.BytesIO(written))
    (table,) = made.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Measure", "Change %"],
        ["All", "-5"],
    ]
    heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True, False]
    (shape,) = made.inline_shapes
    assert shape._inline.docPr.get("descr") == "Fewer & fewer."


def test_a_chart_s_title_stays_with_it_and_its_words_have_the_size_of_the_others(
    written: bytes,
) -> None:
    made = docx.Document(io.BytesIO(written))
    kept = [p.text for p in made.paragraphs if p.paragraph_format.keep_with_next]
    assert kept == ["Figure 1 They fell", "Each month", "What changed"]
    (small,) = made.inline_shapes
    assert small.width == pytest.approx(word.WIDTH * 40 / word.FULL, rel=0.01)
    wide = SVG.replace('width="40"', f'width="{2 * word.FULL}"')
    again = docx.Document(io.BytesIO(word.document(PAGE, {"months": wide}, MADE_ON)))
    assert again.inline_shapes[0].width == word.WIDTH


def test_a_table_s_columns_are_as_wide_as_their_words() -> None:
    block = Tabled(caption="x", heads=1, rows=(("Measure", "of " * 9), ("a" * 26, "5"), ("b", "1")))
    first, second = word._widths(block)
    assert first == pytest.approx(2 * second, abs=10)  # 26 characters, and the least of 13
    assert first + second == pytest.approx(word.WIDTH, abs=2)


@pytest.mark.parametrize(
    ("changes", "to_the_right"),
    [
        (("\u22125%", "c", "\u2013 no figure", "+0.1%"), {1, 2}),
        (("1,234", "5.0%", "\u2013", ""), {1, 2}),
        (("5", "6", "7", "one"), {1}),
    ],
)
def test_columns_of_figures_are_set_to_the_right_and_others_are_not(
    changes: tuple[str, ...], to_the_right: set[int]
) -> None:
    body = [(str(number), "5", change, "1 in 3") for number, change in enumerate(changes)]
    rows = (("Area", "Months", "Change", "Note"), *body)
    assert word._of_figures(Tabled(caption="x", heads=1, rows=rows)) == to_the_right


@pytest.mark.parametrize(
    ("rows", "kept"), [(1, [1, 0]), (12, [1] * 12 + [0]), (13, [1, 1, *[0] * 10, 1, 0])]
)
def test_a_short_table_stays_on_a_page_and_no_row_of_a_long_one_is_alone(
    rows: int, kept: list[int]
) -> None:
    block = Tabled(caption="x", heads=1, rows=(("a", "b"), *[("1", "2")] * rows))
    assert [word._is_kept_with_next(number, block) for number in range(rows + 1)] == kept
