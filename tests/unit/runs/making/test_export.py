"""The page: what it shows, what it refuses, what can never run in it."""

import datetime as dt
import re
from html.parser import HTMLParser
from typing import Any

import nbformat
import polars as pl
import pytest
from nbformat import NotebookNode

from referral_analysis.errors import RunError
from referral_analysis.report.charts import drawing, stills
from referral_analysis.report.charts.effects import share_chart
from referral_analysis.report.charts.layout import Scene
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure, Pair
from referral_analysis.report.page.mime import VEGALITE
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.runs.making.export import Exported, Page, charts_in, export
from referral_analysis.runs.making.markup import TAGS

PAGE = Page(
    title="Did it <work>?",
    brand="Kent Safeguarding Children Board",
    facts=(("Data as at", "31 December 2011"),),
    warning="Synthetic data.",
    colophon="How to make this again.",
)
SHARES = pl.DataFrame({"period": [dt.date(2011, 1, 1), dt.date(2011, 2, 1)], "Police": [0.2, 0.25]})
TABLE = Table(frame=SHARES, columns=(Column(name="period", label="Month"),), caption="Shares")


def figure(name: str, *, small: bool = False) -> Figure:
    return Figure(
        name=name,
        picture=share_chart(SHARES, Scene(y_title="S"), description='A "rise".', small=small),
        headline="Police <referred> more",
        subtitle="Share of referrals",
        table=TABLE,
    )


def shown(value: Any) -> NotebookNode:  # noqa: ANN401 - whatever a notebook may display
    data, metadata = value._repr_mimebundle_()
    output = nbformat.v4.new_output("display_data", data, metadata=metadata)
    return nbformat.v4.new_code_cell("secret_code()", outputs=[output])


