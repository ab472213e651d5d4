"""The allow-list that all HTML from a notebook passes, and the headings of the page."""

import re
from collections import Counter
from dataclasses import dataclass
from html import unescape

import nh3

from referral_analysis.errors import RunError

TAGS = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "span", "blockquote", "pre", "br", "hr"}
    | {"ul", "ol", "li", "dl", "dt", "dd"}
    | {"strong", "em", "b", "i", "code", "a", "abbr", "sub", "sup"}
    | {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
)
ATTRIBUTES = {
    "*": {"class", "lang"},
    "a": {"href"},
    "abbr": {"title"},
    "div": {"role", "tabindex", "aria-label"},
    "span": {"aria-hidden"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
TAKEN = ("contents", "report")  # the template's own
HEADING = re.compile(r"<h([1-6])(?: [^>]*)?>(.*?)</h\1>", re.DOTALL)
ANCHOR = re.compile(r'<a [^>]*class="anchor-link"[^>]*>.*?</a>')
TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headed:
    """A page's body with an id on each section's heading, and the sections: (id, text)."""

    body: str
    sections: tuple[tuple[str, str], ...]


def clean(markup: str) -> str:
    """Keep what the allow-list names; scripts, styles, events, forms and pictures are dropped."""
    return nh3.clean(
        markup,
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        url_schemes={"https", "mailto"},
        link_rel="noopener noreferrer",
    )


def headed(body: str) -> Headed:
    """Give each section's heading an id made from its words; RunError where a level is skipped."""
    sections: list[tuple[str, str]] = []
    seen = Counter(TAKEN)
    level = 1

    def mark(match: re.Match[str]) -> str:
        nonlocal level
        inner = ANCHOR.sub("", match[2]).strip()
        text = unescape(TAG.sub("", inner))
        _require_order(text, level, int(match[1]))
        level = int(match[1])
        if level > 2:
            return f"<h{level}>{inner}</h{level}>"
        slug = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"
        seen[slug] += 1
        name = slug if seen[slug] == 1 else f"{slug}-{seen[slug]}"
        sections.append((name, text))
        return f'<h2 id="{name}">{inner}</h2>'

    return Headed(body=HEADING.sub(mark, body), sections=tuple(sections))


def _require_order(text: str, before: int, level: int) -> None:
    if level < 2 or level > before + 1:
        raise RunError(
            f"heading {text!r}",
            found=f"level {level} after level {before}",
            needed="headings that go down one level at a time, from 2 (the title is 1)",
            do="Correct the heading in the notebook.",
        )
