"""Blocks of the page that are words: paragraphs, the answer and its tiles, notices, lists.

Callers give plain text; markup in it is shown, not obeyed, but for `backticks` about the name of a
column or a parameter.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from referral_analysis.report.page.mime import DECISIONS, marked
from referral_analysis.report.page.names import marked_up

Tone = Literal["good", "bad", "unsure", "plain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A block of the page; made by the functions of this module only.

    decisions: what rules fixed beforehand decided, by name, for the manifest of a run.
    """

    markup: str = field(repr=False)
    text: str
    decisions: Mapping[str, Any] = field(default_factory=dict)

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Show the block in a notebook, marked as fit for the report."""
        del include, exclude
        shown: dict[str, Any] = {"text/html": self.markup, "text/plain": self.text}
        decided = {DECISIONS: dict(self.decisions)} if self.decisions else {}
        return shown | decided, marked("panel")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One of the questions that the first screen answers.

    `answer` is a few words or a figure, shown large; `text` one or two sentences. The tone colours
    the tile's edge and nothing else: the words carry the meaning.
    """

    question: str
    answer: str
    text: str
    tone: Tone = "plain"


def paragraphs(*texts: str) -> Panel:
    """Show paragraphs."""
    return _panel("prose", "".join(f"<p>{marked_up(text)}</p>" for text in texts), " ".join(texts))


def nothing() -> Panel:
    """Show nothing, where there is nothing to say."""
    return Panel(markup="", text="")


def deciding(panel: Panel, decisions: Mapping[str, Any]) -> Panel:
    """Let a block carry decisions into the manifest of the run that shows it."""
    return replace(panel, decisions=decisions)


def heading(text: str, level: Literal[2, 3] = 2) -> Panel:
    """Show a heading that is worked out; fixed ones belong in the notebook's Markdown."""
    return _panel("prose", f"<h{level}>{marked_up(text)}</h{level}>", text)


def answer(sentence: str, tiles: Sequence[Tile]) -> Panel:
    """Show the answer in one sentence, then the questions below it as tiles."""
    body = "".join(_tile(tile) for tile in tiles)
    return _panel(
        "answer",
        f'<p class="sentence">{marked_up(sentence)}</p><ul class="tiles">{body}</ul>',
        sentence,
    )


def points(items: Sequence[str], *, title: str = "") -> Panel:
    """Show a list of points, under a title if one is given."""
    head = f"<h3>{marked_up(title)}</h3>" if title else ""
    body = "".join(f"<li>{marked_up(item)}</li>" for item in items)
    return _panel("points", f"{head}<ul>{body}</ul>", title or "; ".join(items))


def columns(*lists: tuple[str, Sequence[str]]) -> Panel:
    """Show titled lists of points side by side, as the first screen's two do."""
    body = "".join(
        f"<div><h3>{marked_up(title)}</h3><ul>"
        + "".join(f"<li>{marked_up(item)}</li>" for item in items)
        + "</ul></div>"
        for title, items in lists
    )
    return _panel("columns", body, "; ".join(title for title, _ in lists))


def notice(text: str, *, title: str = "") -> Panel:
    """Show something the reader must not miss."""
    head = f"<strong>{marked_up(title)}</strong> " if title else ""
    return _panel("notice", f"<p>{head}{marked_up(text)}</p>", title or text)


def facts(rows: Sequence[tuple[str, str]]) -> Panel:
    """Show names and what they are, as a list of terms."""
    body = "".join(f"<div><dt>{marked_up(k)}</dt><dd>{marked_up(v)}</dd></div>" for k, v in rows)
    return _panel("facts", f"<dl>{body}</dl>", "; ".join(name for name, _ in rows))


def _tile(tile: Tile) -> str:
    return (
        f'<li class="tile {tile.tone}"><h3>{marked_up(tile.question)}</h3>'
        f'<p class="figure">{marked_up(tile.answer)}</p><p>{marked_up(tile.text)}</p></li>'
    )


def _panel(kind: str, inner: str, text: str) -> Panel:
    return Panel(markup=f'<div class="{kind}">{inner}</div>', text=text)
