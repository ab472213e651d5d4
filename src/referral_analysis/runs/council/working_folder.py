"""A council's working folder: parameters, templates of the companion files, and what to do next."""

import ast
import datetime as dt
import difflib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from referral_analysis.errors import ParametersError, RunError
from referral_analysis.extract import ReadOptions
from referral_analysis.extract.codes import CODE_LISTS
from referral_analysis.questions.events import label
from referral_analysis.runs.council.commented import commented
from referral_analysis.runs.council.guessing import NOTHING, Guess, guess
from referral_analysis.runs.council.of_contacts import counts_contacts, of_contract
from referral_analysis.runs.making import notebooks
from referral_analysis.runs.parameters import (
    CONTRACTS,
    FILL_IN,
    ExtractReport,
    parameter_file,
)
from referral_analysis.runs.parameters.describing import schema, schema_text
from referral_analysis.runs.parameters.events import INSPECTION_MONTH, planned
from referral_analysis.runs.parameters.release import (
    SCHEMA,
    Made,
    ReleaseChoices,
    shared_names,
)

OUTSIDE = "the extract lies outside the folder, where `reproduce` will not find it: move it in"
YEARS_OF_POPULATION = 3  # where nothing says how long the series is


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A working folder: the files written, what was guessed, and the parameters left to fill in.

    of_release: those of `left` that the release's file has; the others are of single reports.
    """

    folder: Path
    written: tuple[str, ...]
    guess: Guess
    left: tuple[str, ...]
    of_release: tuple[str, ...]


def begin(
    folder: Path, extracts: Sequence[Path], settings: tuple[str, ...] = (), *, today: dt.date
) -> Begun:
    """Write a working folder; RunError, and nothing written, where one of its files is there.

    extracts: the files of one extract, which propose the mapping, the districts and the dates; none
    where it is still to come. settings: `name=value`, as for a
    run; they hold for every notebook that has the name.
    """
    given = parameter_file.override({}, settings)
    _require_known(given)
    found = NOTHING
    if extracts:
        found = _unsaid(guess(extracts, _options(given), today=today, given=given), given)
    # a mapping given is part of the one proposed; all else that was given stands as it is
    both = {name: found.values[name] for name in ("columns", "codes") if name in found.values}
    known = _known(folder, extracts, found, given, today) | given | both
    if any(one.startswith("..") for one in _listed(known.get("extract", ""))):
        found = replace(found, notes=(*found.notes, OUTSIDE))
    values = {name: _values(name, known) for name in CONTRACTS}
    values[SCHEMA] = _release(values, known)
    planned = _planned(values, found)
    _require_free(folder, planned)
    _write(folder, planned)
    left = {name for one in values.values() for name, value in one.items() if value == FILL_IN}
    of_release = tuple(sorted(n for n, value in values[SCHEMA].items() if value == FILL_IN))
    return Begun(
        folder=folder,
        written=tuple(planned),
        guess=found,
        left=tuple(sorted(left)),
        of_release=of_release,
    )


def _unsaid(found: Guess, given: Mapping[str, Any]) -> Guess:
    """Take out of a guess what a person has given; a mapping given is part of the one proposed."""
    kept = {
        name: value
        for name, value in found.values.items()
        if name not in given or name in ("columns", "codes")
    }
    return replace(found, values=kept)


def _options(given: Mapping[str, Any]) -> ReadOptions:
    held = ("sheet", "table", "header_row")
    return ReadOptions(**{name: given[name] for name in held if name in given})


def _known(
    folder: Path,
    extracts: Sequence[Path],
    found: Guess,
    given: Mapping[str, Any],
    today: dt.date,
) -> dict[str, Any]:
    """Return what needs no person to say it: what was guessed, this day, and the files' names."""
    known = dict(found.values) | {"made_on": f"{today}", "is_interim": False}
    known |= {name: f"{name}.csv" for name in ("population", "workshops")} | {
        "timeline": "events.csv"
    }
    if counts_contacts(given):
        known["contacts"] = FILL_IN  # what is counted, and no default is any council's
    if found.districts:
        known["district"] = found.districts[0]
    places = [_from(folder.resolve(), one.resolve()) for one in extracts]
    if places:
        known["extract"] = places[0] if len(places) == 1 else places
    return known


