"""Which causes are named where a run made again differs: what was done to each file, and else."""

from pathlib import Path

from referral_analysis.runs.again import causes
from referral_analysis.runs.again.reproduce import _causes
from referral_analysis.runs.differences import Difference
from referral_analysis.runs.record.manifest import sha256_of


def differences(*files: str) -> list[Difference]:
    return [Difference(file=file, place="the whole file", old="a", new="b") for file in files]


def outputs(folder: Path) -> tuple[dict[str, str], dict[str, Path]]:
    """Make a run of three recorded files: one as it was, one edited, one gone; and one added."""
    had = {name: folder / name for name in ("same.csv", "edited.csv", "added.csv")}
    for path in had.values():
        path.write_text(path.name, "utf-8")
    same = sha256_of(had["same.csv"])
    return {"same.csv": same, "edited.csv": same, "gone.csv": same}, had


def test_what_was_done_to_each_file_is_named_once(tmp_path: Path) -> None:
    found = differences("added.csv", "edited.csv", "edited.csv", "gone.csv")
    assert list(_causes(found, (), ("polars is another",), outputs(tmp_path))) == [
        "added.csv was added after the run",
        "edited.csv was changed after the run: it is not the file that the manifest records",
        "gone.csv was taken away after the run",
    ]


def test_a_file_that_nobody_touched_differs_by_what_changed_since(tmp_path: Path) -> None:
    found = differences("same.csv", "added.csv")
    added = "added.csv was added after the run"
    since = ("polars is another",)
    assert list(_causes(found, (), since, outputs(tmp_path))) == [added, *since]
    # where nothing is known to have changed, that is said
    assert list(_causes(found, (), (), outputs(tmp_path))) == [added, causes.UNKNOWN]
    # an input that changed explains it already
    changed = ("input extract was changed",)
    assert list(_causes(found, changed, (), outputs(tmp_path))) == [*changed, added]


def test_a_link_to_the_file_as_it_was_is_no_file_of_the_run(tmp_path: Path) -> None:
    recorded, had = outputs(tmp_path)
    link = tmp_path / "link.csv"
    link.symlink_to(had["same.csv"])
    found = list(_causes(differences("same.csv"), (), (), (recorded, had | {"same.csv": link})))
    assert found == [
        "same.csv was changed after the run: it is not the file that the manifest records"
    ]


def test_a_file_made_again_that_the_run_never_had_is_nobodys_doing(tmp_path: Path) -> None:
    assert list(_causes(differences("new.csv"), (), (), outputs(tmp_path))) == [causes.UNKNOWN]
