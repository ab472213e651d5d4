"""The tutorial, followed to its end: every command is run, and a report that can be made again."""

import contextlib
import io
import shutil
from pathlib import Path
from unittest import mock

import pytest
from tools.documentation import ROOT, blocks, command_lines

from referral_analysis.cli import main


def command(words: list[str], here: Path) -> tuple[int, str]:
    out = io.StringIO()
    with (
        contextlib.chdir(here),
        mock.patch("sys.argv", words),
        contextlib.redirect_stdout(out),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    assert isinstance(ended.value.code, int)
    return ended.value.code, out.getvalue()


def test_the_tutorial_ends_in_a_report_that_can_be_made_again(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data_samples", tmp_path / "data_samples")
    here, told = tmp_path, {}
    for block in blocks("docs/tutorial.md"):
        for words in command_lines(block):
            match words:
                case ["cd", folder]:
                    here /= folder
                case ["mkdir", folder]:
                    (here / folder).mkdir()
                case ["cp", *files, folder]:
                    for file in files:
                        shutil.copy(here / file, here / folder)
                case ["referral-analysis", name, *_]:
                    code, told[name] = command(words, here)
                    assert code == (3 if name == "check" else 0), (words, told[name])
                case _:
                    pytest.fail(f"{block.place}: {words[0]} is not run")
    assert "identical" in told["reproduce"]
    made = here / "reports" / "board_report" / "board_report"
    page = (made / "report.html").read_text("utf-8")
    assert "Did inappropriate referrals fall after the new thresholds?" in page
    # what the page says a run folder holds
    listed = blocks_of_the_folder()
    assert {name.rstrip("/") for name in listed} <= {path.name for path in made.iterdir()}


def blocks_of_the_folder() -> list[str]:
    """Return the names in the tutorial's table of a run folder."""
    lines = (ROOT / "docs" / "tutorial.md").read_text("utf-8").splitlines()
    rows = [line.split("|")[1] for line in lines if line.startswith("| `")]
    return [name.strip(" `") for row in rows for name in row.split(",")]
