"""A chart with everything a reader needs beside it: words, text alternative, numbers."""

import os
import re
from dataclasses import dataclass, field
from html import escape
from typing import Any

from referral_analysis.errors import RunError
from referral_analysis.report.charts.picture import Picture
from referral_analysis.report.page.mime import EXPORTS, VEGALITE, WORDS, marked
from referral_analysis.report.page.tables import Table, download_of, html_of

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figure:
    """A chart, what it shows in a headline, what is plotted in a subtitle, and its numbers.

    `name` names its files and its place in the page: lower case with hyphens. The texts are plain:
    markup in them is shown, not obeyed.
    """

    name: str
    picture: Picture = field(repr=False)
    headline: str
    subtitle: str
    table: Table = field(repr=False)

    def __post_init__(self) -> None:
        if not (NAME.fullmatch(self.name) and self.headline.strip() and self.subtitle.strip()):
            raise RunError(
                f"figure {self.name!r}",
                found="a name that is not lower case with hyphens, or an empty text",
                needed="a name such as month-by-month, a headline and a subtitle",
                do="Complete the call that makes the figure.",
            )

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give a notebook the chart to draw, and the exporter the words and numbers beside it."""
        del include, exclude
        return {
            VEGALITE: self.picture.wide.to_dict(),
            WORDS: {"figures": [_words(self)]},
            **_drawn(self),
            "text/plain": f"{self.headline}: {self.picture.description}",
        }, marked("figure")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pair:
    """Two small figures side by side, for comparing."""

    left: Figure
    right: Figure

    def _repr_mimebundle_(
        self, include: object = None, exclude: object = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Give a notebook both charts as one picture, and the exporter the words of each."""
        del include, exclude
        left, right = (figure.picture.wide.to_dict() for figure in (self.left, self.right))
        shared = {key: left[key] for key in ("$schema", "config")}
        charts = [
            {key: value for key, value in spec.items() if key not in shared}
            for spec in (left, right)
        ]
        return {
            VEGALITE: {**shared, "hconcat": charts},
            WORDS: {"figures": [_words(self.left), _words(self.right)]},
            **_drawn(self.left, self.right),
            "text/plain": f"{self.left.headline}; {self.right.headline}",
        }, marked("figure")


def _drawn(*figures: Figure) -> dict[str, str]:
    """Give JupyterLab, which draws no Vega-Lite 6, the figures as the page will show them."""
    if os.environ.get(EXPORTS):
        return {}
    from referral_analysis.report.charts.stills import still  # noqa: PLC0415 - 0.6 s a run need not pay

    parts = (
        f"<h3>{escape(figure.headline)}</h3><p>{escape(figure.subtitle)}</p>"
        + still(
            figure.picture.wide.to_dict(),
            name=figure.name,
            description=figure.picture.description,
        )
        + f"<details><summary>The numbers</summary>{html_of(figure.table)}</details>"
        for figure in figures
    )
    return {"text/html": "".join(parts)}


def _words(figure: Figure) -> dict[str, Any]:
    narrow = figure.picture.narrow
    return {
        **download_of(figure.table, figure.name),
        "headline": figure.headline,
        "subtitle": figure.subtitle,
        "description": figure.picture.description,
        "key": figure.picture.key,
        "narrow": narrow.to_dict() if narrow else None,
        "table": html_of(figure.table),
    }
