"""Small synthetic extracts: one clean row, changed field by field."""

from collections.abc import Callable
from pathlib import Path

import pytest

CLEAN = {
    "referral_id": "R1",
    "child_id": "C1",
    "referred_on": "2011-05-04",
    "district": "Dover",
    "referral_source": "2A",
    "primary_need": "N1",
    "is_nfa": "false",
    "initial_assessed_on": "2011-05-10",
    "core_assessed_on": "",
    "section_47_on": "",
    "closed_on": "2011-09-01",
    "closure_reason": "RC7",
    "age_at_referral": "7",
}

Rows = list[dict[str, str]]
Csv = Callable[..., bytes]
Write = Callable[..., Path]


@pytest.fixture
def csv() -> Csv:
    """Write rows as CSV bytes: each row the clean one with its fields changed."""

    def to_csv(*changes: dict[str, str], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
        rows: Rows = [
            {**CLEAN, "referral_id": f"R{i}", "child_id": f"C{i}", **change}
            for i, change in enumerate(changes or ({},), start=1)
        ]
        lines = [list(CLEAN), *([row[name] for name in CLEAN] for row in rows)]
        return "".join(delimiter.join(line) + "\r\n" for line in lines).encode(encoding)

    return to_csv


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write bytes to a file and return its path."""

    def to_file(content: bytes, name: str = "extract.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return to_file
