"""A lock's pins: name, version, marker and hashes, and the text that pip takes them in."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from packaging.utils import canonicalize_name

PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?:\s*;\s*(?P<marker>[^\\\n]*?))?\s*\\?\n"
    r"(?P<hashes>(?:\s+--hash=\S+(?:\s*\\)?\n?)+)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One version of one package, with the hashes its files may have ("sha256:...")."""

    name: str
    version: str
    marker: str | None
    hashes: tuple[str, ...]


def pins_of(lock: str) -> list[Pin]:
    """Read the text of a hashed lock.

    Raises
    ------
    ValueError
        When a requirement of the text has no hash: pip would refuse the whole file.
    """
    pins = [
        Pin(
            name=canonicalize_name(match["name"]),
            version=match["version"],
            marker=match["marker"] or None,
            hashes=tuple(re.findall(r"--hash=(\S+)", match["hashes"])),
        )
        for match in PIN.finditer(lock)
    ]
    requirements = len(re.findall(r"^[A-Za-z0-9]", lock, re.MULTILINE))
    if len(pins) != requirements:
        raise ValueError(f"{requirements - len(pins)} requirements without a hash")
    return pins


def text_of(pins: Iterable[Pin], *, with_markers: bool) -> str:
    """Return what `pip install --require-hashes -r` reads."""
    lines = []
    for pin in pins:
        marker = f" ; {pin.marker}" if with_markers and pin.marker else ""
        lines.append(" \\\n    --hash=".join((f"{pin.name}=={pin.version}{marker}", *pin.hashes)))
    return "\n".join(lines) + "\n"
