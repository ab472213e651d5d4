"""What a run was made by: the package's code, Python, every package it needs, the platform."""

import hashlib
import platform
import re
import subprocess
import sys
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path

from referral_analysis import __version__
from referral_analysis.runs.record.manifest import CodeVersion, Package, sha256_of

PACKAGE = Path(__file__).resolve().parents[2]
LOCK = PACKAGE.parents[1] / "requirements.lock"
"""The lock of the checkout that the package runs from; a package installed by itself has none."""

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)")
_OLDER = re.compile(r";\s*python_(?:full_)?version\s*<\s*[\"'](\d+)\.(\d+)(?:\.0)?[\"']\s*$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_FOLDED = re.compile(r"\n[ \t]+")
_FIELD = re.compile(r"^([A-Za-z-]+):(.*)$", re.MULTILINE)


def code() -> CodeVersion:
    """Describe the code: version, hash of the package's source, and the commit if there is one.

    The notebooks that an installed package holds are left out: each run records its own, and the
    same code has one hash, installed or in a checkout.
    """
    digest = hashlib.sha256()
    apart = {"__pycache__", "notebooks"}
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file() and apart.isdisjoint(path.relative_to(PACKAGE).parts):
            digest.update(path.relative_to(PACKAGE).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    commit, clean = _commit()
    return CodeVersion(
        version=__version__, source_sha256=digest.hexdigest(), commit=commit, clean=clean
    )


def _commit() -> tuple[str | None, bool | None]:
    """Name the commit and whether the tree was clean; None and None outside a git checkout."""

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
        # fails where the package lies untracked in somebody else's repository
        git("ls-files", "--error-unmatch", "__init__.py")
        return git("rev-parse", "HEAD"), not git("status", "--porcelain")
    except (OSError, subprocess.SubprocessError):
        return None, None


def python_version() -> str:
    """Return the version of the running Python."""
    return platform.python_version()


def describe_platform() -> str:
    """Name the operating system and the processor, not the machine."""
    return f"{platform.system()} {platform.machine()}"


def lock_sha256() -> str | None:
    """Hash the lock; None where there is none."""
    return sha256_of(LOCK) if LOCK.is_file() else None


def packages(root: str = "referral-analysis") -> dict[str, Package]:
    """List what is installed of everything the package needs, and no more."""
    allowed = locked(LOCK.read_text("utf-8")) if LOCK.is_file() else {}
    by_name: dict[str, Package] = {}
    waiting = [root]
    while waiting:
        name = _normal(waiting.pop())
        if name in by_name:
            continue
        try:
            version, requirements = _told_of(metadata.distribution(name))
        except metadata.PackageNotFoundError:
            continue  # a requirement of another platform or Python, or of an extra not installed
        by_name[name] = Package(version=version, sha256=allowed.get((name, version), ()))
        wanted = filter(is_needed_here, requirements)
        waiting += [re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in wanted]
    return dict(sorted(by_name.items()))


def _told_of(package: metadata.Distribution) -> tuple[str, list[str]]:
    """Return a package's version and requirements: of 100, in a tenth of the time of a mail's."""
    text = package.read_text("METADATA") or package.read_text("PKG-INFO") or ""
    head = _FOLDED.sub(" ", text.replace("\r\n", "\n").partition("\n\n")[0])
    fields = [(name.lower(), value.strip()) for name, value in _FIELD.findall(head)]
    version = next((value for name, value in fields if name == "version"), "")
    return version, [value for name, value in fields if name == "requires-dist"]


def is_needed_here(requirement: str) -> bool:
    """Claim that a requirement is of no extra, and not for Pythons older than this one alone.

    A package may be installed for another's sake; whose it is decides whether it is recorded.
    """
    older = _OLDER.search(requirement)
    is_for_older = older is not None and sys.version_info >= (int(older[1]), int(older[2]))
    return "extra ==" not in requirement and not is_for_older


def locked(lock: str) -> Mapping[tuple[str, str], tuple[str, ...]]:
    """Read a lock: the SHA-256s of each package and version in it."""
    by_version: dict[tuple[str, str], list[str]] = {}
    hashes: list[str] = []
    for line in lock.splitlines():
        if pinned := _PINNED.match(line):
            hashes = by_version.setdefault((_normal(pinned[1]), pinned[2]), [])
        hashes += _HASH.findall(line)
    return {key: tuple(values) for key, values in by_version.items()}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
