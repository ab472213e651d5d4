"""Make a run again from its manifest, and compare every file with what the run has."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from referral_analysis.errors import FileUnreadableError, ReferralAnalysisError
from referral_analysis.runs.again import by_hash, causes
from referral_analysis.runs.again.reproduction import Reproduction
from referral_analysis.runs.differences import (
    WHOLE,
    Agree,
    Difference,
    between,
    closely,
    exactly,
    outgrown,
)
from referral_analysis.runs.differences.agreement import STATED
from referral_analysis.runs.disk.archive import unpacked
from referral_analysis.runs.making import job, notebooks
from referral_analysis.runs.making.job import Job
from referral_analysis.runs.making.log import Log
from referral_analysis.runs.parameters import check
from referral_analysis.runs.parameters.contract import EARLIER_RUN, REGISTER
from referral_analysis.runs.record import crate, manifest, provenance
from referral_analysis.runs.record.manifest import (
    PDF,
    PRIVATE,
    WORD,
    Manifest,
    released_in,
    sha256_of,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditorPlaces:
    """Where an auditor has what the run was made from.

    base: the checkout, with the notebook. inputs_in: the folder that the inputs' paths begin at.
    """

    base: Path
    inputs_in: Path


def reproduce(
    run_folder: Path,
    *,
    base: Path | None = None,
    inputs_in: Path | None = None,
    allow: bool = False,
    on_step: Callable[[str], None] = lambda _: None,
) -> Reproduction:
    """Make a run again in a temporary folder and compare; nothing of the run folder is changed.

    base and inputs_in are the working folder unless given. A run folder is somebody else's: a
    notebook that is not the package's own, to the byte, is not run unless `allow` says so. What
    stands in the way of a judgement (such a notebook, a manifest or an input that is missing or
    broken) is in the outcome, not raised.
    """
    here = Path.cwd()
    places = AuditorPlaces(base=base or here, inputs_in=inputs_in or base or here)
    name = "/".join(run_folder.resolve().parts[-2:])
    try:
        written = crate.read(run_folder)
        asked = _job(written, places)
        if not allow:
            notebooks.require_known(asked.notebook, base=asked.base)
        changed = _changed_inputs(asked, written)
    except ReferralAnalysisError as error:
        return Reproduction(verdict="cannot be judged", run=name, reason=str(error))
    with tempfile.TemporaryDirectory(prefix="ra-", ignore_cleanup_errors=True) as place:
        made = Path(place)
        try:
            job.make(asked, made, Log(file=made / manifest.LOG, on_step=on_step))
        except ReferralAnalysisError as error:
            return _not_made(name, written, changed, error)
        on_step("compare")
        return _judged(name, written, changed, (run_folder, made))


def from_archive(
    archive: Path,
    *,
    base: Path | None = None,
    inputs_in: Path | None = None,
    allow: bool = False,
    on_step: Callable[[str], None] = lambda _: None,
) -> Reproduction:
    """Make the run in a zip archive of a run folder again, as `reproduce` does.

    Nothing in the archive is executed or written outside a temporary folder.
    """
    try:
        with unpacked(archive) as run_folder:
            outcome = reproduce(
                run_folder, base=base, inputs_in=inputs_in, allow=allow, on_step=on_step
            )
            return replace(outcome, run=archive.name)
    except FileUnreadableError as error:
        return Reproduction(verdict="cannot be judged", run=archive.name, reason=str(error))


def _job(written: Manifest, places: AuditorPlaces) -> Job:
    """Return the run that the manifest records, with the notebook of the checkout.

    A notebook recorded by its name alone came with the package, and is looked for there.
    """
    notebook = Path(written.notebook.path)
    is_named = notebook.parent == Path()
    parameters = check(notebook.stem, written.parameters, where="the manifest's parameters")
    recorded = {name: file.path for name, file in written.inputs.items()}
    if recorded != parameters.input_files():
        raise FileUnreadableError(
            manifest.NAME,
            found="parameters that name other inputs than those recorded",
            needed="the manifest of a run, as the run wrote it",
            do="Get an unchanged copy of it.",
        )
    return Job(
        notebook=notebooks.find(notebook, base=places.base) if is_named else notebook,
        parameters=parameters,
        parameters_file=Path(written.parameters_file.path),
        base=places.base,
        inputs_in=places.inputs_in,
        as_word=any(file.path == WORD for file in written.outputs),
        changed=written.changed,
    )


def _changed_inputs(asked: Job, written: Manifest) -> tuple[str, ...]:
    """Say which of the inputs are not those of the run; FileUnreadableError for a missing one."""
    changed = []
    for name, file in written.inputs.items():
        _require_earlier(asked, name, file.path)
        now = manifest.record(asked.inputs_in / file.path, name=file.path)
        if now.sha256 != file.sha256:
            sizes = f"{file.bytes:,} bytes then, {now.bytes:,} now"
            changed.append(f"input {name} ({file.path}) was changed: {sizes}")
    notebook = manifest.record(asked.base / asked.notebook, name=written.notebook.path)
    if notebook.sha256 != written.notebook.sha256:
        changed.append(f"notebook {written.notebook.path} was changed")
    return tuple(changed)


def _require_earlier(asked: Job, name: str, path: str) -> None:
    """Refuse to judge without the run that this one was held against, and say how to have it."""
    is_register = name.startswith(EARLIER_RUN)
    if is_register and not (asked.inputs_in / path).is_file():
        raise FileUnreadableError(
            f"earlier run {path.removesuffix(f'/{REGISTER}')}",
            found="it is not here with its register",
            needed="the run that this one was held against",
            do="Make it first: the same inputs give the same register.",
        )


def _not_made(
    name: str, written: Manifest, changed: tuple[str, ...], error: ReferralAnalysisError
) -> Reproduction:
    """Say that a run which stops when it is made again cannot be judged, and what is other now."""
    return Reproduction(
        verdict="cannot be judged",
        run=name,
        causes=(*changed, *causes.changed_since(written)),
        reason=f"it could not be made again: {error}",
    )


def _judged(
    name: str, written: Manifest, changed: tuple[str, ...], folders: tuple[Path, Path]
) -> Reproduction:
    """Compare what the run has with what was made again, and with what the manifest records."""
    is_elsewhere = written.platform != provenance.describe_platform()
    recorded = {file.path: file.sha256 for file in written.outputs}
    had, made = _released(folders[0]), _released(folders[1])
    files = sorted((recorded.keys() | had.keys() | made.keys()) - (recorded.keys() & {PDF}))
    agree = closely if is_elsewhere else exactly
    differences = [
        difference
        for file in files
        for difference in _between(file, recorded.get(file), (had.get(file), made.get(file)), agree)
    ]
    differences += by_hash.printed(recorded.get(PDF), had.get(PDF))
    differences += by_hash.registers(written, *folders)
    held = list(by_hash.kept(written, folders[0]))
    gone = {difference.file for difference in held}
    again = by_hash.protections(*folders)
    differences += [*held, *(one for one in again if one.file not in gone)]
    same = [file for file in files if file in had and file in made and _same(had[file], made[file])]
    since = causes.changed_since(written)
    return Reproduction(
        verdict="differs" if differences or changed else "identical",
        run=name,
        files=len(files),
        same_bytes=len(same),
        differences=tuple(differences),
        causes=tuple(_causes(differences, changed, since, _with_kept(written, folders[0]))),
        notes=(
            *_notes(differences, since, is_elsewhere=is_elsewhere),
            *([by_hash.PRINTED] if PDF in recorded else []),
        ),
    )


def _released(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in released_in(folder)}


def _same(old: Path, new: Path) -> bool:
    is_alike = not old.is_symlink() and old.stat().st_size == new.stat().st_size
    return is_alike and old.read_bytes() == new.read_bytes()


def _between(
    file: str, recorded: str | None, paths: tuple[Path | None, Path | None], agree: Agree
) -> tuple[Difference, ...]:
    """Compare one file three ways: in the manifest, in the run folder, made again."""
    had, made = paths
    if had is None or had.is_symlink() or made is None or recorded is None:
        states = ["nothing" if path is None else "a file" for path in paths]
        if had is not None and had.is_symlink():
            states[0] = "a link"
        if recorded is None and had is not None:
            states[0] += " that the manifest does not name"
        return (Difference(file=file, place=WHOLE, old=states[0], new=states[1]),)
    if not _same(had, made) and (too_large := outgrown(file, had, made)):
        return (too_large,)
    differences = between(file, had.read_bytes(), made.read_bytes(), agree)
    digest = sha256_of(had)
    if not differences and digest != recorded:
        places = f"{recorded[:12]}... in the manifest, {digest[:12]}..."
        return (Difference(file=file, place="SHA-256", old=places, new=sha256_of(made)[:12]),)
    return differences


def _with_kept(written: Manifest, run_folder: Path) -> tuple[dict[str, str], dict[str, Path]]:
    """Return the recorded hash and the place of each file of a run, with what is beside it."""
    has_private = (run_folder / PRIVATE).is_dir()
    register = [written.register] if has_private and written.register else []
    recorded = {file.path: file.sha256 for file in (*written.outputs, *register)}
    recorded |= dict.fromkeys(written.kept, "")
    recorded |= by_hash.listed(written, run_folder)
    kept = {name: run_folder / name for name in recorded if (run_folder / name).is_file()}
    return recorded, _released(run_folder) | kept


def _causes(
    differences: list[Difference],
    changed: tuple[str, ...],
    since: tuple[str, ...],
    outputs: tuple[Mapping[str, str], Mapping[str, Path]],
) -> Iterator[str]:
    """Name the likely causes: files edited since, else what has changed since the run."""
    yield from changed
    recorded, had = outputs
    differing = list(dict.fromkeys(difference.file for difference in differences))
    edited = [what for file in differing if (what := _edited(file, recorded, had))]
    yield from edited
    if len(edited) < len(differing):
        yield from since
        if not changed and not since:
            yield causes.UNKNOWN


def _edited(file: str, recorded: Mapping[str, str], had: Mapping[str, Path]) -> str:
    """Say what was done to a file after the run; empty when it is the file of the manifest."""
    if file not in had:
        return f"{file} was taken away after the run" if file in recorded else ""
    if file not in recorded:
        return f"{file} was added after the run"
    if had[file].is_symlink() or sha256_of(had[file]) != recorded[file]:
        return f"{file} was changed after the run: it is not the file that the manifest records"
    return ""


def _notes(
    differences: list[Difference], since: tuple[str, ...], *, is_elsewhere: bool
) -> Iterator[str]:
    if is_elsewhere:
        yield f"on another platform {STATED}"
    if not differences:
        yield from (f"{change}; it made no difference" for change in since)
