"""An earlier run is taken by its register alone, and refused in one line where it cannot be."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl
import pytest

from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.register import register_of
from referral_analysis.errors import DisclosureError, ReferralAnalysisError
from referral_analysis.runs.inputs import earlier_runs as earlier
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.runs.record import crate, manifest
from referral_analysis.runs.record.manifest import NAME, CodeVersion, FileRecord, Manifest

ROOT = Path(__file__).resolve().parents[4]
FEBRUARY = ROOT / "notebooks" / "parameters" / "board_february_2012.yaml"
AUG, DRAWN = dt.date(2011, 8, 1), dt.date(2011, 11, 14)
AREAS = ("Dover", "Swale")


@pytest.fixture
def february() -> BoardReport:
    return checked_by(BoardReport, parameter_file.load(FEBRUARY))


def shown(district: str = "Dover", value: int | None = 60) -> dict[Count, int | None]:
    count = Count(measure="nfa", kind="district", segment=district, first=AUG, last=AUG)
    return {count: value}


def make(
    folder: Path,
    register: pl.DataFrame | None = None,
    parameters: Mapping[str, str | bool] = MappingProxyType({}),
) -> Path:
    """Write what of a run folder is read again: its manifest and its register."""
    place = folder / "private" / "register.csv"
    place.parent.mkdir(parents=True)
    table = register_of(shown(), ("board_report", DRAWN), 1, None) if register is None else register
    table.write_csv(place)
    any_file = FileRecord(path="a", bytes=1, sha256="a" * 64)
    said: dict[str, Any] = {"extract_drawn_on": "2011-11-14", "is_synthetic": True}
    crate.write(
        Manifest(
            notebook=any_file, parameters_file=any_file, parameters=said | dict(parameters),
            inputs={}, outputs=(), python="3", packages={}, lock_sha256=None, platform="p",
            code=CodeVersion(version="0", source_sha256="a", commit=None, clean=None),
            simulation={},
            started="", ended="", register=manifest.record(place, name="private/register.csv"),
        ),
        folder,
    )  # fmt: skip
    return folder


def test_what_an_earlier_run_published_is_read(tmp_path: Path, february: BoardReport) -> None:
    found = earlier.releases([make(tmp_path / "run")], february, AREAS)
    assert found is not None
    assert [release.counts for release in found.releases] == [shown()]
    assert earlier.releases([], february, AREAS) is None


def test_two_reports_of_one_day_are_both_held_to(tmp_path: Path, february: BoardReport) -> None:
    other = register_of(shown("Swale", None), ("data_quality", DRAWN), 1, None)
    runs = [make(tmp_path / "one"), make(tmp_path / "two", other), tmp_path / "one"]
    found = earlier.releases(runs, february, AREAS)
    assert found is not None
    assert len(found.releases) == 2
    assert found.suppressed == set(shown("Swale"))


def test_a_report_published_twice_with_other_figures_is_refused(
    tmp_path: Path, february: BoardReport
) -> None:
    again = register_of(shown(value=None), ("board_report", DRAWN), 1, None)
    with pytest.raises(DisclosureError, match="two figures for one count of one release"):
        earlier.releases([make(tmp_path / "a"), make(tmp_path / "b", again)], february, AREAS)


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def changed(folder: Path) -> None:
    place = folder / "private" / "register.csv"
    place.write_text(place.read_text("utf-8").replace("60", "61"), "utf-8")


def without_record(folder: Path) -> None:
    crate.write(replace(crate.read(folder), register=None), folder)


def of_another_version(folder: Path) -> None:
    place = folder / "private" / "register.csv"
    place.write_text("count\n3\n", "utf-8")
    record = manifest.record(place, name="private/register.csv")
    crate.write(replace(crate.read(folder), register=record), folder)


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        (without(NAME), r"earlier run run: its ro-crate-metadata\.json: no such file; need"),
        (without("private/register.csv"), r"it has no register .* Make that report again"),
        (without_record, r"it has no register of what it published"),
        (changed, r"a register that is not the one its manifest records; need"),
        (of_another_version, r"a register of another version; .* Make that report again"),
    ],
)
def test_a_folder_that_is_not_as_its_run_left_it_is_refused(
    tmp_path: Path, harm: Callable[[Path], None], message: str
) -> None:
    folder = make(tmp_path / "run")
    harm(folder)
    with pytest.raises(ReferralAnalysisError, match=message):
        earlier.read(folder)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReferralAnalysisError, match=r"earlier run gone: no such folder; .* first"):
        earlier.read(tmp_path / "gone")


@pytest.mark.parametrize(
    ("parameters", "areas", "message"),
    [
        ({"extract_drawn_on": "2012-02-01"}, AREAS, "drawn later, on 2012-02-01; .* no later"),
        ({"is_synthetic": False}, AREAS, "simulated data beside real"),
        (
            {"launch_month": "2011-05", "phase_in_ends": "2011-08", "last_month": "2011-10"},
            AREAS,
            "another launch than this report's",  # August to December here, and there to October
        ),
        (
            {"launch_month": "2011-05", "phase_in_ends": "2011-06", "last_month": "2012-01"},
            AREAS,
            "another launch than this report's",
        ),
        ({}, ("Thanet",), "districts that the population file does not have"),
    ],
)
def test_a_run_that_does_not_belong_here_is_refused(
    tmp_path: Path,
    february: BoardReport,
    parameters: dict[str, str | bool],
    areas: tuple[str, ...],
    message: str,
) -> None:
    with pytest.raises(ReferralAnalysisError, match=message):
        earlier.releases([make(tmp_path / "run", parameters=parameters)], february, areas)


@pytest.mark.parametrize(
    "parameters",
    [
        {"launch_month": "2011-05", "phase_in_ends": "2011-07", "last_month": "2011-10"},
        {"launch_month": "2011-05", "phase_in_ends": "2011-06", "last_month": "2011-10"},
        {"launch_month": "2011-05", "phase_in_ends": "2011-08", "last_month": "2011-12"},
        {"launch_month": "2011-08", "phase_in_ends": "", "last_month": "2011-10"},
    ],
)
def test_months_after_a_launch_that_share_an_end_or_do_not_hold_each_other_are_taken(
    tmp_path: Path, february: BoardReport, parameters: dict[str, str | bool]
) -> None:
    """February's are August to December: those that share an end are held to each other."""
    run = make(tmp_path / "run", parameters=parameters)
    assert earlier.releases([run], february, AREAS) is not None