def _listed(extract: object) -> list[str]:
    """List the files of an extract as it is given: one or several."""
    return [str(one) for one in (extract if isinstance(extract, list) else [extract])]


def _from(folder: Path, file: Path) -> str:
    """Write a file's path as seen from a folder; whole where it is on another drive."""
    try:
        return Path(os.path.relpath(file, folder)).as_posix()
    except ValueError:  # Windows: no way leads from one drive to another
        return file.as_posix()


def _values(notebook: str, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return every value of a notebook: known, else the contract's default, else the notebook's.

    What the sample's council alone could say (a date, a name, a file) is left to fill in.
    """
    contract, properties = CONTRACTS[notebook], schema(notebook)["properties"]
    written, known = _cell(notebook), of_contract(known, contract)
    values = {}
    for name, prop in properties.items():
        if name in known:
            values[name] = known[name]
        elif name in contract.begun:
            values[name] = contract.begun[name]
        elif "default" in prop:
            values[name] = prop["default"]
        else:
            values[name] = FILL_IN if _is_own(contract, name, prop) else written[name]
    return values


def _release(values: Mapping[str, Mapping[str, Any]], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return every value of a release: the reports to make, and what they share."""
    choices = {
        name: known.get(name, field.get_default(call_default_factory=True))
        for name, field in ReleaseChoices.model_fields.items()
    }
    choices["reports"] = known.get("reports", _reports(known))
    shared = {
        name: next(one[name] for one in values.values() if name in one) for name in shared_names()
    }
    return choices | shared


def _reports(known: Mapping[str, Any]) -> list[Made]:
    """Name the reports on the whole council; one for each area or agency is asked for by name.

    Of small or many areas these take minutes each, and most of their quarters may not be shown.
    """
    if counts_contacts(known):
        return ["board_report"]  # the others are of referrals
    reports: list[Made] = ["board_report", "data_quality", "appropriateness"]
    if known.get("audit_judgements"):
        reports.append("threshold_audit")
    return reports


def _is_own(contract: type[ExtractReport], name: str, prop: Mapping[str, Any]) -> bool:
    """Claim that no value of the sample can stand for a council's own."""
    own = {"meeting", "extract", "is_synthetic", *contract.inputs}
    return name in own or any("pattern" in one for one in (prop, *prop.get("anyOf", ())))


def _cell(notebook: str) -> dict[str, Any]:
    """Read the defaults in a notebook's own parameters cell, plain literals by name."""
    path = notebooks.find(Path(notebook))
    cells = json.loads(path.read_text("utf-8"))["cells"]
    tagged = next(one for one in cells if "parameters" in one["metadata"].get("tags", []))
    lines = ast.parse("".join(tagged["source"])).body
    return {
        line.targets[0].id: ast.literal_eval(line.value)
        for line in lines
        if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name)
    }


def _planned(values: Mapping[str, Mapping[str, Any]], found: Guess) -> dict[str, str]:
    """Return every file of the folder by its name, the README first."""
    shared = next(iter(values.values()))
    planned = {"README.md": _readme(shared), ".gitignore": _ignored(shared)}
    inorder = [SCHEMA, *(name for name in values if name != SCHEMA)]
    planned |= {f"{name}.yaml": commented(name, values[name], found) for name in inorder}
    planned |= {f"schemas/{name}.json": schema_text(name) for name in values}
    planned["population.csv"] = _population(shared, found)
    planned["workshops.csv"] = _workshops(found)
    planned["events.csv"] = _events(shared)
    return planned


