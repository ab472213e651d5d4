"""The entities of a run's RO-Crate -> the manifest that they were written from.

What is not as it was written raises ValueError, KeyError, TypeError or AttributeError.
"""

import json
from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from referral_analysis.runs.record.crate_entities import (
    CHANGED,
    CLEAN,
    COMMIT,
    DECISION,
    INPUT,
    KEPT,
    LOCK,
    NOTEBOOK,
    PACKAGE,
    PARAMETER,
    PARAMETERS_FILE,
    REGISTER,
    ROWS,
    RUN,
    SIMULATION,
    STRUCTURED,
    TOOL,
    Entity,
)
from referral_analysis.runs.record.manifest import CodeVersion, FileRecord, Manifest, Package

Entities = Mapping[str, Entity]


def manifest_of(entities: Entities) -> Manifest:
    """Read a manifest from the entities of its crate, by their identifiers."""
    run, tool = entities[RUN], entities[TOOL]
    objects = [reference["@id"] for reference in run["object"]]
    decided = [reference["@id"] for reference in run.get("additionalProperty", [])]
    return Manifest(
        notebook=_file(entities[NOTEBOOK]),
        parameters_file=_file(entities[PARAMETERS_FILE]),
        parameters=_values(entities, objects, PARAMETER),
        inputs=_inputs(entities, objects),
        outputs=tuple(_file(entities[reference["@id"]]) for reference in run["result"]),
        code=_code(entities),
        python=_text(tool["runtimePlatform"]).removeprefix("Python "),
        packages=_packages(entities, tool),
        lock_sha256=_text(entities[LOCK]["sha256"]) if LOCK in entities else None,
        platform=_text(tool["operatingSystem"]),
        simulation=_values(entities, objects, SIMULATION),
        decisions=_values(entities, decided, DECISION),
        started=_text(run["startTime"]),
        ended=_text(run["endTime"]),
        changed=_changed(entities),
        register=_file(entities[REGISTER]) if REGISTER in entities else None,
        kept=_kept(entities),
    )


def _kept(entities: Entities) -> tuple[str, ...]:
    names = _value(entities[KEPT]) if KEPT in entities else []
    return tuple(_text(name) for name in names)


def _file(entity: Entity, rows: int | None = None) -> FileRecord:
    path = _text(entity["name"])
    parts = {*PurePosixPath(path).parts, *PureWindowsPath(path).parts}
    if PurePosixPath(path).is_absolute() or PureWindowsPath(path).anchor or ".." in parts:
        raise ValueError(path)
    size, sha256 = int(entity["contentSize"]), _text(entity["sha256"])
    return FileRecord(path=path, bytes=size, sha256=sha256, rows=rows)


def _inputs(entities: Entities, objects: list[str]) -> dict[str, FileRecord]:
    records = {}
    for identifier in objects:
        if identifier.startswith(INPUT):
            rows = entities.get(identifier + ROWS)
            count = None if rows is None else int(rows["value"])
            records[identifier.removeprefix(INPUT)] = _file(entities[identifier], count)
    return records


def _values(entities: Entities, objects: list[str], prefix: str) -> dict[str, Any]:
    return {
        identifier.removeprefix(prefix): _value(entities[identifier])
        for identifier in objects
        if identifier.startswith(prefix)
    }


def _value(entity: Entity) -> Any:  # noqa: ANN401 - whatever a parameter may be
    is_text = entity.get("encodingFormat") == STRUCTURED
    return json.loads(entity["value"]) if is_text else entity["value"]


def _changed(entities: Entities) -> tuple[str, ...]:
    """Read which parameters were changed; each must be one of those recorded."""
    names = _value(entities[CHANGED]) if CHANGED in entities else []
    return tuple(name for name in names if entities[PARAMETER + _text(name)])


def _code(entities: Entities) -> CodeVersion:
    tool = entities[TOOL]
    return CodeVersion(
        version=_text(tool["softwareVersion"]),
        source_sha256=_text(tool["sha256"]),
        commit=entities[COMMIT]["value"] if COMMIT in entities else None,
        clean=entities[CLEAN]["value"] if CLEAN in entities else None,
    )


def _packages(entities: Entities, tool: Entity) -> dict[str, Package]:
    needed = [reference["@id"] for reference in tool["softwareRequirements"]]
    return {
        identifier.removeprefix(PACKAGE): Package(
            version=_text(entities[identifier]["softwareVersion"]),
            sha256=tuple(entities[identifier].get("sha256", ())),
        )
        for identifier in needed
        if identifier.startswith(PACKAGE)
    }


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value
