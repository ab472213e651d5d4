"""The other reports of a release: those in its folder, and those held to the same Board report."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from referral_analysis.errors import FileUnreadableError
from referral_analysis.runs.parameters.checking import BOARD
from referral_analysis.runs.parameters.contract import EARLIER_RUN, REGISTER, ExtractReport
from referral_analysis.runs.parameters.release import IN_TURN, SEGMENT_REPORT
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import Manifest


def with_reports_beside(folders: Sequence[str]) -> list[str]:
    """Add to each run folder those beside it in its release: all that was published with it."""
    found = list[str]()
    for folder in folders:
        path = Path(folder)
        beside = [one for one in _reports_in(path.parent) if one != path]
        found += [folder, *(one.as_posix() for one in beside if path.name in IN_TURN)]
    return list(dict.fromkeys(found))


def of_the_release(target: Path, notebook: str, parameters: ExtractReport) -> list[str]:
    """Name the reports made before a run, in its release, that its parameters do not name.

    They are of the same extract, and in the folder that the run goes to, or were held to the same
    Board report. Reports on segments choose together, and are not held to each other.
    """
    named = {Path(one).resolve() for one in parameters.earlier_runs} | {target.resolve()}
    found = [
        folder
        for folder in dict.fromkeys(_candidates(target, notebook, parameters))
        if folder.resolve() not in named
        and not (notebook == SEGMENT_REPORT and folder.parent.name == SEGMENT_REPORT)
    ]
    return [folder.as_posix() for folder in found]


def _candidates(target: Path, notebook: str, parameters: ExtractReport) -> Iterator[Path]:
    top = target.parent.parent if notebook == SEGMENT_REPORT else target.parent
    for folder in _reports_in(top):
        if _of_same_extract(folder, parameters):
            yield folder
    for board in map(Path, parameters.earlier_runs):
        held_to = _of_same_extract(board, parameters) if board.name == BOARD else None
        if held_to is None or held_to.register is None:
            continue
        for release in sorted(one for one in board.parent.parent.iterdir() if one.is_dir()):
            for folder in _reports_in(release):
                other = _of_same_extract(folder, parameters)
                if other and held_to.register.sha256 in _registers_of(other):
                    yield folder


def _reports_in(folder: Path) -> Iterator[Path]:
    """Yield the runs of a release's folder that have a register: of all its segments, one run."""
    yield from (folder / name for name in IN_TURN if (folder / name / REGISTER).is_file())
    segments = sorted((folder / SEGMENT_REPORT).glob(f"*/{REGISTER}"))
    yield from (register.parents[1] for register in segments[:1])


def _registers_of(run: Manifest) -> set[str]:
    """Return the hashes of the registers that a run was held to."""
    return {file.sha256 for name, file in run.inputs.items() if name.startswith(EARLIER_RUN)}


def _of_same_extract(folder: Path, parameters: ExtractReport) -> Manifest | None:
    """Read a run made of an extract drawn on the same day, of data of the same kind; None else."""
    try:
        run = crate.read(folder)
    except FileUnreadableError:
        return None
    asked = parameters.model_dump(include={"extract_drawn_on", "is_synthetic"})
    is_same = all(run.parameters.get(name) == value for name, value in asked.items())
    return run if is_same else None
