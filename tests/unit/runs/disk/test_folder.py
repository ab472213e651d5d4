"""A run folder appears whole or not at all, and never in the place of anything else."""

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from referral_analysis.errors import RunError
from referral_analysis.runs.disk import exchange, folder
from referral_analysis.runs.record.manifest import NAME

REPLACE_FOR_EVER = """
import itertools, sys
from pathlib import Path
from referral_analysis.runs.disk import folder
print("ready", flush=True)
for number in itertools.count():
    with folder.staged(Path(sys.argv[1])) as stage:
        for name in ("a", "b", "c", "ro-crate-metadata.json"):
            (stage / name).write_text(str(number))
"""
FILES = ("a", "b", "c", NAME)
ENDS_HALFWAY = """
import contextlib, os, sys, threading, time
from pathlib import Path
from referral_analysis.runs.disk import folder
def end():
    time.sleep(float(sys.argv[2]))
    folder.abandon()
    time.sleep(0.1)  # in which whoever makes folders goes on
    os._exit(0)
threading.Thread(target=end, daemon=True).start()
while True:
    with contextlib.suppress(Exception), folder.staged(Path(sys.argv[1])) as stage:
        for name in range(40):
            (stage / str(name)).write_text("x")
        (stage / "ro-crate-metadata.json").write_text("{}")
"""


@pytest.fixture(params=["in one step", "in two steps"])
def _system(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run on what this system offers, and as on a system that cannot exchange folders."""
    if request.param == "in two steps":
        monkeypatch.setattr(folder, "exchange", lambda *_: False)


def write(target: Path, text: str) -> None:
    with folder.staged(target) as stage:
        (stage / "report.html").write_text(text)
        (stage / NAME).write_text(text)


def fail_halfway(target: Path) -> None:
    with folder.staged(target) as stage:
        (stage / "report.html").write_text("half")
        raise ZeroDivisionError


def stay_while_another_writes(target: Path) -> None:
    with folder.staged(target):
        target.mkdir()
        (target / "letter.txt").write_text("mine")


def replaced_for_ever(target: Path) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-c", REPLACE_FOR_EVER, str(target)], stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    return started


@pytest.mark.usefixtures("_system")
def test_a_good_run_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "reports" / "board"
    write(target, "one")
    write(target, "two")
    assert (target / "report.html").read_text() == "two"
    assert [path.name for path in target.parent.iterdir()] == ["board"]


def test_an_empty_folder_may_be_taken(tmp_path: Path) -> None:
    (tmp_path / "board").mkdir()
    write(tmp_path / "board", "one")
    assert (tmp_path / "board" / "report.html").read_text() == "one"


@pytest.mark.usefixtures("_system")
def test_a_failed_run_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "board"
    write(target, "one")
    with pytest.raises(ZeroDivisionError):
        fail_halfway(target)
    assert (target / "report.html").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["board"]


def test_a_failed_run_takes_the_folders_away_that_were_made_for_it(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    with pytest.raises(ZeroDivisionError):
        fail_halfway(tmp_path / "reports" / "february" / "segment_report" / "swale")
    assert not list((tmp_path / "reports").iterdir())


def test_a_run_begins_although_a_failed_one_takes_the_folder_above_it_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mkdir = os.mkdir
    begun: list[Path] = []

    def taken_away_once(path: Path, mode: int = 0o777) -> None:
        if ".new-" in path.name:
            begun.append(path)
            if len(begun) == 2:  # the first found no folder above it, which was then made
                path.parent.rmdir()
        mkdir(path, mode)

    monkeypatch.setattr(os, "mkdir", taken_away_once)
    write(tmp_path / "reports" / "board", "one")
    assert len(begun) > 2
    assert (tmp_path / "reports" / "board" / "report.html").read_text() == "one"


@pytest.mark.usefixtures("_system")
def test_two_runs_into_one_folder_leave_one_of_them(tmp_path: Path) -> None:
    target = tmp_path / "board"
    with folder.staged(target) as slow:
        (slow / NAME).write_text("slow")
        write(target, "quick")
    assert [path.name for path in target.iterdir()] == [NAME]
    assert [path.name for path in tmp_path.iterdir()] == ["board"]


def test_a_folder_set_aside_by_a_killed_run_comes_back(tmp_path: Path) -> None:
    target = tmp_path / "board"
    write(target, "one")
    target.rename(tmp_path / ".board.old-00000000")
    with pytest.raises(ZeroDivisionError):
        fail_halfway(target)
    assert (target / "report.html").read_text() == "one"


def aged(path: Path, seconds: float) -> Path:
    path.mkdir()
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def test_what_a_killed_run_left_goes_with_the_next(tmp_path: Path) -> None:
    left = [
        aged(tmp_path / ".board.part-00000000", 0),
        aged(tmp_path / ".board.new-00000000", 2 * folder.FRESH_SECONDS),
    ]
    at_work = aged(tmp_path / ".board.part-11111111", 2 * folder.FRESH_SECONDS)
    begun = aged(tmp_path / ".board.new-22222222", 0)
    with exchange.hold(at_work):
        write(tmp_path / "board", "one")
    assert not any(path.exists() for path in left)
    assert at_work.exists()
    assert begun.exists()


def test_where_nothing_can_be_held_what_was_left_goes_after_a_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "is_held", lambda _: None)
    old = aged(tmp_path / ".board.part-00000000", 2 * folder.STALE_AFTER_SECONDS)
    new = aged(tmp_path / ".board.part-11111111", folder.STALE_AFTER_SECONDS / 2)
    write(tmp_path / "board", "one")
    assert not old.exists()
    assert new.exists()


def test_there_is_no_moment_without_a_whole_folder(tmp_path: Path) -> None:
    if not exchange.exchange(*(aged(tmp_path / name, 0) for name in "xy")):
        pytest.skip("this system or disk cannot exchange two folders in one step")
    target = tmp_path / "board"
    write(target, "one")
    with replaced_for_ever(target) as replacing:
        missing = sum(not (target / NAME).is_file() for _ in range(20_000))
        replacing.kill()
    assert missing == 0


def test_a_kill_at_any_moment_leaves_a_whole_folder_and_the_next_run_works(tmp_path: Path) -> None:
    target = tmp_path / "board"
    chance = random.Random(2012)  # noqa: S311 - moments, not secrets
    for _ in range(10):
        with replaced_for_ever(target) as replacing:
            time.sleep(chance.uniform(0, 0.03))
            replacing.send_signal(signal.SIGKILL)
        if target.exists():
            assert len({(target / name).read_text() for name in FILES}) == 1
    with folder.staged(target) as stage:
        for name in FILES:
            (stage / name).write_text("next")
    assert {(target / name).read_text() for name in FILES} == {"next"}


def test_two_runs_at_once_never_mix_or_leave_anything(tmp_path: Path) -> None:
    target = tmp_path / "board"
    with replaced_for_ever(target) as one, replaced_for_ever(target) as other:
        time.sleep(0.5)
        assert one.poll() is None
        assert other.poll() is None
        one.terminate()
        other.terminate()
    assert len({(target / name).read_text() for name in FILES}) == 1


@pytest.mark.usefixtures("_full_at_a_kilobyte")
def test_a_full_disk_leaves_the_old_run(tmp_path: Path) -> None:
    target = tmp_path / "board"
    write(target, "one")
    with pytest.raises(RunError, match=r"it cannot be written .* on a disk with room"):
        write(target, "two" * 1000)
    assert (target / "report.html").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["board"]


@pytest.fixture
def _full_at_a_kilobyte() -> Iterator[None]:
    """Let no file of this process grow beyond a kilobyte: the write fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_read_only_place_is_one_line(tmp_path: Path) -> None:
    place = Path("/proc")  # read-only for everybody, an administrator too
    if os.geteuid() != 0 or not place.is_dir():
        place = tmp_path / "closed"
        place.mkdir(mode=0o500)
    with pytest.raises(RunError, match=r"output folder board: .* Choose another with --output"):
        write(place / "board", "one")


def test_a_place_below_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(RunError, match=r"output folder board: .* Choose another with --output"):
        write(tmp_path / "file" / "board", "one")


def test_a_folder_that_no_run_made_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "letter.txt").write_text("mine")
    with pytest.raises(RunError, match=r"output folder documents: a folder that no run made"):
        write(tmp_path / "documents", "one")
    assert (tmp_path / "documents" / "letter.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("place", "found"),
    [
        (".", r"output folder \.: the working folder, or one above it;"),
        ("..", r"output folder \.\.: the working folder, or one above it;"),
        ("/", "output folder /: the working folder, or one above it;"),
        ("x" * 300, r"output folder x+: it cannot be written \(OSError\)"),
    ],
)
def test_a_place_that_can_be_no_runs_is_one_line(
    place: str, found: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RunError, match=found):
        write(Path(place), "one")
    assert not list(tmp_path.iterdir())


