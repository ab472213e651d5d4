"""A run folder as a list of runs shows it, read from its manifest and its report's first lines."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import quote

from referral_analysis.analysis.segments import KINDS, SegmentKind
from referral_analysis.analysis.step import COUNTED_BY
from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.periods import month_name, parse_month
from referral_analysis.report.words.vocabulary import Vocabulary, spoken
from referral_analysis.runs.making.notebooks import name_of
from referral_analysis.runs.making.pages import day_name, title_of
from referral_analysis.runs.parameters import BOARD
from referral_analysis.runs.parameters.words import vocabulary_of
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import REPORT, sha256_of

HEAD_BYTES = 4096  # the description comes before the style sheet
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A run as a list shows it: plain texts, and a link that begins at the list's folder.

    group: the folder that it stands in below the list's, its own where it stands there itself.
    segment: what kind of place it is on; None for the whole county. made_on: ISO 8601.
    vocabulary: the words of its place, which it is laid out in. is_by_quarters: its counts are of
    quarters.
    """

    link: str
    group: str
    notebook: str
    segment: SegmentKind | None
    name: str
    title: str
    meeting: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    made_on: str
    is_synthetic: bool
    vocabulary: Vocabulary
    is_by_quarters: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The runs of one folder: those on the whole county, the Board's first; then by their kind."""

    whole: tuple[Listed, ...]
    parts: tuple[tuple[str, tuple[Listed, ...]], ...]


PLURAL: dict[SegmentKind, str] = {"district": "districts", "agency": "agencies"}


def grouped(runs: Sequence[Listed]) -> list[Group]:
    """Put runs into groups by their folders, the group with the newest run first."""
    names = list(dict.fromkeys(run.group for run in runs))
    of_group = {name: [run for run in runs if run.group == name] for name in names}
    names.sort(key=lambda name: max(run.made_on for run in of_group[name]), reverse=True)
    return [_group(of_group[name]) for name in names]


def _group(runs: Sequence[Listed]) -> Group:
    whole = [run for run in runs if run.segment is None]
    whole.sort(key=lambda run: run.notebook != BOARD)
    whole.sort(key=lambda run: run.made_on, reverse=True)
    parts = [
        (
            spoken(PLURAL[kind], runs[0].vocabulary),
            tuple(run for run in runs if run.segment == kind),
        )
        for kind in KINDS
        if any(run.segment == kind for run in runs)
    ]
    return Group(whole=tuple(whole), parts=tuple(parts))


def listed(folder: Path, place: Path) -> Listed:
    """Read one run; FileUnreadableError where it is not what a run left."""
    written = crate.read(folder)
    recorded = {output.path: output.sha256 for output in written.outputs}
    said = written.parameters
    try:
        if sha256_of(folder / REPORT) != recorded.get(REPORT):
            raise _broken(f"{REPORT} is not the one that its manifest names")
        with (folder / REPORT).open("rb") as file:
            head = file.read(HEAD_BYTES).decode("utf-8", "replace")
        headline = DESCRIPTION.search(head)
        return Listed(
            link=f"{quote(place.as_posix())}/{REPORT}",
            group=place.parts[0] if place.parts else "",
            notebook=name_of(written.notebook.path),
            segment=next((kind for kind in KINDS if said.get(kind)), None),
            name=next((_text(said[kind]) for kind in KINDS if said.get(kind)), ""),
            title=title_of({**said, "question": _text(said["question"])}),
            meeting=_text(said["meeting"]),
            headline=unescape(headline[1]) if headline else "",
            facts=(
                ("Report made on", day_name(said["made_on"])),
                ("Data as at", f"end of {month_name(parse_month(said['last_month']))}"),
                ("Folder", place.as_posix()),
            ),
            made_on=dt.date.fromisoformat(said["made_on"]).isoformat(),
            is_synthetic=bool(said["is_synthetic"]),
            vocabulary=vocabulary_of(said),
            is_by_quarters=written.decisions.get(COUNTED_BY) == "quarters",
        )
    except OSError:
        raise _broken(f"it has no {REPORT} that can be read") from None
    except (KeyError, TypeError, ValueError, ParametersError):
        raise _broken("its parameters are not those of a report") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _broken(found: str) -> FileUnreadableError:
    return FileUnreadableError(
        "a run", found=found, needed="a run folder as the run left it", do="Make the run again."
    )
