"""report.pdf as Chromium prints it: the same bytes again, tagged, complete."""

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import Browser
from tests.unit.runs.release.test_page import made

from referral_analysis.papers.board.evidence import TITLE
from referral_analysis.papers.board.opening import NEXT_TITLE
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Tile
from referral_analysis.runs.making.pdf import Paper, find_browser, print_page
from referral_analysis.runs.release import summary

pytestmark = pytest.mark.xdist_group("pages")


@pytest.mark.usefixtures("browser")
def test_a_page_printed_again_has_the_same_bytes(report: Path, tmp_path: Path) -> None:
    paper = Paper(browser=find_browser(), made_on=dt.date(2012, 1, 20))
    printed = []
    for name in ("one.pdf", "other.pdf"):
        print_page(report, tmp_path / name, paper)
        printed.append((tmp_path / name).read_bytes())
    assert printed[0] == printed[1]
    assert printed[0].count(b"D:20120120000000") == 2
    assert b"/StructTreeRoot" in printed[0]
    assert b"/Lang (en-GB)" in printed[0]
    assert len(re.findall(rb"/Type\s*/Page\b", printed[0])) > 1
    assert b"/Subtype /Image" not in printed[0]  # charts are drawn, not pictures of drawings


def test_what_is_for_the_screen_is_not_printed(browser: Browser, report: Path) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert not page.locator("nav").is_visible()
    page.close()


def structure(element: object) -> Iterator[pikepdf.Dictionary]:
    """Yield every element of a PDF's structure tree."""
    if isinstance(element, pikepdf.Array):
        for one in element:
            yield from structure(one)
    elif isinstance(element, pikepdf.Dictionary):
        if "/S" in element:
            yield element
        if "/K" in element:
            yield from structure(element["/K"])


@pytest.mark.usefixtures("browser")
def test_bookmarks_lead_to_every_section_and_every_figure_has_its_words(
    report: Path, tmp_path: Path
) -> None:
    paper = Paper(browser=find_browser(), made_on=dt.date(2012, 1, 20))
    print_page(report, tmp_path / "report.pdf", paper)
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", report.read_text("utf-8"))
    with pikepdf.open(tmp_path / "report.pdf") as printed:
        assert printed.Root["/MarkInfo"]["/Marked"]
        with printed.open_outline() as outline:
            (title,) = outline.root
            bookmarks = [child.title for child in title.children]
        elements = list(structure(printed.Root["/StructTreeRoot"]["/K"]))
        figures = [one for one in elements if one["/S"] == "/Figure"]
        assert figures
        assert all(len(str(one["/Alt"])) > 10 for one in figures)
        assert any(one["/S"] == "/TH" for one in elements)
    printed_headings = [heading for heading in headings if heading != "Contents"]
    assert len(printed_headings) > 1
    assert set(printed_headings) <= set(bookmarks)


STANDARD = frozenset({
    "Document", "Part", "Art", "Sect", "Div", "BlockQuote", "Caption", "TOC", "TOCI", "Index",
    "NonStruct", "Private", "P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody",
    "Table", "TR", "TH", "TD", "THead", "TBody", "TFoot", "Span", "Quote", "Note", "Reference",
    "BibEntry", "Code", "Link", "Annot", "Ruby", "Warichu", "Figure", "Formula", "Form",
})  # fmt: skip
"""The structure types of ISO 32000-1, tables 333 to 340."""
HELD_BY = {
    "/LI": {"/L"}, "/Lbl": {"/LI"}, "/LBody": {"/LI"}, "/TR": {"/Table", "/THead", "/TBody"},
    "/TH": {"/TR"}, "/TD": {"/TR"}, "/Caption": {"/Table", "/L", "/Figure"},
}  # fmt: skip
PAINTING = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "Tj", "TJ", "'", '"'})


