"""A release on one side of A4, for an agenda: read from the Board report's first screen."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from referral_analysis.errors import FileUnreadableError, RunError
from referral_analysis.papers.board.evidence import TITLE
from referral_analysis.papers.board.opening import NEXT_TITLE
from referral_analysis.report.words.stretches import by_quarters
from referral_analysis.runs.making.export import TEMPLATE, Page, policy
from referral_analysis.runs.making.index import laid_out, put_whole
from referral_analysis.runs.making.listed import Listed, listed
from referral_analysis.runs.making.pages import SYNTHETIC
from referral_analysis.runs.making.spoken import Say, say_of
from referral_analysis.runs.parameters import BOARD
from referral_analysis.runs.record.manifest import REPORT
from referral_analysis.runs.release.first_screen import FirstScreen, first_screen

SUMMARY, SUMMARY_PDF = "summary.html", "summary.pdf"
CHART = Path("charts") / "inappropriate-referrals.svg"
"""Where contacts are counted its name says so."""
SENTENCES = 2
"""How many sentences of each tile there is room for."""
_END = re.compile(r"(?<=[.?!]) (?=[A-Z])")


def write(folder: Path) -> Path | None:
    """Write the summary of a release into its folder; None where it has no Board report.

    RunError where it cannot be written.
    """
    board = folder / BOARD
    if not (board / REPORT).is_file():
        return None
    try:
        run = listed(board, Path(BOARD))
        opening = first_screen((board / REPORT).read_text("utf-8"))
        chart = board / CHART.with_name(CHART.name.replace("referral", run.vocabulary.counted))
        drawn = chart.read_text("utf-8") if chart.is_file() else ""
        put_whole(folder / SUMMARY, _page(run, opening, drawn))
    except (OSError, FileUnreadableError) as error:
        raise RunError(
            f"the summary of the release {folder.name}",
            found=f"it cannot be written ({type(error).__name__}); the reports are there",
            needed="the Board report as its run left it, and a folder that may be written",
            do="Make room or mend its permissions, and run the release again.",
        ) from None
    return folder / SUMMARY


BY_PERIOD = "Inappropriate referrals, month by month"


def _page(run: Listed, opening: FirstScreen, chart: str) -> str:
    say = say_of(run.vocabulary)
    css = (TEMPLATE / "page.css").read_text("utf-8")
    page = Page(
        title=run.title,
        brand=run.meeting,
        facts=tuple(fact for fact in run.facts if fact[0] != "Folder"),
        warning=say(SYNTHETIC) if run.is_synthetic else "",
        colophon=say("In brief, from the Board report, which has every figure with its range."),
    )
    tiles = tuple(replace(tile, text=in_brief(tile.text, SENTENCES)) for tile in opening.tiles)
    return laid_out(
        "summary.html.j2",
        {
            "page": page,
            "css": css,
            "policy": policy(css),
            "headline": opening.sentence,
            "sentence": opening.sentence,
            "tiles": tiles,
            "by_period": say(by_quarters(BY_PERIOD) if run.is_by_quarters else BY_PERIOD),
            "chart": chart,
            "lists": dict(_lists(opening, say)),
        },
    )


def _lists(opening: FirstScreen, say: Say) -> Mapping[str, tuple[str, ...]]:
    """Return the evidence, a sentence a line, and what to do next."""
    title, next_title = say(TITLE), say(NEXT_TITLE)
    lists = {
        title: tuple(in_brief(line, 1) for line in opening.lists.get(title, ())),
        next_title: opening.lists.get(next_title, ()),
    }
    return {title: said for title, said in lists.items() if said}


def in_brief(text: str, sentences: int) -> str:
    """Return the first sentences of a text."""
    return " ".join(_END.split(text)[:sentences])
