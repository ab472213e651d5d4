"""What the shell is offered while a command is typed."""

import pytest
from click.shell_completion import ShellComplete

from referral_analysis.cli import main  # noqa: F401 - every command has joined
from referral_analysis.cli.commands import commands


def offered(words: list[str], incomplete: str) -> list[tuple[str, str]]:
    shell = ShellComplete(commands, {}, "referral-analysis", "_REFERRAL_ANALYSIS_COMPLETE")
    return [(item.type, item.value) for item in shell.get_completions(words, incomplete)]


@pytest.mark.parametrize(
    ("words", "incomplete", "expected"),
    [
        (["run"], "board", [("plain", "board_report"), ("file", "board")]),
        (["run"], "notebooks/board", [("file", "notebooks/board")]),
        (["list"], "thresh", [("plain", "threshold_audit")]),
        (["list"], "nothing", []),
        (["run", "board_report", "-p"], "a", [("file", "a")]),
        ([], "repro", [("plain", "reproduce")]),
    ],
)
def test_notebooks_are_offered_by_name_beside_files(
    words: list[str], incomplete: str, expected: list[tuple[str, str]]
) -> None:
    assert offered(words, incomplete) == expected


def test_every_report_is_offered() -> None:
    found = {value for _, value in offered(["list"], "")}
    assert {
        "appropriateness",
        "board_report",
        "data_quality",
        "explore",
        "segment_report",
        "threshold_audit",
    } <= found
