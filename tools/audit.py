"""Audit what the environment is made of, with nothing from the network; exit 1 for a fault.

Every line of every lock pins one version or holds one of its SHA-256s, and none is an address; what
is installed is what the run's lock says; and each package's licence lets a council use it. Known
vulnerabilities are in none of these files: docs/decisions/0012-auditing-dependencies.md.
"""

import re
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-lab.lock")
PINNED = re.compile(r"([A-Za-z0-9._-]+)==([^\s;\\]+)(\s*;[^\\]*)?\s*\\?")
HASH = re.compile(r"\s+--hash=sha256:[0-9a-f]{64}\s*\\?")
LICENCES = re.compile(
    r"\b(MIT|BSD|Apache|ISC|MPL|Mozilla|PSF|Python Software Foundation|HPND|Unlicense|Zlib|CC0)",
    re.IGNORECASE,
)


def faults_of_lock(text: str) -> Iterator[str]:
    """Yield what is wrong with a lock's lines: a pin without a hash, or anything else than both."""
    pin, hashes = "", 0
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if HASH.fullmatch(line):
            hashes += 1
        elif found := PINNED.fullmatch(line):
            if pin and not hashes:
                yield f"{pin} has no hash"
            pin, hashes = found[1], 0
        else:
            yield f"a line that is neither a pinned version nor a hash: {line.strip()[:60]}"
    if pin and not hashes:
        yield f"{pin} has no hash"


def faults_of_packages(text: str) -> Iterator[str]:
    """Yield what is installed in a version that a lock lacks, or under a licence not looked at."""
    locked: dict[str, set[str]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", text, re.MULTILINE):
        locked.setdefault(name, set()).add(version)  # one each for some Pythons or platforms
    for name, versions in locked.items():
        try:
            held = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another platform or Python
        if held["Version"] not in versions:
            yield f"{name}: {held['Version']} is installed, the lock has {', '.join(versions)}"
        if not LICENCES.search(licence_of(held)):
            yield f"{name}: a licence that is not on the list ({licence_of(held)[:60] or 'none'})"


def licence_of(held: metadata.PackageMetadata) -> str:
    """Return what a package says of its licence: its expression, its classifiers, or its text."""
    said = [
        text[:200]
        for name in ("License-Expression", "Classifier", "License")
        for text in held.get_all(name) or []
        if name != "Classifier" or text.startswith("License")
    ]
    return " ".join(" ".join(said).split())


def main() -> int:
    """Print each fault; return 1 when there is one."""
    texts = {name: (ROOT / name).read_text("utf-8") for name in LOCKS}
    faults = [f"{name}: {fault}" for name, text in texts.items() for fault in faults_of_lock(text)]
    faults += [f"{LOCKS[0]}: {fault}" for fault in faults_of_packages(texts[LOCKS[0]])]
    for fault in faults:
        print(fault)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
