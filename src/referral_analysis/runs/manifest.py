"""What went into a run and what came out, so that it can be made again and checked."""

import hashlib
import json
import platform
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from referral_analysis import __version__
from referral_analysis.errors import FileUnreadableError

FORMAT = 1
PACKAGE = Path(__file__).resolve().parents[1]
NAME = "manifest.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRecord:
    """One file: its path (relative, or the name alone), size in bytes and SHA-256."""

    path: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything needed to make a run again; holds no path of the machine and no row."""

    notebook: FileRecord
    parameters: Mapping[str, Any]
    inputs: Mapping[str, FileRecord]
    outputs: tuple[FileRecord, ...]
    code: Mapping[str, Any]
    python: str
    packages: Mapping[str, str]
    platform: str
    simulation: Mapping[str, int]
    started: str
    ended: str
    format: int = FORMAT


def sha256_of(path: Path) -> str:
    """Hash a file's bytes in blocks."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def record(path: Path, *, name: str | None = None) -> FileRecord:
    """Describe a file; FileUnreadableError when it is missing or cannot be read."""
    shown = name or named(path)
    try:
        return FileRecord(path=shown, bytes=path.stat().st_size, sha256=sha256_of(path))
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        raise FileUnreadableError(
            shown,
            found="no such file" if missing else f"it cannot be read ({type(error).__name__})",
            needed="a readable file",
            do="Check the path in the parameters, and the folder the command is run in.",
        ) from None


def named(path: Path) -> str:
    """Name a file without naming the machine: relative as given, else the file's name alone."""
    return path.name if path.is_absolute() or ".." in path.parts else path.as_posix()


def code() -> dict[str, Any]:
    """Describe the code: version, hash of the package's source, and the commit if there is one."""
    digest = hashlib.sha256()
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return {"version": __version__, "source_sha256": digest.hexdigest(), **_commit()}


def _commit() -> dict[str, Any]:
    """Name the commit and whether the tree was clean; empty outside a git checkout."""

    def git(*words: str) -> str:
        done = subprocess.run(  # noqa: S603 - a fixed command
            ["git", "-C", str(PACKAGE), *words],  # noqa: S607 - git is found on the path
            check=True,
            capture_output=True,
            text=True,
            timeout=10,
        )
        return done.stdout.strip()

    try:
        return {"commit": git("rev-parse", "HEAD"), "clean": not git("status", "--porcelain")}
    except (OSError, subprocess.SubprocessError):
        return {"commit": None, "clean": None}


def packages(root: str = "referral-analysis") -> dict[str, str]:
    """List the installed versions of everything the package needs, and no more."""
    found: dict[str, str] = {}
    waiting = [root]
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            distribution = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # a requirement of another platform or Python, or of an extra not installed
        found[name] = distribution.version
        wanted = (line for line in distribution.requires or () if "extra ==" not in line)
        waiting += [re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in wanted]
    return dict(sorted(found.items()))


def python_and_packages() -> tuple[str, dict[str, str]]:
    """Return the version of Python, and of each package."""
    return platform.python_version(), packages()


def describe_platform() -> str:
    """Name the operating system and the processor, not the machine."""
    return f"{platform.system()} {platform.machine()}"


def outputs(folder: Path) -> tuple[FileRecord, ...]:
    """Describe every file of a run folder but the manifest, the log and what is private."""
    return tuple(
        record(path, name=path.relative_to(folder).as_posix())
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {NAME, "run.log"} and "private" not in path.parts
    )


def write(manifest: Manifest, folder: Path) -> None:
    """Write the manifest into a run folder as JSON with sorted names."""
    text = json.dumps(asdict(manifest), indent=2, sort_keys=True, ensure_ascii=False)
    (folder / NAME).write_text(text + "\n", "utf-8")


def inputs(parameters: Mapping[str, Any], names: Iterable[str]) -> dict[str, FileRecord]:
    """Hash the files that these parameters name; FileUnreadableError for the first missing one."""
    return {name: record(Path(parameters[name])) for name in names}
