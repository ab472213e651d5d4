"""A browser's tagged PDF is completed for those who hear it: here one drawn by hand."""

import datetime as dt
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from referral_analysis.runs.making import tagging

DAY = dt.date(2012, 1, 20)
CONTENT = b"""q 0 0 1 rg 0 0 20 20 re f Q
/LI <</MCID 0>> BDC BT /F 9 Tf (said) Tj ET EMC
BT /F 9 Tf (page 1 of 1) Tj /Lbl <</MCID 1>> BDC (1.) Tj EMC ET
0 0 5 5 re W n /X Do /Y Do"""
BOX = Array([0, 0, 9, 9])


def draw(path: Path) -> None:
    """Draw a page with a fill, a list item, a foot, and two drawings, of which one has a tag."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(100, 100))
    item, label, root, figure, drawing, caption = (
        pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{kind}")))
        for kind in ("LI", "Lbl", "Document", "Figure", "Figure", "Caption")
    )
    item.P, item.Pg, item.K = root, page.obj, Array([label, 0])
    label.P, label.Pg, label.K = item, page.obj, 1
    figure.P, figure.Alt, figure.K = root, "all of it", Array([drawing, caption])
    drawing.P, drawing.Alt, caption.P = figure, "a line", figure
    root.K = Array([item, figure])
    tree = pdf.make_indirect(Dictionary(Nums=Array([0, Array([item, label])])))
    pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=root, ParentTree=tree)
    pdf.Root.Lang, pdf.Root.ViewerPreferences = "en-GB", Dictionary()
    plain = pdf.make_stream(b"0 0 1 1 re f", Type=Name.XObject, Subtype=Name.Form, BBox=BOX)
    tagged = pdf.make_stream(
        b"1 1 m 2 2 l S /Figure <</MCID 2>> BDC 3 3 m 4 4 l S EMC",
        Type=Name.XObject, Subtype=Name.Form, BBox=BOX,
    )  # fmt: skip
    page.obj.StructParents = 0
    page.Resources = Dictionary(XObject=Dictionary(X=plain, Y=tagged))
    page.Contents = pdf.make_stream(CONTENT)
    pdf.docinfo["/Title"] = "A report"
    pdf.save(path)


@pytest.fixture
def completed(tmp_path: Path) -> Path:
    """Return a drawn PDF, completed."""
    path = tmp_path / "a.pdf"
    draw(path)
    tagging.complete(path, DAY)
    return path


def test_what_no_tag_holds_is_an_artifact_and_what_one_holds_is_left(completed: Path) -> None:
    with pikepdf.open(completed) as pdf:
        (page,) = pdf.pages
        lines = page.Contents.read_bytes().split(b"\n")
        assert lines == [
            b"q", b"0 0 1 rg", b"/Artifact BMC", b"0 0 20 20 re", b"f", b"EMC", b"Q",
            b"/LI << /MCID 0 >> BDC", b"BT", b"/F 9 Tf", b"(said) Tj", b"ET", b"EMC",
            b"BT", b"/F 9 Tf", b"/Artifact BMC", b"(page 1 of 1) Tj", b"EMC",
            b"/Lbl << /MCID 1 >> BDC", b"(1.) Tj", b"EMC", b"ET",
            b"0 0 5 5 re", b"W", b"n",
            b"/Artifact BMC", b"/X Do", b"EMC", b"/Y Do",
        ]  # fmt: skip
        assert page.Resources.XObject.X.read_bytes() == b"0 0 1 1 re f"
        assert page.Resources.XObject.Y.read_bytes().split(b"\n") == [
            b"/Artifact BMC", b"1 1 m", b"2 2 l", b"S", b"EMC",
            b"/Figure << /MCID 2 >> BDC", b"3 3 m", b"4 4 l", b"S", b"EMC",
        ]  # fmt: skip


def test_what_an_item_says_is_its_body_and_owns_its_content(completed: Path) -> None:
    with pikepdf.open(completed) as pdf:
        tree = pdf.Root.StructTreeRoot
        item, _ = tree.K.K
        label, body = item.K
        assert [label.S, body.S] == ["/Lbl", "/LBody"]
        assert list(body.K) == [0]
        assert body.P.objgen == item.objgen
        assert body.Pg.objgen == pdf.pages[0].obj.objgen
        assert [owner.objgen for owner in tree.ParentTree.Nums[1]] == [body.objgen, label.objgen]


def test_a_figure_that_holds_its_drawing_is_a_section_and_the_drawing_keeps_its_words(
    completed: Path,
) -> None:
    with pikepdf.open(completed) as pdf:
        _, figure = pdf.Root.StructTreeRoot.K.K
        assert figure.S == "/Sect"
        assert "/Alt" not in figure
        drawing, caption = figure.K
        assert [drawing.S, str(drawing.Alt)] == ["/Figure", "a line"]
        assert caption.S == "/Div"


def test_it_says_what_it_is_and_bears_the_date_of_its_run(completed: Path) -> None:
    with pikepdf.open(completed) as pdf:
        assert str(pdf.docinfo["/CreationDate"]).startswith("D:20120120000000")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "A report"
            assert metadata["dc:language"] == {"en-GB"}


def test_the_same_pdf_gives_the_same_bytes(completed: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.pdf"
    draw(again)
    tagging.complete(again, DAY)
    assert again.read_bytes() == completed.read_bytes()
