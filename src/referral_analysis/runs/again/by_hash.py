"""What of a run is held to the hashes in its manifest and is not among the files compared.

The printed page is not made again. The register is, but it is for the analyst alone: an archive has
none.
"""

from collections.abc import Iterator
from pathlib import Path

from referral_analysis.runs.differences import Difference
from referral_analysis.runs.parameters.contract import REGISTER
from referral_analysis.runs.record.manifest import PDF, Manifest, sha256_of

WHOLE = "the whole file"
PRINTED = f"{PDF} was printed by a browser: it was held to its hash, and not made again"


def printed(recorded: str | None, had: Path | None) -> Iterator[Difference]:
    """Hold the printed page to its hash; nothing where the run was not printed."""
    if recorded is None:
        return
    if had is None or had.is_symlink():
        was = "nothing" if had is None else "a link"
        yield Difference(file=PDF, place=WHOLE, old=f"a file in the manifest, {was}", new="not")
    elif (digest := sha256_of(had)) != recorded:
        yield Difference(file=PDF, place="SHA-256", old=_both(recorded, digest), new="not")


def registers(written: Manifest, run_folder: Path, made: Path) -> Iterator[Difference]:
    """Hold the register made again, and the run's own where it is there, to the recorded hash."""
    if written.register is None:
        return
    recorded = written.register.sha256
    had = run_folder / REGISTER
    then = sha256_of(had) if had.is_file() else recorded
    now = sha256_of(made / REGISTER) if (made / REGISTER).is_file() else "nothing"
    if not then == now == recorded:
        places = _both(recorded, then)
        yield Difference(file=REGISTER, place="SHA-256", old=places, new=now[:12])


def _both(recorded: str, found: str) -> str:
    return f"{recorded[:12]}... in the manifest, {found[:12]}..."