@pytest.fixture(scope="module")
def printed(report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report, printed once."""
    path = tmp_path_factory.mktemp("printed") / "report.pdf"
    print_page(report, path, Paper(browser=find_browser(), made_on=dt.date(2012, 1, 20)))
    return path


def test_it_says_that_it_is_pdf_ua_in_which_language_and_by_which_title(printed: Path) -> None:
    with pikepdf.open(printed) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:title"] == str(pdf.docinfo["/Title"]) != ""
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert str(pdf.Root.Lang) == "en-GB"
        assert {str(page.obj.get("/Tabs")) for page in pdf.pages} == {"/S"}


def test_every_type_is_standard_and_stands_where_it_may(printed: Path) -> None:
    with pikepdf.open(printed) as pdf:
        root = pdf.Root.StructTreeRoot
        roles = {str(old): str(new) for old, new in root.RoleMap.items()}
        elements = list(structure(root["/K"]))
        for element in elements:
            kind = str(element.S)
            assert roles.get(kind, kind).removeprefix("/") in STANDARD
            assert str(element.P.get("/S")) in HELD_BY.get(kind, {str(element.P.get("/S"))})
        kinds = [str(element.S) for element in elements]
        assert {"/L", "/LBody", "/Table", "/Figure"} <= {*kinds}
        levels = [int(kind[-1]) for kind in kinds if re.fullmatch("/H[1-6]", kind)]
        assert levels[0] == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))
        heads = [element for element in elements if element.S == "/TH"]
        assert all(any("/Scope" in given for given in head.A) for head in heads)


def test_all_that_is_drawn_is_content_with_an_owner_or_said_to_be_none(printed: Path) -> None:
    with pikepdf.open(printed) as pdf:
        root = pdf.Root.StructTreeRoot
        owners = dict(numbered(root.ParentTree))
        tagged = 0
        for page in pdf.pages:
            marks: list[str] = []
            for step in pikepdf.parse_content_stream(page):
                name = str(step.operator)
                if name in {"BMC", "BDC"}:
                    marks.append(str(step.operands[0]))
                    if name == "BDC" and "/MCID" in step.operands[1]:
                        number = int(step.operands[1].MCID)
                        assert number in contents(owners[int(page.obj.StructParents)][number], page)
                        tagged += 1
                elif name == "EMC":
                    marks.pop()
                assert marks or name not in PAINTING
            for font in page.resources.Font.values():
                assert "/ToUnicode" in font  # what a glyph says can be read
                assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
        assert tagged > 100


def numbered(tree: pikepdf.Object) -> Iterator[tuple[int, pikepdf.Object]]:
    """Yield the entries of a number tree."""
    for branch in tree.get("/Kids", []):
        yield from numbered(branch)
    entries = list(tree.get("/Nums", []))
    yield from zip(map(int, entries[::2]), entries[1::2], strict=True)


def contents(element: pikepdf.Object, page: pikepdf.Page) -> set[int]:
    """Return the numbers of a page's marked content that an element has."""
    found = set()
    for kid in element.K if isinstance(element.K, pikepdf.Array) else [element.K]:
        if not isinstance(kid, pikepdf.Dictionary):
            number, place = kid, element.Pg
        elif "/MCID" in kid:
            number, place = kid.MCID, kid.get("/Pg", element.get("/Pg", kid))
        else:
            continue
        if place.objgen == page.obj.objgen:
            found.add(int(number))
    return found


def test_no_word_of_the_page_is_printed_smaller_than_nine_points(
    browser: Browser, report: Path
) -> None:
    page = browser.new_page()
    page.goto(report.as_uri())
    page.emulate_media(media="print")
    smallest = page.evaluate(
        "Math.min(...[...document.querySelectorAll('main *, header *, footer *')]"
        ".filter(e => !e.closest('svg') && e.checkVisibility() && [...e.childNodes]"
        ".some(n => n.nodeType === 3 && n.data.trim()))"
        ".map(e => parseFloat(getComputedStyle(e).fontSize)))"
    )
    assert smallest >= 12  # px: 9 points
    page.close()


TOLD = (
    "The whole range is a fall if the path of the months before bent by itself a little; if it "
    "bent as much as was allowed for beforehand, the range holds falls and rises. Whether the fall "
    "is small or large five months cannot say. And more that there is no room for."
)
NEXT = (
    "Find out whether cases are recorded and counted as they were before the launch, before taking "
    "this for fewer inappropriate referrals. The audit of thresholds does not rest on that.",
    "Look again in July 2012, when six months more are in (to June 2012).",
    "Go on watching appropriate referrals: these figures do not rule out that fewer children who "
    "needed help were referred.",
    "Talk first where most are: of 2,088 inappropriate referrals since the launch, the agencies "
    "with most were the police (628) and health (281). That is where they are, not who refers "
    "worst.",
)
EVIDENCE = (
    "Weak: the change is told only as probable, or a line below speaks against it.",
    "The data: supports the answer.", "Recording: is against it.", "The audit: leaves it open.",
    "Other choices: supports the answer.", "The model: leaves it open.",
)  # fmt: skip


@pytest.mark.usefixtures("browser")
def test_the_summary_of_a_release_is_one_side_of_a4(report: Path, tmp_path: Path) -> None:
    tiles = [Tile(question=q, answer="Not sure, but they probably fell", text=TOLD) for q in
             ("Did inappropriate referrals fall?", "By how much?", "How sure are we?",
              "Did appropriate referrals hold up?")]  # fmt: skip
    sentence = (
        "Probably fewer referrals were closed with no further action after the new thresholds were "
        "launched, but a change in how cases are recorded could explain it."
    )
    opening = "".join(
        panel.markup
        for panel in (
            panels.answer(sentence, tiles),
            panels.points(EVIDENCE, title=TITLE),
            panels.columns((NEXT_TITLE, NEXT)),
        )
    )
    board = made(tmp_path / "board_report", "board_report", sentence, opening)
    drawing = re.search(r"<svg role=.*?</svg>", report.read_text("utf-8"), re.DOTALL)
    assert drawing is not None
    (board / "charts").mkdir()
    (board / summary.CHART).write_text(drawing.group(), "utf-8")
    written = summary.write(tmp_path)
    assert written is not None
    paper = Paper(browser=find_browser(), made_on=dt.date(2012, 1, 20))
    print_page(written, tmp_path / "summary.pdf", paper)
    with pikepdf.open(tmp_path / "summary.pdf") as printed:
        assert len(printed.pages) == 1
