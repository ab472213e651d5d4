"""Folders are exchanged in one step where the system can, and held as long as a process lives."""

import ctypes
import errno
from collections.abc import Callable
from pathlib import Path

import pytest

from referral_analysis.runs.disk import exchange


def refusing(code: int) -> Callable[..., int]:
    def rename(*_: object) -> int:
        ctypes.set_errno(code)
        return -1

    return rename


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    one, other = tmp_path / "one", tmp_path / "other"
    for path in (one, other):
        path.mkdir()
        (path / path.name).write_text("")
    return one, other


def test_two_folders_are_exchanged_or_left(pair: tuple[Path, Path]) -> None:
    names = ("other", "one") if exchange.exchange(*pair) else ("one", "other")
    assert tuple(next(path.iterdir()).name for path in pair) == names


@pytest.mark.parametrize("code", [errno.EINVAL, errno.ENOSYS])
def test_a_disk_that_cannot_is_no_error(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(exchange, "_renameat2", lambda: refusing(code))
    assert exchange.exchange(*pair) is False


def test_a_system_that_cannot_is_no_error(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_renameat2", lambda: None)
    assert exchange.exchange(*pair) is False


def test_any_other_failure_is_an_error(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "_renameat2", lambda: refusing(errno.ENOENT))
    with pytest.raises(FileNotFoundError):
        exchange.exchange(*pair)


def test_a_folder_is_held_until_the_work_is_done(pair: tuple[Path, Path]) -> None:
    one, _ = pair
    with exchange.hold(one):
        assert exchange.is_held(one)
    assert not exchange.is_held(one)


def test_of_a_folder_that_is_gone_nothing_can_be_said(tmp_path: Path) -> None:
    assert exchange.is_held(tmp_path / "gone") is None
    with exchange.hold(tmp_path / "gone"):
        pass
