"""A run folder appears whole or not at all."""

import os
import time
from pathlib import Path

import pytest

from referral_analysis.errors import RunError
from referral_analysis.runs import folder


def write(target: Path, text: str) -> None:
    with folder.staged(target) as stage:
        (stage / "report.html").write_text(text)


def fail_halfway(target: Path) -> None:
    with folder.staged(target) as stage:
        (stage / "report.html").write_text("half")
        raise ZeroDivisionError


def test_a_good_run_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "reports" / "board"
    write(target, "one")
    write(target, "two")
    assert (target / "report.html").read_text() == "two"
    assert [path.name for path in target.parent.iterdir()] == ["board"]


def test_a_failed_run_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "board"
    write(target, "one")
    with pytest.raises(ZeroDivisionError):
        fail_halfway(target)
    assert (target / "report.html").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["board"]


def test_a_folder_set_aside_by_a_killed_run_comes_back(tmp_path: Path) -> None:
    target = tmp_path / "board"
    write(target, "one")
    target.rename(tmp_path / ".board.old-00000000")
    with pytest.raises(ZeroDivisionError):
        fail_halfway(target)
    assert (target / "report.html").read_text() == "one"


def test_what_a_killed_run_left_goes_after_a_day(tmp_path: Path) -> None:
    old, new = tmp_path / ".board.part-00000000", tmp_path / ".board.part-11111111"
    old.mkdir()
    new.mkdir()
    yesterday = time.time() - 2 * folder.STALE_AFTER_SECONDS
    os.utime(old, (yesterday, yesterday))
    write(tmp_path / "board", "one")
    assert not old.exists()
    assert new.exists()


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(RunError, match=r"output folder board: .* Choose another with --output"):
        write(tmp_path / "file" / "board", "one")
