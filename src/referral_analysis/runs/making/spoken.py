"""An executed notebook in the words of its place: every text that a reader sees, and no name."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from html import escape, unescape
from typing import Any, TypeAlias

from nbformat import NotebookNode

from referral_analysis.analysis.step import COUNTED_BY
from referral_analysis.report.page.mime import CSV, VEGALITE, WORDS
from referral_analysis.report.words.stretches import by_quarters
from referral_analysis.report.words.vocabulary import WRITTEN_IN, Vocabulary, spoken
from referral_analysis.runs.making.tables import decisions_of
from referral_analysis.runs.parameters import ExtractReport
from referral_analysis.runs.parameters.contract import REGISTER

Say: TypeAlias = Callable[[str], str]
TAG = re.compile(r"(<[^>]*>)")
LABEL = re.compile(r'(?<=aria-label=")[^"]*')
FOR_MACHINES = frozenset(
    {"field", "as", "groupby", "fields", "$schema", "type", "name", "format", "config"}
    | {"expr", "filter", "calculate", "test", "labelExpr"}
)
"""Keys of a chart whose texts are no words: columns, kinds and expressions."""
ROWS = "values"
"""The key of a chart's rows, whose own keys are columns."""
IDENTIFIER = re.compile(r"[a-z0-9_]+")


def in_words_of(
    executed: NotebookNode, parameters: ExtractReport, kept: Mapping[str, str]
) -> NotebookNode:
    """Return an executed notebook as its place says it; the same one where it is in those words.

    Where it decided to count by quarters, it speaks of quarters.

    kept: what a run keeps for the analyst, whose register has the names of areas and agencies.
    """
    vocabulary = parameters.vocabulary
    is_by_quarters = decisions_of(executed).get(COUNTED_BY) == "quarters"
    if vocabulary == WRITTEN_IN and not is_by_quarters:
        return executed
    names = tuple(dict.fromkeys([*_given_names(parameters), *_segments(kept)]))

    def say(text: str) -> str:
        return spoken(by_quarters(text) if is_by_quarters else text, vocabulary, names)

    for cell in executed.cells:
        if cell.cell_type == "markdown":
            cell["source"] = say(cell["source"])
        for output in cell.get("outputs", []):
            output["data"] = NotebookNode(_data(output.get("data", {}), say))
    return executed


def say_of(vocabulary: Vocabulary) -> Say:
    """Return how a page beside the reports says its own words."""
    return lambda text: spoken(text, vocabulary)


def _given_names(parameters: ExtractReport) -> Iterator[str]:
    """Yield the names that a council's parameters give: of events, places and meetings."""
    given = parameters.model_dump()
    for name in ("meeting", "question", "made_by", "district", "comparators_council"):
        if isinstance(given.get(name), str):
            yield given[name]
    yield from (str(event["name"]) for event in given["events"])
    yield from (str(name) for name in given.get("neighbours", []))


def _segments(kept: Mapping[str, str]) -> Iterator[str]:
    """Yield the areas and agencies of a run's register."""
    register = kept.get(REGISTER.rpartition("/")[2], "")
    rows = csv.DictReader(io.StringIO(register))
    yield from dict.fromkeys(
        row["segment"] for row in rows if row.get("kind") == "district" and row.get("segment")
    )


def _data(data: Mapping[str, Any], say: Say) -> dict[str, Any]:
    """Say what one output shows, by the kind of each of its forms."""
    said = dict(data)
    for kind, value in data.items():
        if kind == "text/html":
            said[kind] = _markup(value, say)
        elif kind == "text/plain":
            said[kind] = say(value)
        elif kind == VEGALITE:
            said[kind] = _chart(value, say)
        elif kind == WORDS:
            said[kind] = {"figures": [_figure(figure, say) for figure in value["figures"]]}
        elif kind == CSV:
            said[kind] = _download(value, say)
    return said


def _figure(words: Mapping[str, Any], say: Say) -> dict[str, Any]:
    said = _download(words, say)
    for name in ("headline", "subtitle", "description", "key"):
        said[name] = say(words[name])
    said["narrow"] = _chart(words["narrow"], say) if words["narrow"] else words["narrow"]
    said["table"] = _markup(words["table"], say)
    return said


def _download(words: Mapping[str, Any], say: Say) -> dict[str, Any]:
    said = dict(words)
    said["csv"], said["caption"] = say(words["csv"]), say(words["caption"])
    said["notes"] = [say(note) for note in words["notes"]]
    return said


def _markup(markup: str, say: Say) -> str:
    """Say the text of markup and the labels that are read aloud; tags and `<code>` stay."""
    said = []
    tag = ""
    for part in TAG.split(markup):
        if part.startswith("<"):
            tag = part
            said.append(LABEL.sub(lambda label: _escaped(label[0], say), part))
        else:
            said.append(part if tag == "<code>" else _escaped(part, say))
    return "".join(said)


def _escaped(part: str, say: Say) -> str:
    text = unescape(part)
    said = say(text)
    return part if said == text else escape(said)


def _chart(value: Any, say: Say, key: str = "") -> Any:  # noqa: ANN401 - a value of JSON
    """Say the words of a chart: its values and titles, not what its columns are called."""
    if key in FOR_MACHINES:
        return value
    if key == ROWS and isinstance(value, list):
        return [_row(row, say) for row in value]
    if isinstance(value, Mapping):
        return {name: _chart(one, say, name) for name, one in value.items()}
    if isinstance(value, list):
        return [_chart(one, say) for one in value]
    if isinstance(value, str) and not IDENTIFIER.fullmatch(value):
        return say(value)
    return value


def _row(row: Any, say: Say) -> Any:  # noqa: ANN401 - a value of JSON
    if isinstance(row, Mapping):
        return {column: _row(one, say) for column, one in row.items()}
    return _chart(row, say)
