"""A run's manifest -> the entities of its RO-Crate, as plain JSON-LD."""

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath
from typing import Any, TypeAlias
from urllib.parse import quote

from referral_analysis.runs.making.command import command
from referral_analysis.runs.record.manifest import PDF, CodeVersion, FileRecord, Manifest
from referral_analysis.series.outcome import parsed, sentence

Entity: TypeAlias = dict[str, Any]

PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
RUN, TOOL, LOCK = "#run", "#referral-analysis", "#lock"
NOTEBOOK, PARAMETERS_FILE = "#notebook", "#parameters-file"
INPUT, PARAMETER, PACKAGE, SIMULATION = "#input-", "#parameter-", "#package-", "#simulation-"
REGISTER, KEPT = "#register", "#kept"
CHANGED = "#changed-parameters"
DECISION = "#decision-"
COMMIT, CLEAN = "#commit", "#commit-clean"
ROWS = "-rows"
STRUCTURED = "application/json"
MEDIA = {
    ".html": "text/html",
    ".ipynb": "application/x-ipynb+json",
    ".csv": "text/csv",
    ".svg": "image/svg+xml",
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


ABOUT = {
    PDF: "report.html printed by a browser, which is in no lock: this file is not made again when "
    "the run is, but held to its SHA-256 here."
}


def root(manifest: Manifest) -> Entity:
    """Describe the run folder as a whole."""
    return {
        "name": f"Run of {manifest.notebook.path}",
        "description": "A report, the notebook as it was run, its tables and charts. The input "
        "files hold records of children and are not part of this crate.",
        "datePublished": manifest.ended,
        "license": "As the organisation that made the report decides.",
        "conformsTo": {"@id": PROFILE},
    }


def file_entity(file: FileRecord) -> Entity:
    """Describe a file by its name, size and hash."""
    media = MEDIA.get(PurePosixPath(file.path).suffix)
    size = {"name": file.path, "contentSize": str(file.bytes), "sha256": file.sha256}
    about = ABOUT.get(file.path)
    return (
        size
        | ({"encodingFormat": media} if media else {})
        | ({"description": about} if about else {})
    )


def contextual(manifest: Manifest) -> dict[str, Entity]:
    """Describe everything that is not in the run folder, by identifier."""
    profile = {"@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"}
    return {
        PROFILE: profile,
        RUN: _run(manifest),
        **_tool(manifest),
        NOTEBOOK: {"@type": "SoftwareSourceCode", **file_entity(manifest.notebook)},
        PARAMETERS_FILE: {"@type": "CreativeWork", **file_entity(manifest.parameters_file)},
        **_inputs(manifest.inputs),
        **_values(PARAMETER, manifest.parameters),
        **_defined(manifest.parameters),
        **_values(SIMULATION, manifest.simulation),
        **_changed(manifest.changed),
        **_register(manifest.register),
        **_kept(manifest.kept),
        **_values(DECISION, manifest.decisions),
    }


def _run(manifest: Manifest) -> Entity:
    went_in = [
        NOTEBOOK,
        PARAMETERS_FILE,
        *(INPUT + name for name in manifest.inputs),
        *(PARAMETER + name for name in manifest.parameters),
        *(SIMULATION + name for name in manifest.simulation),
    ]
    return {
        "@type": "CreateAction",
        "name": f"Run of {manifest.notebook.path}",
        "description": command(
            manifest.notebook.path,
            manifest.parameters_file.path,
            {name: manifest.parameters[name] for name in manifest.changed},
        ),
        "instrument": {"@id": TOOL},
        "object": _refer(went_in),
        "additionalProperty": _refer(
            [
                *_changed(manifest.changed),
                *_kept(manifest.kept),
                *(DECISION + name for name in manifest.decisions),
            ]
        ),
        "result": _refer(quote(output.path) for output in manifest.outputs),
        "startTime": manifest.started,
        "endTime": manifest.ended,
        "actionStatus": {"@id": "http://schema.org/CompletedActionStatus"},
        **({"subjectOf": {"@id": REGISTER}} if manifest.register else {}),
    }


def _tool(manifest: Manifest) -> dict[str, Entity]:
    packages = {
        PACKAGE + name: {
            "@type": "SoftwareApplication",
            "name": name,
            "softwareVersion": package.version,
            **({"sha256": list(package.sha256)} if package.sha256 else {}),
        }
        for name, package in manifest.packages.items()
    }
    commit = _commit(manifest.code)
    lock = {
        LOCK: {"@type": "CreativeWork", "name": "requirements.lock", "sha256": manifest.lock_sha256}
    }
    tool = {
        "@type": "SoftwareApplication",
        "name": "referral-analysis",
        "softwareVersion": manifest.code.version,
        "sha256": manifest.code.source_sha256,
        "additionalProperty": _refer(commit),
        "operatingSystem": manifest.platform,
        "runtimePlatform": f"Python {manifest.python}",
        "softwareRequirements": _refer([*(lock if manifest.lock_sha256 else {}), *packages]),
    }
    return {TOOL: tool, **commit, **(lock if manifest.lock_sha256 else {}), **packages}


def _commit(code: CodeVersion) -> dict[str, Entity]:
    known: dict[str, tuple[str, str | bool | None]] = {
        COMMIT: ("git commit", code.commit),
        CLEAN: ("nothing was changed since the commit", code.clean),
    }
    return {
        identifier: {"@type": "PropertyValue", "name": name, "value": value}
        for identifier, (name, value) in known.items()
        if value is not None
    }


def _inputs(inputs: Mapping[str, FileRecord]) -> dict[str, Entity]:
    made: dict[str, Entity] = {}
    for name, file in inputs.items():
        identifier = INPUT + name
        made[identifier] = {"@type": "CreativeWork", "alternateName": name, **file_entity(file)}
        if file.rows is not None:
            rows = {"@type": "PropertyValue", "name": "rows", "value": file.rows}
            made[identifier]["additionalProperty"] = {"@id": identifier + ROWS}
            made[identifier + ROWS] = rows
    return made


def _values(prefix: str, values: Mapping[str, Any]) -> dict[str, Entity]:
    """Write text, numbers and truth values as they are; anything else as JSON text."""
    made: dict[str, Entity] = {}
    for name, value in values.items():
        is_plain = isinstance(value, str | bool | int | float)
        written = value if is_plain else json.dumps(value, ensure_ascii=False, sort_keys=True)
        made[prefix + name] = {"@type": "PropertyValue", "name": name, "value": written}
        if not is_plain:
            made[prefix + name]["encodingFormat"] = STRUCTURED
    return made


def _defined(values: Mapping[str, Any]) -> dict[str, Entity]:
    """Say in words what the parameters call inappropriate; nothing where they say nothing of it."""
    identifier = f"{PARAMETER}inappropriate"
    entity = _values(PARAMETER, values).get(identifier)
    days = values.get("closure_ripens_in_days")
    if entity is None or not isinstance(days, int):
        return {}
    outcome = parsed(values["inappropriate"])
    return {identifier: {**entity, "description": sentence(outcome, days)}}


def _changed(names: tuple[str, ...]) -> dict[str, Entity]:
    """Name the parameters that are not the file's own; nothing where all are."""
    if not names:
        return {}
    named = {"name": "parameters whose values are not the file's", "value": json.dumps(names)}
    return {CHANGED: {"@type": "PropertyValue", **named, "encodingFormat": STRUCTURED}}


def _register(register: FileRecord | None) -> dict[str, Entity]:
    if register is None:
        return {}
    description = "What the report published, for the next one; kept by the analyst."
    made = {"@type": "CreativeWork", "description": description, **file_entity(register)}
    return {REGISTER: made}


def _kept(names: tuple[str, ...]) -> dict[str, Entity]:
    """Name what else the folder was made with; nothing where it is nothing."""
    if not names:
        return {}
    named = {"name": "files that are no outputs", "value": json.dumps(names)}
    return {KEPT: {"@type": "PropertyValue", **named, "encodingFormat": STRUCTURED}}


def _refer(identifiers: Iterable[str]) -> list[dict[str, str]]:
    return [{"@id": identifier} for identifier in identifiers]
