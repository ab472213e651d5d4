"""An executed notebook as one HTML file that needs nothing else; the only nbconvert import."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from typing import Any, TypeAlias

from nbformat import NotebookNode

from referral_analysis.errors import RunError
from referral_analysis.report import page
from referral_analysis.report.charts.drawing import Spec
from referral_analysis.report.charts.stills import drawn, still
from referral_analysis.report.page.mime import MARK, VEGALITE, WORDS, specs
from referral_analysis.runs.making.markup import TAG, clean, headed

TEMPLATE = Path(page.__file__).parent / "template"
HEADLINE = re.compile(r'<p class="sentence">(.*?)</p>', re.DOTALL)
Draw: TypeAlias = Callable[[Spec], str]
LEFT_OUT = "notebook-only"  # the tag of a cell that is for the analyst, not for the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What the page says about itself, in plain text.

    `facts` are the rows of the header: name and value. `warning` is shown across the top of every
    screen and the first printed page, as for synthetic data; none when empty.
    """

    title: str
    brand: str
    facts: tuple[tuple[str, str], ...] = ()
    warning: str = ""
    colophon: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Still:
    """One figure's picture, ready to be a file of its own."""

    name: str
    svg: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The page, and the pictures in it in order."""

    html: str = field(repr=False)
    figures: tuple[Still, ...]


def charts_in(outputs: Sequence[NotebookNode]) -> Iterator[Spec]:
    """Yield the specification of each chart that `export` will draw of a cell's outputs."""
    for output in outputs:
        data = output.get("data", {})
        if VEGALITE in data and WORDS in data:
            yield from (spec for both in _charts(data) for spec in both[1:] if spec)


def export(notebook: NotebookNode, page: Page, draw: Draw = drawn) -> Exported:
    """Lay out an executed notebook as a page without code, scripts or links to load.

    Shown are Markdown cells and the values of referral_analysis.report that cells display. RunError
    for any other output: it has not been through disclosure control. draw: as `still` takes it.
    """
    from nbconvert.exporters.templateexporter import (  # noqa: PLC0415 - 0.2 s, while charts are drawn
        TemplateExporter,
    )

    figures: list[Still] = []
    body = headed("\n".join(_blocks(notebook, figures, draw)))
    _require_one_each([shown.name for shown in figures])
    opening, rest = _split(body.body)
    css = (TEMPLATE / "page.css").read_text("utf-8")
    exporter = TemplateExporter(
        extra_template_basedirs=[str(TEMPLATE.parent)],
        template_name=TEMPLATE.name,
        file_extension=".html",
    )
    resources: dict[str, Any] = {
        "page": page,
        "css": css,
        "policy": policy(css),
        "headline": headline_of(opening),
        "contents": body.sections if len(body.sections) > 2 else (),
        "opening": opening,
        "rest": rest,
    }
    # of what is above, not of the notebook, which the exporter would copy and check many times
    html = exporter.template.render(resources=resources)
    return Exported(html=html.rstrip() + "\n", figures=tuple(figures))


def policy(css: str) -> str:
    """Return the content security policy: this one style sheet, and nothing else at all."""
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def headline_of(opening: str) -> str:
    """Return the answer that a report opens with, as plain text; empty where it has none."""
    match = HEADLINE.search(opening)
    return unescape(TAG.sub("", match[1])) if match else ""


def _blocks(notebook: NotebookNode, figures: list[Still], draw: Draw) -> Iterator[str]:
    """Yield each block of the page; its pictures are added to `figures` as they are drawn.

    The outputs of a cell that is left out are held to the same rule: the notebook is released too.
    """
    from nbconvert.filters.markdown_mistune import markdown2html_mistune  # noqa: PLC0415 - as above

    for number, cell in enumerate(notebook.cells, start=1):
        outputs = [(_kind(output, number), output) for output in cell.get("outputs", [])]
        if LEFT_OUT in cell.metadata.get("tags", []):
            continue
        if cell.cell_type == "markdown":
            yield f'<div class="prose">{clean(markdown2html_mistune(cell.source))}</div>'
        for kind, output in outputs:
            yield (
                _pictures(output.data, figures, draw)
                if kind == "figure"
                else clean(output.data["text/html"])
            )


def _kind(output: NotebookNode, number: int) -> str:
    """Name what our own mark says an output is; RunError for an output without it."""
    kind = output.get("metadata", {}).get(MARK, {}).get("kind")
    if kind not in ("figure", "panel", "table"):
        raise RunError(
            f"cell {number}",
            found=f"an output ({output.output_type}) that was not made by referral_analysis.report",
            needed="figures, tables and text of released numbers only",
            do="Show it through report.display, or take the line out.",
        )
    return str(kind)


def _pictures(data: Mapping[str, Any], figures: list[Still], draw: Draw) -> str:
    made = []
    for words, wide, narrow in _charts(data):
        name, description = words["name"], words["description"]
        svg = still(wide, name=name, description=description, draw=draw)
        figures.append(Still(name=name, svg=svg))
        drawn = f'<div class="plot">{svg}</div>'
        if narrow:
            phone = still(narrow, name=f"{name}-narrow", description=description, draw=draw)
            drawn = f'<div class="plot wide">{svg}</div><div class="plot narrow">{phone}</div>'
        made.append(_figure(words, drawn, len(figures)))
    return made[0] if len(made) == 1 else f'<div class="pair">{"".join(made)}</div>'


def _charts(data: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], Spec, Spec | None]]:
    """Yield each figure that one output pictures: its words, its chart, and that for a phone."""
    pictured = specs(data[VEGALITE])
    for spec, words in zip(pictured, data[WORDS]["figures"], strict=True):
        yield words, spec, words["narrow"]


def _figure(words: Mapping[str, Any], drawn: str, number: int) -> str:
    """Write a figure: headline, subtitle, picture, and its numbers one click away."""
    name, rows = words["name"], base64.b64encode(words["csv"].encode()).decode()
    key = f'<div class="key"><p>{escape(words["key"])}</p></div>' if words["key"] else ""
    return (
        f'<figure id="figure-{escape(name)}" aria-labelledby="caption-{escape(name)}">'
        f'<figcaption id="caption-{escape(name)}">'
        f'<h3><span class="count">Figure {number}</span>{escape(words["headline"])}</h3>'
        f"<p>{escape(words['subtitle'])}</p></figcaption>"
        f"{drawn}{key}"
        f"<details><summary>The numbers in figure {number}</summary>{clean(words['table'])}"
        "</details>"
        f'<p class="download"><a download="{escape(name)}.csv" '
        f'href="data:text/csv;charset=utf-8;base64,{rows}">'
        f"Download the numbers in figure {number} (CSV)</a></p></figure>"
    )


def _split(body: str) -> tuple[str, str]:
    """Split before the second section: the first screen, and the rest."""
    first = body.find("<h2 ")
    second = body.find("<h2 ", first + 1)
    start = body.rfind('<div class="prose">', 0, second)
    return (body[:start], body[start:]) if second > 0 else (body, "")


def _require_one_each(names: list[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RunError(
            f"figure {twice[0]!r}",
            found="two figures of that name",
            needed="a name of its own for each",
            do="Rename one of them.",
        )
