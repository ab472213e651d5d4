"""A report's page as a list of blocks, for a document that is not HTML, in the order of print."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal, TypeAlias

ParagraphKind: TypeAlias = Literal["plain", "lead", "strong", "warning", "small"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading; level 1 is the title's."""

    level: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph: the answer leads, a tile's answer is strong."""

    text: str
    kind: ParagraphKind = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A point of a list."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A name and what it is."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabled:
    """A table: its caption, and its rows of cells, the first `heads` of them headings."""

    caption: str
    heads: int
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The picture of a figure, by the figure's name."""

    name: str


Block: TypeAlias = Heading | Paragraph | Point | Term | Tabled | Drawn

_LEFT_OUT = {"head", "nav", "details", "svg"}
"""Elements that are for the screen; a figure's picture is drawn anew."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_FIGURE = "figure-"
_KINDS: dict[str, ParagraphKind] = {
    "sentence": "lead", "figure": "strong", "brand": "small", "warning": "warning",
}  # fmt: skip


def blocks_of(page: str) -> tuple[Block, ...]:
    """Return the blocks of a report's page, as `runs.making.export` lays it out.

    Left out, as in print: the contents, and the numbers behind each figure.
    """
    reader = _PageReader()
    reader.feed(page)
    reader.close()
    return tuple(reader.blocks)


@dataclass(slots=True, kw_only=True)
class _Table:
    caption: str = ""
    heads: int = 0
    rows: list[list[str]] = field(default_factory=list)


class _PageReader(HTMLParser):
    """Collect the blocks of a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[Block] = []
        self._text: list[str] = []
        self._class = ""
        self._name = ""
        self._skipped = 0
        self._term = ""
        self._table: _Table | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        is_left_out = tag in _LEFT_OUT or named.get("class") in {"skip", "download"}
        if self._skipped or is_left_out:
            self._skipped += tag not in _EMPTY
            return
        if tag == "figure":
            self._name = named.get("id", "").removeprefix(_FIGURE)
        elif tag == "table":
            self._table = _Table()
        elif tag == "tr" and self._table is not None:
            self._table.rows.append([])
        if tag in {"p", "li", "dt", "dd", "th", "td", "caption", "aside", *_HEADINGS}:
            self._text, self._class = [], named.get("class", "")
        elif tag == "span":
            self._text.append(" ")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._skipped:
            self._skipped -= tag not in _EMPTY
            if not self._skipped and tag == "svg" and self._name:
                self.blocks.append(Drawn(name=self._name))
                self._name = ""  # the same picture for a phone comes after it
            return
        if tag == "span":
            self._text.append(" ")
        text = " ".join("".join(self._text).split())
        if self._table is not None:
            self._of_table(tag, text, self._table)
        else:
            self._of_words(tag, text)

    def _of_words(self, tag: str, text: str) -> None:
        if tag == "dt":
            self._term = text
        elif tag == "dd":
            self.blocks.append(Term(name=self._term, text=text))
        elif tag in _HEADINGS:
            self.blocks.append(Heading(level=_HEADINGS[tag], text=text))
        elif tag in {"p", "aside"} and text:
            kind = _KINDS.get(self._class, "plain")
            self.blocks.append(Paragraph(text=text, kind=kind))
        elif tag == "li" and text:
            self.blocks.append(Point(text=text))
        if tag in {"p", "aside", "li", "dt", "dd", *_HEADINGS}:
            self._text = []

    def _of_table(self, tag: str, text: str, table: _Table) -> None:
        if tag == "caption":
            table.caption = text
        elif tag in {"th", "td"}:
            table.rows[-1].append(text)
        elif tag == "thead":
            table.heads = len(table.rows)
        elif tag == "table":
            rows = tuple(tuple(row) for row in table.rows)
            self.blocks.append(Tabled(caption=table.caption, heads=table.heads, rows=rows))
            self._table = None
        if tag in {"caption", "th", "td"}:
            self._text = []


_EMPTY = {"meta", "link", "br", "hr", "img", "input"}
"""Elements that have no end."""
