"""The page over the reports of a release: the answer, the evidence for it, and what it means."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from referral_analysis.errors import FileUnreadableError, RunError
from referral_analysis.papers.board.evidence import AUDIT, DATA, TITLE
from referral_analysis.papers.board.opening import LIMITS_TITLE, NEXT_TITLE
from referral_analysis.report.words.vocabulary import WRITTEN_IN
from referral_analysis.runs.making.export import TEMPLATE, Page, policy
from referral_analysis.runs.making.index import INDEX, laid_out, put_whole
from referral_analysis.runs.making.listed import PLURAL, Listed, listed
from referral_analysis.runs.making.pages import SYNTHETIC
from referral_analysis.runs.making.spoken import Say, say_of
from referral_analysis.runs.parameters import BOARD
from referral_analysis.runs.record.manifest import REPORT
from referral_analysis.runs.release.first_screen import FirstScreen, first_screen

MEANING = (LIMITS_TITLE, NEXT_TITLE)
"""The lists of the Board report's first screen that say what the answer means."""
REPORT_OF = {DATA: "data_quality", AUDIT: "threshold_audit"}
"""The report in which a line of evidence is looked into; the others are in the Board report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartReports:
    """The reports on the districts, or on the agencies."""

    title: str
    runs: tuple[Listed, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceLine:
    """A line of the Board report's evidence, and the report to read about it."""

    text: str
    report: Listed | None


def write(folder: Path, made: Sequence[Path], failed: Sequence[str]) -> Path:
    """Write the page over a release's reports into its folder; RunError where that fails.

    made: the run folders below it, in the release's order. failed: the names of the runs that were
    not made, which the page says.
    """
    target = folder / INDEX
    try:
        runs = [listed(place, place.relative_to(folder)) for place in made]
        board = next((run for run in runs if run.notebook == BOARD), None)
        opening = FirstScreen()
        if board is not None:
            opening = first_screen((folder / BOARD / REPORT).read_text("utf-8"))
        put_whole(target, _page(runs, board, opening, failed))
    except (OSError, FileUnreadableError) as error:
        raise RunError(
            f"the page of the release {folder.name}",
            found=f"it cannot be written ({type(error).__name__}); the reports are there",
            needed="run folders as the runs left them, and a folder that may be written",
            do="Make room or mend its permissions, and run the release again.",
        ) from None
    return target


def _page(
    runs: Sequence[Listed], board: Listed | None, opening: FirstScreen, failed: Sequence[str]
) -> str:
    css = (TEMPLATE / "page.css").read_text("utf-8")
    first = board or (runs[0] if runs else None)
    say = say_of(first.vocabulary if first else WRITTEN_IN)
    title, meaning = say(TITLE), [say(one) for one in MEANING]
    page = Page(
        title=board.title if board else "The reports of this release",
        brand=first.meeting if first else "",
        facts=tuple(fact for fact in (first.facts if first else ()) if fact[0] != "Folder"),
        warning=say(SYNTHETIC) if any(run.is_synthetic for run in runs) else "",
        colophon="Made by referral-analysis run, from the pages of the reports that it links to.",
    )
    return laid_out(
        "release.html.j2",
        {
            "page": page,
            "css": css,
            "policy": policy(css),
            "headline": opening.sentence,
            "board": board,
            "opening": opening,
            "cautions": {
                t: said for t, said in opening.lists.items() if t not in (*meaning, title)
            },
            "lines": _lines(opening.lists.get(title, ()), runs, board),
            "meaning": {t: opening.lists[t] for t in meaning if t in opening.lists},
            "read": say("Read the Board report"),
            "means": say("What it means for the Board"),
            "evidence": [run for run in runs if run.segment is None and run is not board],
            "parts": _parts(runs, say),
            "failed": failed,
        },
    )


def _lines(said: Sequence[str], runs: Sequence[Listed], board: Listed | None) -> list[EvidenceLine]:
    """Put each line of evidence beside its report: the rating, which has no name, beside none."""
    reports = {run.notebook: run for run in runs}
    return [
        EvidenceLine(
            text=text, report=reports.get(REPORT_OF.get(text.partition(":")[0], ""), board)
        )
        if at
        else EvidenceLine(text=text, report=None)
        for at, text in enumerate(said)
    ]


def _parts(runs: Sequence[Listed], say: Say) -> list[PartReports]:
    """Put the reports on districts and on agencies together, each in the release's order."""
    parts = [
        PartReports(
            title=say(plural.capitalize()), runs=tuple(run for run in runs if run.segment == kind)
        )
        for kind, plural in PLURAL.items()
    ]
    return [part for part in parts if part.runs]
