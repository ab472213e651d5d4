"""What a browser's tagged PDF lacks to be read aloud as PDF/UA-1 (ISO 14289-1) asks.

Chromium tags headings, paragraphs, tables and figures. It leaves what it draws on every page
untagged, uses types that PDF 1.7 does not know, puts a list's words beside its bullets and not in a
body, nests a figure in a figure, and says in no metadata what the file is.
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pikepdf
from pikepdf import (
    Array,
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Object,
    Operator,
)

Step: TypeAlias = ContentStreamInstruction | ContentStreamInlineImage

ROLES = {
    "/Aside": "/Sect",
    "/Em": "/Span",
    "/FENote": "/Note",
    "/Strong": "/Span",
    "/Sub": "/Span",
    "/Title": "/P",
}
"""Types of PDF 2.0 that a browser writes, and the nearest that PDF 1.7 knows."""
UA = "http://www.aiim.org/pdfua/ns/id/"
BUILDS = frozenset({"m", "l", "c", "v", "y", "re", "h", "W", "W*"})
"""Operators that build a path; what paints it comes after."""
PAINTS = frozenset({"S", "s", "f", "F", "f*", "B", "B*", "b", "b*"})
SHOWS = frozenset({"Tj", "TJ", "'", '"', "sh", "INLINE IMAGE"})
"""Operators that show something by themselves; a drawing by name, `Do`, is looked into."""


def complete(path: Path, made_on: dt.date) -> None:
    """Write a browser's PDF anew, in place, with what it lacks; the date is the one that it bears.

    The same bytes from the same PDF every time. ValueError where it is no PDF, or none with tags.
    """
    try:
        with pikepdf.open(path, allow_overwriting_input=True) as pdf:
            if "/StructTreeRoot" not in pdf.Root:
                raise ValueError("a PDF without tags")
            _complete_structure(pdf)
            for page in pdf.pages:
                _mark_the_rest(pdf, page)
            _say_what_it_is(pdf, made_on)
            plain = pikepdf.ObjectStreamMode.disable
            pdf.save(path, deterministic_id=True, object_stream_mode=plain)
    except pikepdf.PdfError:
        raise ValueError("no PDF") from None


def _complete_structure(pdf: pikepdf.Pdf) -> None:
    root = pdf.Root.StructTreeRoot
    root.RoleMap = Dictionary({old: Name(new) for old, new in ROLES.items()})
    elements = list(_elements(root.K))
    for element in elements:
        if element.S == "/Figure" and any(one.S == "/Figure" for one in _within(element)):
            _open_figure(element)
    items = [element for element in elements if element.S == "/LI"]
    bodies = {item.objgen: body for item in items if (body := _body(pdf, item)) is not None}
    _own(root.ParentTree, bodies)


def _elements(kids: Object) -> Iterator[Dictionary]:
    """Yield the elements of a structure tree, each before those in it."""
    if isinstance(kids, Array):
        for kid in kids:
            yield from _elements(kid)
    elif isinstance(kids, Dictionary) and "/S" in kids:
        yield kids
        yield from _within(kids)


def _within(element: Dictionary) -> Iterator[Dictionary]:
    return _elements(element.get("/K", Array()))


def _open_figure(element: Dictionary) -> None:
    """Make of a figure that holds its drawing, its caption and its table a section of these."""
    element.S = Name.Sect
    if "/Alt" in element:
        del element.Alt
    for kid in _within(element):
        if kid.S == "/Caption" and kid.P.objgen == element.objgen:
            kid.S = Name.Div


def _body(pdf: pikepdf.Pdf, item: Dictionary) -> Dictionary | None:
    """Put what a list item says into a body beside its label; None where it says nothing."""
    held = item.get("/K", Array())
    kids = list(held) if isinstance(held, Array) else [held]
    labels = [kid for kid in kids if isinstance(kid, Dictionary) and kid.get("/S") == "/Lbl"]
    said = [kid for kid in kids if kid not in labels]
    if not said:
        return None
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, K=Array(said)))
    if "/Pg" in item:
        body.Pg = item.Pg
    for kid in said:
        if isinstance(kid, Dictionary) and "/S" in kid:
            kid.P = body
    item.K = Array([*labels, body])
    return body


def _own(tree: Object, bodies: dict[tuple[int, int], Dictionary]) -> None:
    """Let the content that was a list item's own belong to its body."""
    for branch in tree.get("/Kids", Array()):
        _own(branch, bodies)
    for owners in list(tree.get("/Nums", Array()))[1::2]:
        if isinstance(owners, Array):
            for at, owner in enumerate(owners):
                if isinstance(owner, Dictionary) and owner.objgen in bodies:
                    owners[at] = bodies[owner.objgen]


def _mark_the_rest(pdf: pikepdf.Pdf, page: pikepdf.Page) -> None:
    """Say of all that no tag holds, backgrounds and a page's foot, that it is no content."""
    page.Contents = pdf.make_stream(_marked(page.obj, page.resources))


def _marked(content: Object, resources: Object) -> bytes:
    depth, path, kept = 0, list[Step](), list[Step]()
    for step in pikepdf.parse_content_stream(content):
        name = str(step.operator)
        depth += (name in {"BMC", "BDC"}) - (name == "EMC")
        if depth or name == "EMC":
            kept.append(step)
        elif name in BUILDS:
            path.append(step)
        elif name in PAINTS:
            kept += _as_artifact(*path, step)
            path = []
        elif name in SHOWS or (name == "Do" and not _has_tags(step, resources)):
            kept += _as_artifact(step)
        else:
            kept += [*path, step]  # a path that only clips is left as it is
            path = []
    return pikepdf.unparse_content_stream(kept)


def _as_artifact(*steps: Step) -> tuple[Step, ...]:
    begins = ContentStreamInstruction([Name.Artifact], Operator("BMC"))
    return (begins, *steps, ContentStreamInstruction([], Operator("EMC")))


def _has_tags(step: Step, resources: Object) -> bool:
    """Tell whether what is drawn by name is tagged inside; then what is not is marked there."""
    drawn = resources.XObject[str(step.operands[0])]
    if drawn.Subtype != Name.Form:
        return False
    operators = {str(one.operator) for one in pikepdf.parse_content_stream(drawn)}
    if operators.isdisjoint({"BMC", "BDC"}):
        return False
    drawn.write(_marked(drawn, drawn.get("/Resources", resources)))
    return True


def _say_what_it_is(pdf: pikepdf.Pdf, made_on: dt.date) -> None:
    date = f"D:{made_on:%Y%m%d}000000+00'00'"
    pdf.docinfo["/CreationDate"], pdf.docinfo["/ModDate"] = date, date
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata.register_xml_namespace(UA, "pdfuaid")
        metadata.load_from_docinfo(pdf.docinfo)
        metadata["pdfuaid:part"] = "1"
        metadata["dc:language"] = {str(pdf.Root.Lang)}
    pdf.Root.ViewerPreferences.DisplayDocTitle = True
