"""The log is one JSON object a line, of steps and numbers."""

import json
from pathlib import Path

import pytest

from referral_analysis.runs.making.log import Log, step, warn


def test_a_step_is_told_when_it_begins_and_logged_when_it_ends(tmp_path: Path) -> None:
    told: list[str] = []
    log = Log(file=tmp_path / "run.log", on_step=told.append)
    with step(log, "execute") as counts:
        assert told == ["execute"]
        assert not log.file.exists()
        counts["cells"] = 3
    (entry,) = [json.loads(line) for line in log.file.read_text("utf-8").splitlines()]
    assert entry.pop("at").endswith("+00:00")
    assert entry.pop("seconds") >= 0
    assert entry == {"level": "info", "step": "execute", "cells": 3}


def test_a_warning_has_its_own_level_and_counts(tmp_path: Path) -> None:
    log = Log(file=tmp_path / "run.log")
    warn(log, "packages are not those of the lock", {"packages": 2})
    entry = json.loads(log.file.read_text("utf-8"))
    assert (entry["level"], entry["packages"]) == ("warning", 2)


def test_a_step_that_fails_is_not_logged_as_done(tmp_path: Path) -> None:
    log = Log(file=tmp_path / "run.log")
    with pytest.raises(ZeroDivisionError), step(log, "execute"):
        raise ZeroDivisionError
    assert not log.file.exists()
