"""What the worlds' studies found, stored: each study with the command that measured it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Rows = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stored:
    """A study's rows, the command that made them, and what has changed since, if anything has."""

    made_by: str
    rows: Rows
    note: str = ""


def read(path: Path) -> dict[str, Stored]:
    """Read the studies of a file; none where there is no file."""
    if not path.exists():
        return {}
    return {
        study: Stored(
            made_by=found["made_by"],
            note=found["note"],
            rows=[dict(zip(found["columns"], row, strict=True)) for row in found["rows"]],
        )
        for study, found in json.loads(path.read_text("utf-8")).items()
    }


def as_json(studies: Mapping[str, Stored]) -> str:
    """Return each study's command and columns, then a line a row."""
    texts = []
    for study, found in studies.items():
        lines = ",\n".join(json.dumps(list(row.values())) for row in found.rows)
        said = {"made_by": found.made_by, "note": found.note, "columns": list(found.rows[0])}
        head = json.dumps(said)
        texts.append(f'{json.dumps(study)}: {head[:-1]}, "rows": [\n{lines}\n]}}')
    return "{" + ",\n".join(texts) + "}\n"
