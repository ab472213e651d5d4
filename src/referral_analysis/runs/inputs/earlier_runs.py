"""The runs of reports published before: their registers, held to what their manifests record."""

import hashlib
import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import polars as pl

from referral_analysis.disclosure import Earlier, earlier_releases, names_apart
from referral_analysis.disclosure.register import REGISTER as COLUMNS
from referral_analysis.errors import FileUnreadableError, ParametersError
from referral_analysis.periods import months_between, parse_month
from referral_analysis.runs.parameters import ExtractReport
from referral_analysis.runs.parameters.contract import REGISTER
from referral_analysis.runs.record import crate, manifest
from referral_analysis.runs.record.manifest import Manifest
from referral_analysis.series import NO_DISTRICT
from referral_analysis.series.outcome import parsed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class EarlierRun:
    """A run folder of before: what its manifest says, and its register."""

    name: str
    manifest: Manifest
    register: pl.DataFrame = field(repr=False)


def read(folder: Path, *, name: str | None = None) -> EarlierRun:
    """Read an earlier run; FileUnreadableError unless it is whole and its register is its own."""
    name = name or manifest.named(folder)
    if not folder.is_dir():
        _refuse(name, "no such folder", "Make that report first, or take it out of earlier_runs.")
    try:
        written = crate.read(folder)
    except FileUnreadableError as error:
        _refuse(name, f"its {error.where}: {error.found}", "Name a run folder as the run left it.")
    place = folder / REGISTER
    if written.register is None or not place.is_file():
        _refuse(name, "it has no register of what it published", "Make that report again.")
    held = place.read_bytes()
    if hashlib.sha256(held).hexdigest() != written.register.sha256:
        _refuse(
            name,
            "a register that is not the one its manifest records",
            "Get an unchanged copy of the folder, or make that report again.",
        )
    try:
        register = pl.read_csv(io.BytesIO(held), schema=COLUMNS)
    except (pl.exceptions.PolarsError, ValueError):
        _refuse(name, "a register of another version", "Make that report again.")
    return EarlierRun(name=name, manifest=written, register=register)


def releases(
    folders: Sequence[Path], parameters: ExtractReport, areas: Collection[str] | None
) -> Earlier | None:
    """Return what the earlier runs published; None where none is named.

    areas: the districts there are; None where no population file says.
    ParametersError for one of another council, of data of another kind, or drawn later.
    """
    runs = [read(folder) for folder in folders]
    for run in runs:
        _require_fit(run, parameters, areas)
    if not runs:
        return None
    registers = pl.concat(run.register for run in runs).unique(maintain_order=True)
    is_of_contacts = parsed(parameters.inappropriate).is_of_contacts
    return earlier_releases(names_apart.read(registers, is_of_contacts=is_of_contacts))


def _require_fit(run: EarlierRun, parameters: ExtractReport, areas: Collection[str] | None) -> None:
    given = run.manifest.parameters
    districts = set(run.register.filter(pl.col("kind") == "district")["segment"])
    if areas is not None and not districts <= {*areas, NO_DISTRICT}:
        found = "districts that the population file does not have"
    elif given.get("is_synthetic") is not parameters.is_synthetic:
        found = "simulated data beside real, or real beside simulated"
    elif str(given.get("extract_drawn_on")) > parameters.extract_drawn_on:
        found = f"an extract drawn later, on {given.get('extract_drawn_on')}"
    elif given.get("inappropriate", "nfa") != parameters.inappropriate:
        _refuse_choice(
            run,
            "another choice of `inappropriate` than this report's",
            "the same one: the two together could say what neither does of a few children",
            "the choice",
        )
    elif _is_nested(given, parameters):
        _refuse_choice(
            run,
            "another launch than this report's, so that one's months after it hold the other's",
            "the same launch_month and phase_in_ends: what the two leave of a district is told",
            "those",
        )
    else:
        return
    raise ParametersError(
        f"earlier run {run.name}",
        found=found,
        needed="a report on the same council, drawn no later than this one",
        do="Correct earlier_runs.",
    )


def _is_nested(given: Mapping[str, Any], parameters: ExtractReport) -> bool:
    """Claim that the months after one report's launch hold the other's, and more at both ends.

    Stretches that share an end are held to each other by the months between; of these nothing is.
    """
    until = given.get("phase_in_ends") or given.get("launch_month")
    last = given.get("last_month")
    if until is None or last is None:
        return False
    gap = 0 if given.get("phase_in_ends") else 1  # without a phase-in the launch's month is after
    first = months_between(parse_month(until), parameters.left_out_until) + gap
    later = months_between(parse_month(last), parse_month(parameters.last_month))
    return first * later < 0


def _refuse_choice(run: EarlierRun, found: str, needed: str, keep: str) -> NoReturn:
    """Refuse a report by another choice: what the two say together is not proved."""
    raise ParametersError(
        f"earlier run {run.name}",
        found=found,
        needed=needed,
        do=f"Keep {keep} of that report, or name no earlier run if nobody was given it.",
    )


def _refuse(name: str, found: str, do: str) -> NoReturn:
    needed = "the whole folder of a run, its private part too"
    raise FileUnreadableError(f"earlier run {name}", found=found, needed=needed, do=do)
