"""A working folder as a user has it, for tests that run what is in one."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def as_a_user_has_it(place: Path) -> None:
    """Copy the notebooks and the sample data into a folder, and nothing of the source."""
    for name in ("notebooks", "data_samples"):
        shutil.copytree(ROOT / name, place / name)
