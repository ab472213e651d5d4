"""A report's page as a tagged PDF, printed by Chromium where there is one."""

import datetime as dt
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from referral_analysis.errors import RunError

NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
VARIABLE = "CHROMIUM"
WAIT_SECONDS = 120  # it takes 2 to 4
QUIET = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND",  # the page needs nothing, and gets nothing
    "--no-pdf-header-footer",
    "--export-tagged-pdf",
    "--generate-pdf-document-outline",
)


def find_browser() -> Path:
    """Return the browser that prints: what CHROMIUM names, else the first known name on the path.

    RunError where there is none.
    """
    named = os.environ.get(VARIABLE)
    paths = (shutil.which(name) for name in ([named] if named else NAMES))
    path = next((path for path in paths if path), None)
    if path is None:
        raise RunError(
            "--pdf",
            found=f"{VARIABLE} names no program" if named else "no Chromium on this machine",
            needed="Chromium, Chrome or Edge",
            do=f"Install one, name it in {VARIABLE}, or print report.html from any browser.",
        )
    return Path(path)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What prints, and the date that the PDF bears."""

    browser: Path
    made_on: dt.date


def print_page(page: Path, target: Path, paper: Paper) -> None:
    """Print a page to a PDF, the same bytes from the same browser every time.

    Nothing outside the page is loaded. RunError where the browser fails.
    """
    from referral_analysis.runs.making import tagging  # noqa: PLC0415 - only a PDF needs it

    with tempfile.TemporaryDirectory(prefix="ra-", ignore_cleanup_errors=True) as profile:
        words = [str(paper.browser), *QUIET, *_as_root(), f"--user-data-dir={profile}"]
        try:
            subprocess.run(  # noqa: S603 - the browser that find_browser found
                [*words, f"--print-to-pdf={target.resolve()}", page.resolve().as_uri()],
                check=True,
                capture_output=True,
                timeout=WAIT_SECONDS,
                env=os.environ | {"TZ": "UTC"},
            )
            tagging.complete(target, paper.made_on)
        except (OSError, subprocess.SubprocessError, ValueError) as error:
            target.unlink(missing_ok=True)
            raise RunError(
                "--pdf",
                found=f"{paper.browser.name} did not print the page ({type(error).__name__})",
                needed="a browser that prints to PDF, with tags",
                do="Print report.html from any browser, or run without --pdf.",
            ) from None


def _as_root() -> tuple[str, ...]:
    """Return the word without which Chromium will not start for root, as in a container."""
    return ("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()
