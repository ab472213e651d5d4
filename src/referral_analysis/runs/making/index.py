"""The list of runs: one page in the folder of reports, made anew after each run in it."""

import datetime as dt
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import quote

import jinja2

from referral_analysis.errors import FileUnreadableError, RunError
from referral_analysis.periods import month_name, parse_month
from referral_analysis.runs.disk.exchange import hold
from referral_analysis.runs.making.export import TEMPLATE, Page, policy
from referral_analysis.runs.making.pages import day_name, title_of
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import NAME, REPORT, sha256_of

INDEX = "index.html"
HEAD_BYTES = 4096  # the description comes before the style sheet
DESCRIPTION = re.compile(r'<meta name="description" content="([^"]*)">')


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A run as the list shows it: plain texts, and a link that begins at the list's folder."""

    link: str
    title: str
    meeting: str
    headline: str
    facts: tuple[tuple[str, str], ...]
    made_on: str
    is_synthetic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A folder that has a manifest and cannot be listed, and why."""

    folder: str
    reason: str


def write(reports: Path) -> Path:
    """List every run below a folder, the newest first, in its index.html.

    Written beside its place and moved there. Two runs that end at once wait for each other, so
    that the later list has both. Folders without a manifest are nobody's runs and are passed over;
    runs that cannot be read are named at the end of the list.
    """
    target = reports / INDEX
    part = reports / f".{INDEX}.part-{secrets.token_hex(4)}"
    try:
        with hold(reports, wait=True):
            part.write_text(_page(*_found(reports)), "utf-8", newline="\n")
            os.replace(part, target)  # noqa: PTH105 - in one step, whatever is there
    except OSError as error:
        part.unlink(missing_ok=True)
        raise RunError(
            f"the list of runs {INDEX}",
            found=f"it cannot be written ({type(error).__name__}); the run itself is there",
            needed=f"a folder {reports.name} that may be written",
            do="Make room or mend its permissions; the next run writes the list again.",
        ) from None
    return target


def _found(reports: Path) -> tuple[list[Listed], list[LeftOut]]:
    """Read what the manifests say: the newest first, then in the order of their folders."""
    runs: list[Listed] = []
    left_out: list[LeftOut] = []
    for folder in _run_folders(reports):
        place = folder.relative_to(reports)
        try:
            runs.append(_listed(folder, place))
        except FileUnreadableError as error:
            left_out.append(LeftOut(folder=place.as_posix(), reason=error.found))
    runs.sort(key=lambda run: run.made_on, reverse=True)
    return runs, left_out


def _run_folders(reports: Path) -> Iterator[Path]:
    """Yield the folders that have a manifest, in order.

    Hidden ones are still being made; one that begins with an underscore holds no reports.
    """
    for place, folders, files in os.walk(reports):
        folders[:] = [] if NAME in files else sorted(f for f in folders if f[0] not in "._")
        if NAME in files:
            yield Path(place)


def _listed(folder: Path, place: Path) -> Listed:
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
        )
    except OSError:
        raise _broken(f"it has no {REPORT} that can be read") from None
    except (KeyError, TypeError, ValueError):
        raise _broken("its parameters are not those of a report") from None


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _broken(found: str) -> FileUnreadableError:
    return FileUnreadableError(
        "a run", found=found, needed="a run folder as the run left it", do="Make the run again."
    )


def _page(runs: list[Listed], left_out: list[LeftOut]) -> str:
    css = (TEMPLATE / "page.css").read_text("utf-8")
    page = Page(
        title="Reports",
        brand="",
        colophon="Made anew after each run of referral-analysis in this folder.",
    )
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE), autoescape=True, keep_trailing_newline=True
    )
    resources = {
        "page": page,
        "css": css,
        "policy": policy(css),
        "runs": runs,
        "left_out": left_out,
    }
    return environment.get_template("runs.html.j2").render(resources=resources)
