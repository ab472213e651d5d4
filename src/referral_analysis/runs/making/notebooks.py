"""Where a notebook is found: a path as it stands, else by its name, one rule for every command.

A name, with or without .ipynb and the folder's name before it, is looked for in `notebooks/` of
the working folder, so that a council's own copy goes first; then among those of the package.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from referral_analysis.errors import FileUnreadableError, RunError
from referral_analysis.runs.record.manifest import sha256_of
from referral_analysis.runs.record.provenance import PACKAGE

SUFFIX = ".ipynb"
FOLDER = "notebooks"


def find(asked: Path, *, base: Path | None = None) -> Path:
    """Return the path of the notebook that is asked for; as asked where there is none.

    base: the folder that relative paths begin at; the working folder unless given. What is found
    there stays relative, so that no path of the machine is recorded.
    """
    return next((path for path in _places(asked) if _is_file((base or Path()) / path)), asked)


def require_notebook(path: Path) -> None:
    """Raise FileUnreadableError where a file of another kind is given for a notebook."""
    if path.suffix not in {"", SUFFIX}:
        raise FileUnreadableError(
            path.name,
            found=f"a {path.suffix} file in the notebook's place",
            needed="the notebook first: referral-analysis run board_report -p PARAMETERS.yaml",
            do="See referral-analysis list for their names.",
        )


def shipped() -> Path:
    """Return the folder of the notebooks that came with the package, installed or in a checkout."""
    installed = PACKAGE / FOLDER
    return installed if installed.is_dir() else PACKAGE.parents[1] / FOLDER


def require_known(asked: Path, *, base: Path | None = None) -> None:
    """Refuse a notebook that is not one of the package's, to the byte: its cells are code.

    base: the folder that relative paths begin at; the working folder unless given. One that is not
    there is not refused here: nothing of it can run.
    """
    require_notebook(asked)
    path = (base or Path()) / find(asked, base=base)
    own = shipped() / path.name
    is_own = _is_file(path) and _is_file(own) and sha256_of(path) == sha256_of(own)
    if _is_there(path) and not is_own:
        raise RunError(
            f"notebook {path.name}",
            found="it is not one of the package's: its cells could do anything",
            needed="a notebook of `referral-analysis list`, unchanged",
            do="Read it; if you trust it, say --allow.",
        )


def _is_there(path: Path) -> bool:
    """Say whether anything is there, such as a pipe that somebody writes cells into."""
    try:
        return path.exists()
    except OSError:
        return False


def _is_file(path: Path) -> bool:
    """Say whether a file is there; a name that no file can have is none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _places(asked: Path) -> Iterator[Path]:
    yield asked
    if asked.parent in {Path(), Path(FOLDER)}:
        name = asked.name.removesuffix(SUFFIX) + SUFFIX
        yield Path(FOLDER) / name
        yield shipped() / name


def name_of(asked: str) -> str:
    """Return the name that a notebook's contract goes by: the file's stem."""
    return Path(asked).name.removesuffix(SUFFIX)


def title(name: str) -> str:
    """Return a notebook's title: its first heading."""
    cells = json.loads(find(Path(name)).read_text("utf-8"))["cells"]
    return "".join(cells[0]["source"]).partition("\n")[0].lstrip("# ")
