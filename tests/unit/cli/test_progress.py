"""What a person sees of a run or a batch while it goes on."""

from collections.abc import Iterator

import pytest

from referral_analysis.cli.batch import told
from referral_analysis.cli.progress import Loudness, line_of, steps, watched
from referral_analysis.runs.batch import TaskOutcome

ENTRY = {"step": "read inputs", "seconds": 0.0649, "extract_rows": 103425}
WARNING = {"message": "packages are not those of the lock", "packages": 3}


@pytest.mark.parametrize(
    ("entry", "is_verbose", "line"),
    [
        (ENTRY, False, "read inputs      0.1 s"),
        (ENTRY, True, "read inputs      0.1 s  extract_rows 103,425"),
        (WARNING, False, "warning: packages are not those of the lock"),
        (WARNING, True, "warning: packages are not those of the lock  packages 3"),
    ],
)
def test_an_entry_is_a_line_and_its_counts_are_for_the_asking(
    entry: dict[str, object], *, is_verbose: bool, line: str
) -> None:
    assert line_of(entry, is_verbose=is_verbose) == line


@pytest.mark.parametrize(
    ("loudness", "lines"),
    [
        ("quiet", []),
        ("plain", ["read inputs      0.1 s"]),
        ("verbose", ["read inputs      0.1 s  extract_rows 103,425"]),
    ],
)
def test_into_a_file_go_plain_lines(
    loudness: Loudness, lines: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with steps(loudness) as shown:
        shown.on_step("read inputs")
        shown.on_entry(ENTRY)
    assert capsys.readouterr() == ("", "".join(f"{line}\n" for line in lines))


@pytest.fixture
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make rich take standard error for a terminal."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.usefixtures("_terminal")
def test_on_a_terminal_the_step_under_way_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with steps("plain") as shown:
        shown.on_step("execute [red]")
        shown.on_entry(ENTRY)
    out, err = capsys.readouterr()
    assert out == ""
    assert "0:00:00" in err
    assert "read inputs      0.1 s\n" in err.replace("\r", "")


def ended() -> Iterator[TaskOutcome]:
    yield TaskOutcome(name="december/as_planned", state="made", seconds=2.04)
    yield TaskOutcome(name="february/[b]", state="failed", seconds=0, message="x")


def test_a_batch_into_a_file_is_a_line_a_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert [one.state for one in watched(ended(), total=2)] == ["made", "failed"]
    assert capsys.readouterr().err.splitlines() == [
        "1/2 december/as_planned: made (2.0 s)",
        "2/2 february/[b]: failed (0.0 s)",
    ]


def test_runs_that_waited_in_vain_are_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    why = "the Board report that they stand beside was not made"
    first = TaskOutcome(name="board_report", state="failed", seconds=0.5, message="why it failed")
    waited = [
        TaskOutcome(name=f"segment_report/{n}", state="not begun", seconds=0, message=why)
        for n in range(24)
    ]
    told(watched([first, *waited], total=25))
    out, err = capsys.readouterr()
    assert err.splitlines() == [
        "1/25 board_report: failed (0.5 s)",
        "board_report: why it failed",
        f"24 not begun: {why}",
    ]
    assert out == "0 made, 0 unchanged, 1 failed, 24 not begun\n"


def test_a_warning_is_one_line_of_all_the_runs_that_gave_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    given = {"board_report": ("seldom", "changed"), "a": ("changed",), "b": (), "c": ("changed",)}
    told([
        TaskOutcome(name=name, state="made", seconds=1, warnings=warnings)
        for name, warnings in given.items()
    ])  # fmt: skip
    out, err = capsys.readouterr()
    assert err.splitlines() == [
        "warning: board_report: seldom",
        "warning: board_report and 2 more: changed",
    ]
    assert out == "4 made, 0 unchanged, 0 failed\n"


@pytest.mark.usefixtures("_terminal")
def test_a_batch_on_a_terminal_is_a_bar_with_the_time_left(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert len(watched(ended(), total=2)) == 2
    err = capsys.readouterr().err
    assert "2/2" in err
    assert "left" in err
    assert "december" not in err
