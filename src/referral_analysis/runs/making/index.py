"""The list of runs: one page in the folder of reports, made anew after each run in it."""

import os
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from referral_analysis.errors import FileUnreadableError, RunError
from referral_analysis.runs.disk.exchange import hold
from referral_analysis.runs.making.export import TEMPLATE, Page, policy
from referral_analysis.runs.making.listed import Listed, grouped, listed
from referral_analysis.runs.record.manifest import NAME

INDEX = "index.html"


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
    try:
        with hold(reports, wait=True):
            put_whole(target, _page(*_found(reports)))
    except OSError as error:
        raise RunError(
            f"the list of runs {INDEX}",
            found=f"it cannot be written ({type(error).__name__}); the run itself is there",
            needed=f"a folder {reports.name} that may be written",
            do="Make room or mend its permissions; the next run writes the list again.",
        ) from None
    return target


def put_whole(target: Path, text: str) -> None:
    """Write a page beside its place and move it there; OSError, and nothing left, if it fails."""
    part = target.with_name(f".{target.name}.part-{secrets.token_hex(4)}")
    try:
        part.write_text(text, "utf-8", newline="\n")
        os.replace(part, target)  # noqa: PTH105 - in one step, whatever is there
    except OSError:
        part.unlink(missing_ok=True)
        raise


def _found(reports: Path) -> tuple[list[Listed], list[LeftOut]]:
    """Read what the manifests say, in the order of their folders."""
    runs: list[Listed] = []
    left_out: list[LeftOut] = []
    for folder in _run_folders(reports):
        place = folder.relative_to(reports)
        try:
            runs.append(listed(folder, place))
        except FileUnreadableError as error:
            left_out.append(LeftOut(folder=place.as_posix(), reason=error.found))
    return runs, left_out


def _run_folders(reports: Path) -> Iterator[Path]:
    """Yield the folders that have a manifest, in order.

    Hidden ones are still being made; one that begins with an underscore holds no reports.
    """
    for place, folders, files in os.walk(reports):
        folders[:] = [] if NAME in files else sorted(f for f in folders if f[0] not in "._")
        if NAME in files:
            yield Path(place)


def _page(runs: list[Listed], left_out: list[LeftOut]) -> str:
    css = (TEMPLATE / "page.css").read_text("utf-8")
    page = Page(
        title="Reports",
        brand="",
        colophon="Made anew after each run of referral-analysis in this folder.",
    )
    resources = {
        "page": page,
        "css": css,
        "policy": policy(css),
        "groups": grouped(runs),
        "left_out": left_out,
    }
    return laid_out("runs.html.j2", resources)


def laid_out(template: str, resources: Mapping[str, Any]) -> str:
    """Fill in a template of the report's, every text escaped."""
    import jinja2  # noqa: PLC0415 - 0.01 s, as the last thing

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE), autoescape=True, keep_trailing_newline=True
    )
    return environment.get_template(template).render(resources=resources)
