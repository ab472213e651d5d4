"""A report's page as a Word document: the same words, headings as styles, charts with their words.

The only importer of python-docx.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Mapping
from html import unescape
from itertools import zip_longest
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from referral_analysis.report.charts.stills import png
from referral_analysis.runs.making.blocks import (
    Block,
    Drawn,
    Heading,
    Paragraph,
    ParagraphKind,
    Point,
    Tabled,
    Term,
    blocks_of,
)

FONT = "Arial"
INK, NAVY, RED = RGBColor(0x0B, 0x0C, 0x0C), RGBColor(0x12, 0x43, 0x6D), RGBColor(0x9B, 0x1C, 0x1C)
WIDTH, BESIDE = Cm(17), Cm(0.1)
SIZES: dict[ParagraphKind, float] = {
    "plain": 11, "lead": 16, "strong": 14, "warning": 11, "small": 10,
}  # fmt: skip
FULL = 820
"""Pixels across of a chart that takes the whole width; narrower ones take their part of it."""
NARROWEST, WIDEST = 13, 36
"""Characters that a table's column is taken to have, at least and at most."""
STAYS_WHOLE, TOGETHER = 12, 2
"""Rows of a table that stays on one page; of a longer one, rows that no page has by themselves."""
TITLE_LINES = 2
"""Paragraphs above a chart that belong to it: its title, and what its axis counts."""
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
_ACROSS = re.compile(r'<svg\b[^>]*? width="([0-9.]+)"')
_FIGURE = re.compile(r"[+\u2212]?[0-9][0-9,.]*%?|c|\u2013( no figure)?|")
_ALTERNATIVE = re.compile(r'aria-label="([^"]*)"')


def document(page: str, pictures: Mapping[str, str], made_on: dt.date) -> bytes:
    """Return a page as a Word file, the same bytes every time.

    pictures: the SVG of each figure, by its name; its text alternative is the picture's too.
    """
    made = docx.Document()
    _styled(made)
    _described(made, page, made_on)
    for block in blocks_of(page):
        _add(made, block, pictures)
    written = io.BytesIO()
    made.save(written)
    return _without_clock(written.getvalue())


def _styled(made: Document) -> None:
    """Set the fonts of words and headings, the margins of A4, and the language."""
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    sizes = {"Normal": 11, "Title": 22, "Heading 1": 16, "Heading 2": 13, "Heading 3": 12}
    for name, size in {**sizes, "Caption": 11, "List Bullet": 11}.items():
        style = made.styles[name]
        assert style.type is WD_STYLE_TYPE.PARAGRAPH  # noqa: S101 - of python-docx's own template
        style.font.name, style.font.size = FONT, Pt(size)
        style.font.color.rgb = INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(script), None)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal = made.styles["Normal"].element.get_or_add_rPr()
    normal.append(language)


def _described(made: Document, page: str, made_on: dt.date) -> None:
    about = made.core_properties
    title = re.search(r"<title>(.*?)</title>", page)
    about.title = unescape(title[1]) if title else ""
    about.author, about.comments, about.language = "referral-analysis", "", "en-GB"
    about.created = about.modified = dt.datetime.combine(made_on, dt.time(), tzinfo=dt.UTC)
    about.last_modified_by, about.revision = "", 1


def _add(made: Document, block: Block, pictures: Mapping[str, str]) -> None:
    match block:
        case Heading(level=1):
            made.add_paragraph(block.text, style="Title")
        case Heading():
            made.add_heading(block.text, level=min(block.level - 1, 3))
        case Point():
            made.add_paragraph(block.text, style="List Bullet")
        case Term():
            named = made.add_paragraph()
            named.add_run(f"{block.name}: ").bold = True
            named.add_run(block.text)
        case Paragraph():
            _paragraph(made, block)
        case Tabled():
            _grid(made, block)
        case Drawn():
            _picture(made, pictures[block.name])


