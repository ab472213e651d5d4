"""The wheels that a target needs: fetched by their hashes, then counted against the lock."""

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from packaging.utils import canonicalize_name, parse_wheel_filename
from tools.bundle.lock import Pin, text_of
from tools.bundle.target import Target


def needed(pins: Iterable[Pin], target: Target) -> list[Pin]:
    """Return the pins that hold on any release of the target's Python."""
    return [pin for pin in pins if any(target.holds(pin.marker, v) for v in target.versions())]


def fetch(pins: list[Pin], target: Target, folder: Path) -> None:
    """Bring the wheels into `folder`, which is made; pip holds each to its hash.

    Raises
    ------
    subprocess.CalledProcessError
        When a pin has no wheel for the target, or the index cannot be reached: pip says which.
    """
    folder.mkdir(parents=True, exist_ok=True)
    asked: set[str] = set()
    for version in target.versions():
        text = text_of([p for p in pins if target.holds(p.marker, version)], with_markers=False)
        if text in asked:
            continue
        asked.add(text)
        listed = folder.parent / f"wanted-{version}.txt"
        listed.write_text(text, "utf-8")
        _download(listed, version, target, folder)
        listed.unlink()


def missing(pins: Iterable[Pin], target: Target, folder: Path) -> list[str]:
    """Name the pins for which the folder has no wheel that the target takes, with a listed hash."""
    there = {
        (name, str(version), f"sha256:{sha256(path)}")
        for path in folder.glob("*.whl")
        if target.takes(path.name)
        for name, version, _, _ in [parse_wheel_filename(path.name)]
    }
    return [
        f"{pin.name} {pin.version}"
        for pin in pins
        if not any((canonicalize_name(pin.name), pin.version, h) in there for h in pin.hashes)
    ]


def build(root: Path, folder: Path) -> Path:
    """Build the project's own wheel into `folder`; return its path."""
    before = set(folder.glob("*.whl"))
    _pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), str(root))
    (wheel,) = set(folder.glob("*.whl")) - before
    return wheel


def sha256(path: Path) -> str:
    """Return a file's SHA-256, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _download(listed: Path, version: str, target: Target, folder: Path) -> None:
    platforms = [word for tag in target.platforms for word in ("--platform", tag)]
    options = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "--implementation", "cp")
    place = ("--python-version", version, *platforms)
    _pip("download", *options, *place, "--dest", str(folder), "--requirement", str(listed))


def _pip(*words: str) -> None:
    quiet = ("--quiet", "--disable-pip-version-check")
    subprocess.run([sys.executable, "-m", "pip", *words, *quiet], check=True)
