"""Where two report pages differ: section by section."""

import re
from html import unescape
from itertools import zip_longest

from referral_analysis.runs.differences.agreement import Agree
from referral_analysis.runs.differences.difference import Difference
from referral_analysis.runs.differences.plain import differing, first_difference

_SECTION = re.compile(r"(?=<h2\b)")
_HEADING = re.compile(r"<h2\b[^>]*>(.*?)</h2>", re.DOTALL)
_FIGURE = re.compile(r'<figure id="figure-([^"]*)">|</figure>')
_TAG = re.compile(r"<[^>]+>")


def between_pages(file: str, old: str, new: str, agree: Agree) -> tuple[Difference, ...]:
    """Name the first difference in each section, and the figure that it is in."""
    differences = []
    for before, after in zip_longest(_SECTION.split(old), _SECTION.split(new), fillvalue=""):
        at = first_difference(before, after)
        if at is not None and not agree(before, after):
            place = f"{_section(before or after)}{_figure(before, at)}"
            differences.append(differing(file, place, before, after, at))
    return tuple(differences)


def _section(text: str) -> str:
    heading = _HEADING.match(text)
    if heading is None:
        return "before the first section"
    return f'section "{unescape(_TAG.sub("", heading[1])).strip()}"'


def _figure(text: str, at: int) -> str:
    within = ""
    for mark in _FIGURE.finditer(text, 0, at):
        within = f", figure {mark[1]}" if mark[1] else ""
    return within
