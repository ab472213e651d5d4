"""A system and a Python that a bundle is made for: what markers say there, which wheels fit."""

from collections.abc import Iterator
from dataclasses import dataclass

from packaging.markers import Marker
from packaging.tags import Tag, compatible_tags, cpython_tags, mac_platforms
from packaging.utils import parse_wheel_filename

PATCHES = (0, 99)
"""Below and above every patch release of a Python: markers may divide them (`< 3.11.5`)."""
OLDEST_MAC = (14, 0)
NEWEST_GLIBC = 28  # 2.28: Debian 10, Ubuntu 18.10, RHEL 8 and whatever is newer
OLD_NAMES = {17: "manylinux2014", 12: "manylinux2010", 5: "manylinux1"}


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """An operating system on a processor, as PEP 508's markers name it."""

    sys_platform: str
    platform_system: str
    os_name: str
    platform_machine: str
    platforms: tuple[str, ...]
    """The platform tags of wheels that it takes, the most special first."""


def _manylinux() -> Iterator[str]:
    for minor in range(NEWEST_GLIBC, 4, -1):
        yield f"manylinux_2_{minor}_x86_64"
        if minor in OLD_NAMES:
            yield f"{OLD_NAMES[minor]}_x86_64"
    yield "linux_x86_64"


SYSTEMS = {
    "win_amd64": System(
        sys_platform="win32",
        platform_system="Windows",
        os_name="nt",
        platform_machine="AMD64",
        platforms=("win_amd64",),
    ),
    "linux_x86_64": System(
        sys_platform="linux",
        platform_system="Linux",
        os_name="posix",
        platform_machine="x86_64",
        platforms=tuple(_manylinux()),
    ),
    "macos_arm64": System(
        sys_platform="darwin",
        platform_system="Darwin",
        os_name="posix",
        platform_machine="arm64",
        platforms=tuple(mac_platforms(OLDEST_MAC, "arm64")),
    ),
}
PYTHONS = ("3.11", "3.12", "3.13")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a bundle is for: a name of `SYSTEMS`, and a Python such as "3.12"."""

    system: str
    python: str

    @property
    def platforms(self) -> tuple[str, ...]:
        """The platform tags of wheels that the system takes."""
        return SYSTEMS[self.system].platforms

    def versions(self) -> tuple[str, ...]:
        """Return the first and a last release of the Python, such as 3.12.0 and 3.12.99."""
        return tuple(f"{self.python}.{patch}" for patch in PATCHES)

    def holds(self, marker: str | None, version: str) -> bool:
        """Say whether a requirement's marker is true here, on that release of Python."""
        if marker is None:
            return True
        system = SYSTEMS[self.system]
        return Marker(marker).evaluate(
            {
                "sys_platform": system.sys_platform,
                "platform_system": system.platform_system,
                "os_name": system.os_name,
                "platform_machine": system.platform_machine,
                "python_version": self.python,
                "python_full_version": version,
                "implementation_name": "cpython",
                "platform_python_implementation": "CPython",
                "platform_release": "",
                "platform_version": "",
                "implementation_version": version,
                "extra": "",
            }
        )

    def takes(self, wheel: str) -> bool:
        """Say whether a wheel of that file name installs here."""
        return not self._tags().isdisjoint(parse_wheel_filename(wheel)[3])

    def _tags(self) -> set[Tag]:
        major, minor = map(int, self.python.split("."))
        version, short = (major, minor), f"cp{major}{minor}"
        own = cpython_tags(version, [short], self.platforms)
        return {*own, *compatible_tags(version, short, self.platforms)}