def _population(values: Mapping[str, Any], found: Guess) -> str:
    """List the districts by year, the children of each left to fill in."""
    years = [int(str(values[name])[:4]) for name in ("series_starts", "last_month")
             if values[name] != FILL_IN]  # fmt: skip
    first, last = (years[0], years[-1]) if years else (0, YEARS_OF_POPULATION - 1)
    named = range(first, last + 1)
    rows = [
        f"{_field(area)},{year if years else FILL_IN},"
        for area in found.districts or (FILL_IN,)
        for year in named
    ]
    return "\n".join(["area,year,children_0_17", *rows]) + "\n"


def _workshops(found: Guess) -> str:
    """List the districts with a day each left to fill in."""
    rows = [f"{FILL_IN},{_field(area)}" for area in found.districts or (FILL_IN,)]
    return "\n".join(["date,district", *rows]) + "\n"


def _events(values: Mapping[str, Any]) -> str:
    """Put the launch and what else happened on the timeline, by the months given or to fill in."""
    events = values["events"]
    named = [(FILL_IN, "What else happened")] if events == FILL_IN else [
        (one["from"], label(planned([one])[0])) for one in events
    ]  # fmt: skip
    rows = [
        f"{_first_day(month)},,month,{_field(what)}"
        for month, what in (
            *named,
            (values["launch_month"], "The new thresholds are launched"),
        )
    ]
    return "\n".join(["date,ends_on,precision,event", *rows]) + "\n"


def _first_day(month: str) -> str:
    return month if month == FILL_IN else f"{month}-01"


def _field(text: str) -> str:
    """Write a field of CSV."""
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\n') else text


def _ignored(values: Mapping[str, Any]) -> str:
    """Keep records and reports out of git: the extract, and what runs leave."""
    own = [
        f"/{one}"
        for one in _listed(values["extract"])
        if one != FILL_IN and not one.startswith("..")
    ]
    return "\n".join(["# records of children stay out of git", *own, "/reports/"]) + "\n"


def _readme(values: Mapping[str, Any]) -> str:
    """Say what to do next, with the code lists that the mapping needs."""
    lists = "\n\n".join(
        f"**{name}**: " + "; ".join(f"`{code.code}` {code.label}" for code in codes)
        for name, codes in CODE_LISTS.items()
    )
    text = files("referral_analysis.runs.council").joinpath("working_folder.md").read_text("utf-8")
    return text.replace("EXTRACT", " ".join(_listed(values["extract"]))).replace(
        "CODE-LISTS", lists
    )


def _write(folder: Path, planned: Mapping[str, str]) -> None:
    try:
        for name, text in planned.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise RunError(
            folder.name,
            found=f"it cannot be written ({type(error).__name__})",
            needed="a folder that you may write to",
            do="Name another folder.",
        ) from None


def _require_known(given: Mapping[str, Any]) -> None:
    own = {name for contract in CONTRACTS.values() for name in contract.model_fields}
    names = sorted(own | set(ReleaseChoices.model_fields))
    for name in given:
        if name not in names and name != INSPECTION_MONTH:
            near = difflib.get_close_matches(name, names, n=1)
            raise ParametersError(
                "--set",
                found=f"the unknown name {name}",
                needed="a parameter of a notebook",
                do=f"Did you mean {near[0]}?" if near else "See referral-analysis list NOTEBOOK.",
            )


def _require_free(folder: Path, planned: Mapping[str, str]) -> None:
    there = [name for name in planned if (folder / name).exists()]
    if folder.exists() and not folder.is_dir():
        raise RunError(
            folder.name, found="a file", needed="a folder", do="Name a folder, new or empty."
        )
    if there:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise RunError(
            folder.name or ".",
            found=f"{there[0]}{more}, which init would write",
            needed="a folder without them: nothing is overwritten",
            do="Name another folder, or move them away.",
        )
