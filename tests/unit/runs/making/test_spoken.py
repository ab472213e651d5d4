"""A notebook in the words of its place: text changes, and names, tags and columns do not."""

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from referral_analysis.report.page.mime import CSV, DECISIONS, MARK, VEGALITE, WORDS
from referral_analysis.runs.making.spoken import in_words_of
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file

FEBRUARY = Path(__file__).resolve().parents[4] / "notebooks/parameters/board_february_2012.yaml"
REGISTER = "report,kind,segment,count\nboard,district,Old District,9\nboard,agency,the Board,9\n"
KEPT = {"register.csv": REGISTER}
CHART = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "title": "By district",
    "encoding": {"y": {"field": "By district", "sort": ["Old District", "All of the county"]}},
    "transform": [{"filter": "datum.a == 'By district'"}],
    "data": {"values": [{"name": "All of the county", "district": "Old District", "n": 3.5}]},
}
SAID_CHART = {
    **CHART,
    "title": "By locality",
    "encoding": {"y": {"field": "By district", "sort": ["Old District", "All of the council"]}},
    "data": {"values": [{"name": "All of the council", "district": "Old District", "n": 3.5}]},
}


def parameters(**changed: object) -> BoardReport:
    values = parameter_file.load(FEBRUARY)
    return checked_by(BoardReport, values | changed)


LATER = {
    "launch_month": "2018-05",
    "phase_in_ends": "2018-07",
    "last_month": "2018-12",
    "extract_drawn_on": "2019-02-28",
    "made_on": "2020-01-20",
    "workshops": None,
    "events": [{"name": "new district system", "from": "2017-01", "shape": "step"}],
    "words": {"area": "locality"},
}


def notebook(**data: object) -> NotebookNode:
    forms = {name.replace("__", "/"): value for name, value in data.items()}
    output = new_output("display_data", forms, metadata={MARK: {"kind": "panel"}})
    return new_notebook(
        cells=[
            new_markdown_cell("## What the Board\nmay do: by `district`"),
            new_code_cell("district = 1", outputs=[output]),
        ]
    )


def said(**data: object) -> NotebookNode:
    return in_words_of(notebook(**data), parameters(**LATER), KEPT).cells


def form(kind: str, value: Any) -> Any:  # noqa: ANN401 - a form of an output is any JSON
    return said(**{kind.replace("/", "__"): value})[1].outputs[0].data[kind]


def test_kents_own_notebook_is_left_as_it_is() -> None:
    made = notebook(text__html="<p>the workshops of a district</p>")
    before = nbformat.writes(made)
    assert nbformat.writes(in_words_of(made, parameters(), KEPT)) == before


def test_text_between_code_is_said_and_code_is_not() -> None:
    markdown, code = said(text__plain="CAFs")
    assert markdown.source == "## What the partnership\nmay do: by `district`"
    assert (code.source, code.outputs[0].data["text/plain"]) == ("district = 1", "Early help")


def test_markup_is_said_outside_its_tags() -> None:
    found = form(
        "text/html",
        '<div class="district" aria-label="By district"><p>the county&#x27;s &lt;b&gt; district '
        "since the new district system, and Old District</p></div>",
    )
    assert found == (
        '<div class="district" aria-label="By locality"><p>the council&#x27;s &lt;b&gt; locality '
        "since the new district system, and Old District</p></div>"
    )


def test_what_names_a_column_is_left_as_it_is() -> None:
    found = form("text/html", "<p>a column <code>district</code> of a district</p>")
    assert found == "<p>a column <code>district</code> of a locality</p>"


def test_words_and_rows_of_a_chart_are_said_and_its_columns_are_not() -> None:
    assert form(VEGALITE, CHART) == SAID_CHART


def test_a_figures_words_its_narrow_chart_and_its_numbers_are_said() -> None:
    table = {"name": "by-district", "csv": "District,n\nOld District,3\n", "caption": "A district",
             "formats": ["text"], "notes": ["After the workshops."]}  # fmt: skip
    words = {"headline": "Fewer in 1 of 2 districts", "subtitle": "After the workshops",
             "description": "a district", "key": "Grey band: workshops", "narrow": CHART,
             "table": "<td>the county</td>"}  # fmt: skip
    said_table = {**table, "csv": "Locality,n\nOld District,3\n", "caption": "A locality",
                  "notes": ["After the launch."]}  # fmt: skip
    assert form(CSV, table) == said_table
    assert form(WORDS, {"figures": [table | words]})["figures"] == [
        said_table
        | {
            "headline": "Fewer in 1 of 2 localities",
            "subtitle": "After the launch",
            "description": "a locality",
            "key": "Grey band: launch",
            "narrow": SAID_CHART,
            "table": "<td>the council</td>",
        }
    ]


def test_what_a_rule_decided_is_no_text() -> None:
    assert form(DECISIONS, {"form": "by district"}) == {"form": "by district"}