def test_a_file_is_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(RunError, match=r"output folder letter.txt: a file"):
        write(tmp_path / "letter.txt", "one")


@pytest.mark.parametrize("target", ["elsewhere", "nowhere"])
def test_a_link_is_not_followed(tmp_path: Path, target: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    write(elsewhere, "one")
    (tmp_path / "board").symlink_to(tmp_path / target)
    with pytest.raises(RunError, match=r"output folder board: a link"):
        write(tmp_path / "board", "two")
    assert (elsewhere / "report.html").read_text() == "one"


def test_what_comes_into_the_place_during_a_run_is_not_lost(tmp_path: Path) -> None:
    target = tmp_path / "board"
    with pytest.raises(RunError, match="a folder that no run made"):
        stay_while_another_writes(target)
    assert (target / "letter.txt").read_text() == "mine"


def test_a_folder_that_can_never_be_put_in_place_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Path) -> bool:
        raise PermissionError

    write(tmp_path / "board", "one")
    monkeypatch.setattr(folder, "exchange", busy)
    with pytest.raises(RunError, match="PermissionError"):
        write(tmp_path / "board", "two")
    assert (tmp_path / "board" / "report.html").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["board"]


def test_in_two_steps_too_a_failure_leaves_the_old_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rename = os.rename

    def no_stage(old: Path, new: Path) -> None:
        if ".part-" in Path(old).name:
            raise PermissionError
        rename(old, new)

    write(tmp_path / "board", "one")
    monkeypatch.setattr(folder, "exchange", lambda *_: False)
    monkeypatch.setattr(os, "rename", no_stage)
    with pytest.raises(RunError, match="PermissionError"):
        write(tmp_path / "board", "two")
    assert (tmp_path / "board" / "report.html").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["board"]


@pytest.mark.parametrize("after_seconds", [0.0, 0.05, 0.2])
def test_a_process_that_gives_up_leaves_nothing_half_made(
    tmp_path: Path, after_seconds: float
) -> None:
    """What it was making goes with the folder made for it; what was whole stays so."""
    target = tmp_path / "reports" / "run"
    words = [sys.executable, "-c", ENDS_HALFWAY, str(target), str(after_seconds)]
    done = subprocess.run(words, check=False, capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr
    left = [path for path in tmp_path.rglob("*") if path.name.startswith(".")]
    assert left == []
    if target.exists():
        assert len(list(target.iterdir())) == 41
    else:
        assert list(tmp_path.iterdir()) == []