def _paragraph(made: Document, block: Paragraph) -> None:
    run = made.add_paragraph().add_run(block.text)
    run.font.size = Pt(SIZES[block.kind])
    run.bold = block.kind in {"lead", "strong", "warning"}
    if block.kind == "lead":
        run.font.color.rgb = NAVY
    elif block.kind == "warning":
        run.font.color.rgb = RED


def _grid(made: Document, block: Tabled) -> None:
    """Add a table under its caption; its headings are repeated on every page, no row is cut.

    Columns of figures are set to the right, under their headings.
    """
    made.add_paragraph(block.caption, style="Caption").paragraph_format.keep_with_next = True
    widths = _widths(block)
    of_figures = _of_figures(block)
    table = made.add_table(rows=0, cols=len(widths), style="Table Grid")
    table.autofit = False
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(_beside_words())
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate(block.rows):
        cells = table.add_row()
        properties = cells._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if number < block.heads:
            properties.append(OxmlElement("w:tblHeader"))
        is_kept = _is_kept_with_next(number, block)
        for column, (place, text) in enumerate(zip(cells.cells, row, strict=False)):
            place.width = widths[column]
            words = place.paragraphs[0]
            words.paragraph_format.keep_with_next = is_kept
            if column in of_figures:
                words.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = words.add_run(text)
            run.font.size, run.bold = Pt(9), number < block.heads
    made.add_paragraph()


def _beside_words() -> Any:  # noqa: ANN401 - an element of XML
    """Return what leaves little room at the sides of a table's cells, so that figures are whole."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("w:left", "w:right"):
        margin = OxmlElement(side)
        margin.set(qn("w:w"), str(BESIDE.twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def _is_kept_with_next(number: int, block: Tabled) -> bool:
    """Say whether the next row of a table has to be on the page of this one."""
    rows, row = len(block.rows) - block.heads, number - block.heads + 1
    if rows <= STAYS_WHOLE:
        return row < rows
    return row < TOGETHER or rows - TOGETHER < row < rows


def _of_figures(block: Tabled) -> frozenset[int]:
    """Name the columns, but for the first, in which every cell is a figure or has none."""
    columns = [*zip_longest(*block.rows[block.heads :], fillvalue="")]
    return frozenset(
        place
        for place, texts in enumerate(columns)
        if place and any(texts) and all(_FIGURE.fullmatch(text) for text in texts)
    )


def _widths(block: Tabled) -> list[Emu]:
    """Share the width among columns by the longest text of each, of its head the longest word."""
    heads = [[max(text.split(), key=len, default="") for text in row] for row in block.rows]
    rows = [*heads[: block.heads], *block.rows[block.heads :]]
    columns = zip_longest(*rows, fillvalue="")
    longest = [min(max(*map(len, texts), NARROWEST), WIDEST) for texts in columns]
    return [Emu(WIDTH * size // sum(longest)) for size in longest]


def _picture(made: Document, svg: str) -> None:
    """Add a chart with its words, for those who cannot see it; its title stays on its page.

    All charts have one scale, so that their words are of one size.
    """
    for paragraph in made.paragraphs[-TITLE_LINES:]:
        paragraph.paragraph_format.keep_with_next = True
    across = _ACROSS.search(svg)
    width = WIDTH if across is None else min(WIDTH, Emu(WIDTH * round(float(across[1])) // FULL))
    shape = made.add_picture(io.BytesIO(png(svg)), width=width)
    words = _ALTERNATIVE.search(svg)
    shape._inline.docPr.set("descr", unescape(words[1]) if words else "")


def _without_clock(written: bytes) -> bytes:
    """Pack the parts again with one date: python-docx writes the time of day into each."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(written)) as parts,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as again,
    ):
        for name in parts.namelist():
            info = zipfile.ZipInfo(name, _FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            again.writestr(info, parts.read(name))
    return packed.getvalue()
