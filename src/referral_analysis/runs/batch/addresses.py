"""Files at addresses (s3://, abfs://, file://, any that fsspec knows); the only fsspec import.

Credentials are fsspec's own matter: its configuration and the environment, never a plan's.
"""

import secrets
from pathlib import Path, PurePosixPath

from referral_analysis.errors import FileUnreadableError, RunError


def is_address(text: str) -> bool:
    """Say whether a text is an address rather than a path."""
    return "://" in text


def name_of(address: str) -> str:
    """Return the file's own name: messages and manifests hold no more of an address."""
    return PurePosixPath(address.partition("://")[2]).name


def fetch(address: str, folder: Path) -> Path:
    """Copy the file at an address into a folder; FileUnreadableError where it cannot be had."""
    from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

    place = folder / name_of(address)
    try:
        system, path = url_to_fs(address)
        system.get_file(path, str(place))
    except (OSError, ValueError, ImportError) as error:
        missing = isinstance(error, FileNotFoundError)
        raise FileUnreadableError(
            name_of(address),
            found="no such file" if missing else f"it cannot be had ({type(error).__name__})",
            needed="a readable file at that address, and the package that its kind needs",
            do="Check the address, and that this worker may read it.",
        ) from None
    return place


def send(file: Path, address: str) -> None:
    """Put a file at an address: whole, or the address holds what it held before.

    It is written beside and then moved; a store that cannot move copies, itself in one step.
    """
    from fsspec.core import url_to_fs  # noqa: PLC0415 - an extra

    try:
        system, path = url_to_fs(address)
        part = f"{path}.part-{secrets.token_hex(4)}"
        system.makedirs(system._parent(path), exist_ok=True)
        try:
            system.put_file(str(file), part)
            system.mv(part, path)
        finally:
            if system.exists(part):
                system.rm(part)
    except (OSError, ValueError, ImportError) as error:
        raise RunError(
            f"output {name_of(address)}",
            found=f"it cannot be written ({type(error).__name__})",
            needed="an address that may be written, and the package that its kind needs",
            do="Check `output` in the plan, and that this worker may write there.",
        ) from None