def said(text: str, *tags: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(text, metadata={"tags": list(tags)})


def page_of(*cells: NotebookNode, page: Page = PAGE) -> Exported:
    return export(nbformat.v4.new_notebook(cells=list(cells)), page)


WHOLE = (
    said("## The answer"),
    shown(panels.paragraphs("Yes.")),
    said("## Month by month"),
    shown(figure("monthly")),
    shown(Pair(left=figure("all", small=True), right=figure("some", small=True))),
    said("## Where and who"),
    shown(TABLE),
)


@pytest.fixture(scope="module")
def whole() -> Exported:
    return page_of(*WHOLE)


def test_the_page_says_what_it_is(whole: Exported) -> None:
    assert '<html lang="en-GB">' in whole.html
    assert "<h1>Did it &lt;work&gt;?</h1>" in whole.html
    assert "<dt>Data as at</dt><dd>31 December 2011</dd>" in whole.html
    assert re.search(r'<aside class="warning"[^>]*>Synthetic data\.</aside>', whole.html)
    assert whole.html.count("<h1") == 1


def test_charts_drawn_ahead_are_those_of_the_page() -> None:
    drawn: list[object] = []

    def draw(spec: drawing.Spec) -> str:
        drawn.append(dict(spec))
        return stills.drawn(spec)

    made = export(nbformat.v4.new_notebook(cells=list(WHOLE)), PAGE, draw)
    assert made == page_of(*WHOLE)
    ahead = [dict(spec) for cell in WHOLE for spec in charts_in(cell.get("outputs", []))]
    assert ahead == drawn
    assert len(ahead) > 3  # some have another for a phone


def test_the_page_is_described_by_its_answer() -> None:
    told = page_of(said("## A"), shown(panels.answer("Fell <far> & fast.", [])))
    assert '<meta name="description" content="Fell &lt;far&gt; &amp; fast.">' in told.html
    assert '<meta name="description"' not in page_of(said("## A")).html


HOSTILE = (
    "<script>alert(1)</script>",
    "</svg><script>alert(1)</script>",
    '"onload="alert(1)',
    "'><img src=x onerror=alert(1)>",
    "</style></title><b>",
    "[x](javascript:alert(1)) **bold** `code`",
    "&lt;script&gt; &amp; {{ 7 * 7 }} {% raw %}",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_district_or_a_title_is_called_is_shown_and_not_obeyed(text: str) -> None:
    page = Page(title=text, brand=text, facts=((text, text),), warning=text, colophon=text)
    shares = SHARES.rename({"Police": text})
    table = Table(
        frame=pl.DataFrame({"district": [text]}),
        columns=(Column(name="district", label=text, unit=text),),
        caption=text,
        notes=(text,),
    )
    drawn = Figure(
        name="monthly",
        picture=share_chart(shares, Scene(y_title=text), description=text),
        headline=text,
        subtitle=text,
        table=table,
    )
    tile = panels.Tile(question=text, answer=text, text=text)
    html = page_of(
        said("## A"),
        shown(panels.answer(text, [tile])),
        shown(panels.facts([(text, text)])),
        shown(panels.notice(text, title=text)),
        shown(panels.columns((text, [text]))),
        shown(drawn),
        shown(table),
        page=page,
    ).html
    reader = Reader()
    reader.feed(html)
    assert reader.tags <= OURS
    assert not {name for name in reader.attributes if name.startswith("on")}
    assert html.count("<style>") == html.count("</style>") == html.count("<title>") == 1
    assert reader.text.count(text) > 20


OURS = TAGS | {
    *("html", "head", "meta", "title", "style", "body", "aside", "header", "main", "nav", "footer"),
    *("figure", "figcaption", "details", "summary"),
    *("svg", "g", "path", "rect", "text", "tspan", "line", "defs", "clippath", "polygon"),
}


class Reader(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag and what it is called."""
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.text += "".join(f" {value}" for name, value in attrs if name.startswith("aria"))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


def test_no_code_and_no_prompt_is_shown(whole: Exported) -> None:
    assert "secret_code" not in whole.html


def test_the_page_has_no_script_and_asks_for_nothing(whole: Exported) -> None:
    assert "<script" not in whole.html
    assert not re.findall(r'(?:src|href)="(?!#|data:text/csv)', whole.html)
    assert "@import" not in whole.html
    assert "url(" not in whole.html


def test_the_policy_allows_this_style_sheet_and_nothing_else(whole: Exported) -> None:
    found = re.search(r'Content-Security-Policy" content="([^"]*)"', whole.html)
    assert found is not None
    assert found[1].startswith("default-src &#39;none&#39;; style-src &#39;sha256-")
    assert "unsafe" not in found[1]
    assert "script-src" not in found[1]
    assert " style=" not in whole.html


def test_contents_name_each_section_once(whole: Exported) -> None:
    links = re.findall(r'<li><a href="#([^"]+)">', whole.html)
    assert links == ["the-answer", "month-by-month", "where-and-who"]
    for link in links:
        assert whole.html.count(f'id="{link}"') == 1


def test_the_answer_comes_before_the_contents_and_the_rest_after(whole: Exported) -> None:
    places = [whole.html.index(text) for text in ("<p>Yes.</p>", "<nav", 'id="month-by-month"')]
    assert places == sorted(places)


def test_every_chart_is_an_image_with_a_text_alternative(whole: Exported) -> None:
    images = re.findall(r'<svg role="img" aria-label="([^"]*)"', whole.html)
    assert images == ["A &quot;rise&quot;."] * 6
    assert whole.html.count('class="plot narrow"') == 3


def test_figures_are_numbered_and_handed_back(whole: Exported) -> None:
    assert [still.name for still in whole.figures] == ["monthly", "all", "some"]
    for number, still in enumerate(whole.figures, start=1):
        assert f'<span class="count">Figure {number}</span>Police &lt;referred&gt;' in whole.html
        assert still.svg in whole.html
    assert whole.html.count('<div class="pair"><figure') == 1


def test_the_numbers_of_a_figure_are_one_click_away(whole: Exported) -> None:
    assert "<summary>The numbers in figure 1</summary>" in whole.html
    assert 'download="monthly.csv" href="data:text/csv;charset=utf-8;base64,' in whole.html


def test_identifiers_are_unique(whole: Exported) -> None:
    names = re.findall(r'\bid="([^"]+)"', whole.html)
    assert len(names) == len(set(names))


def test_the_same_notebook_gives_the_same_bytes(whole: Exported) -> None:
    assert page_of(*WHOLE).html == whole.html


def test_a_short_page_has_no_contents() -> None:
    assert "<nav" not in page_of(said("## The answer\n\nYes.")).html


def test_a_page_without_a_warning_has_no_banner() -> None:
    page = Page(title="T", brand="B")
    assert 'class="warning"' not in page_of(said("## A"), page=page).html


def test_a_cell_for_the_analyst_is_left_out() -> None:
    html = page_of(said("# For the analyst", "notebook-only"), said("## The answer")).html
    assert "For the analyst" not in html


EVIL = (
    "<script>alert(1)</script><img src=x onerror=alert(1)><style>p{}</style>"
    '<a href="javascript:alert(1)">x</a><iframe src="https://x"></iframe><p onclick="a()">kept</p>'
)


@pytest.mark.parametrize("cell", [said(f"## A\n\n{EVIL}"), said(EVIL)])
def test_markup_in_a_notebook_passes_an_allow_list(cell: NotebookNode) -> None:
    html = page_of(cell).html
    for bad in ("<script", "alert(1)</", "onerror", "onclick", "javascript:", "<iframe", "<img"):
        assert bad not in html
    assert "<p>kept</p>" in html


def test_html_of_a_marked_output_passes_the_allow_list_too() -> None:
    cell = shown(panels.paragraphs("x"))
    cell.outputs[0].data["text/html"] = EVIL
    assert "<script" not in page_of(cell).html


def test_words_of_a_figure_pass_too() -> None:
    cell = shown(figure("monthly"))
    words = cell.outputs[0].data["application/vnd.referral-analysis.figure+json"]["figures"][0]
    words["table"] = words["headline"] = words["description"] = EVIL
    html = page_of(said("## A"), cell).html
    assert "<script" not in html
    assert "<img" not in html


def test_a_chart_that_would_link_is_refused() -> None:
    cell = shown(figure("monthly"))
    spec = cell.outputs[0].data[VEGALITE]
    for layer in spec["layer"]:
        layer.setdefault("encoding", {})["href"] = {"value": "javascript:alert(1)"}
    with pytest.raises(RunError, match=r"figure monthly: a chart with a link"):
        page_of(said("## A"), cell)


def test_a_chart_that_cannot_be_drawn_is_named() -> None:
    cell = shown(figure("monthly"))
    cell.outputs[0].data[VEGALITE] = {"mark": "nonsense", "hconcat": [{"mark": "nonsense"}]}
    with pytest.raises(RunError, match=r"figure monthly: a chart that cannot be drawn; need"):
        page_of(said("## A"), cell)


@pytest.mark.parametrize("tags", [(), ("notebook-only",)])
@pytest.mark.parametrize(
    "output",
    [
        nbformat.v4.new_output("stream", name="stdout", text="child 7"),
        nbformat.v4.new_output("execute_result", {"text/html": "<table>rows</table>"}),
        nbformat.v4.new_output("display_data", {VEGALITE: {"mark": "point"}}),
    ],
)
def test_what_did_not_come_through_the_report_is_refused(
    output: NotebookNode, tags: tuple[str, ...]
) -> None:
    cell = nbformat.v4.new_code_cell("x", outputs=[output], metadata={"tags": list(tags)})
    with pytest.raises(RunError, match=r"cell 2: an output \(\w+\) that was not made by") as caught:
        page_of(said("## A"), cell)
    assert "child 7" not in str(caught.value)


@pytest.mark.parametrize("text", ["# Title", "### First", "## A\n\n#### Too deep"])
def test_headings_out_of_order_are_refused(text: str) -> None:
    with pytest.raises(RunError, match=r"heading '.*': level \d after level \d; need headings"):
        page_of(said(text))


def test_two_figures_of_one_name_are_refused() -> None:
    with pytest.raises(RunError, match=r"figure 'monthly': two figures of that name"):
        page_of(said("## A"), shown(figure("monthly")), shown(figure("monthly")))


def test_two_sections_of_one_name_get_identifiers_of_their_own() -> None:
    html = page_of(said("## Same\n\n## Same\n\n## !\n\n## Contents")).html
    names = re.findall(r'<h2 id="([^"]+)">', html)
    assert sorted(names) == ["contents", "contents-2", "part", "same", "same-2"]
