"""A run is made again from its manifest, and what differs is found, placed and explained."""

import gzip
import json
import random
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.errors import RunError
from referral_analysis.runs.again.reproduce import from_archive, reproduce
from referral_analysis.runs.again.reproduction import Reproduction, to_lines
from referral_analysis.runs.analyst import private
from referral_analysis.runs.making import job
from referral_analysis.runs.making.log import Log
from referral_analysis.runs.making.run import run
from referral_analysis.runs.parameters.contract import REGISTER
from referral_analysis.runs.record import crate, provenance
from referral_analysis.runs.record.manifest import (
    NAME,
    PDF,
    PROTECTIONS,
    Manifest,
    Package,
    record,
    sha256_of,
)

pytestmark = pytest.mark.xdist_group("reproduce")

RUN = Path("reports/board_february_2012/board_report")
INPUTS = ("extract", "population", "workshops", "timeline")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a council's folder with the real run in it, and December's; no test may change it."""
    place = tmp_path_factory.mktemp("council")
    as_a_user_has_it(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        for name in ("executive_december_2011", "board_february_2012"):
            run(Path("notebooks/board_report.ipynb"), Path(f"notebooks/parameters/{name}.yaml"))
    return place


@pytest.fixture
def council(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a test its own copy, as the working folder."""
    place = tmp_path / "council"
    shutil.copytree(made, place)
    monkeypatch.chdir(place)
    return place


@pytest.fixture
def _made_at_once(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make again by copying: that it comes out the same is shown by the tests that really do."""

    def copy(_: job.Job, folder: Path, __: Log) -> None:
        shutil.copytree(made / RUN, folder, dirs_exist_ok=True)

    monkeypatch.setattr(job, "make", copy)


def flip(path: Path, at: int) -> None:
    held = bytearray(path.read_bytes())
    held[at] ^= 1
    path.write_bytes(bytes(held))


def rewrite(folder: Path, change: Callable[[Manifest], Manifest]) -> None:
    """Write a manifest anew, as whoever knows how it is protected can."""
    crate.write(change(crate.read(folder)), folder)


def test_a_run_made_again_is_identical(council: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (council / RUN).rglob("*")}
    steps: list[str] = []
    outcome = reproduce(RUN, on_step=steps.append)
    assert outcome.verdict == "identical", to_lines(outcome)
    assert (outcome.exit_code, outcome.causes, outcome.notes) == (0, (), ())
    assert outcome.files == outcome.same_bytes == len(crate.read(council / RUN).outputs)
    assert steps == ["execute", "export", "compare"]
    assert {path: path.stat().st_mtime_ns for path in (council / RUN).rglob("*")} == before


def test_a_digit_changed_in_the_extract_differs_and_the_extract_is_the_cause(
    council: Path,
) -> None:
    extract = council / "data_samples" / "synthetic_referrals_2012-01-13.csv.gz"
    text = gzip.decompress(extract.read_bytes()).decode()
    nfa = re.compile(r"^(R\d+,[^,]*,2011-09-0\d,[^\n]*?),true,", re.MULTILINE)
    extract.write_bytes(gzip.compress(nfa.sub(r"\1,false,", text, count=1).encode(), mtime=0))
    outcome = reproduce(RUN)
    assert outcome.exit_code == 1
    (cause,) = outcome.causes
    assert cause.startswith("input extract (data_samples/synthetic_referrals_2012-01-13.csv.gz)")
    month = [
        (int(found.old), int(found.new))
        for found in outcome.differences
        if found.file == "tables/shares.csv"
        and found.place.startswith("row 66 (2011-09), column No further action")
    ]
    assert [old - new for old, new in month] == [1]
    assert {found.file for found in outcome.differences} >= {"report.html", "report.ipynb"}


PLACES = {
    ".csv": r"(header|row \d+ \(.*\))(, column .+)?|byte [\d,]+",
    ".html": r'before the first section|section ".+"(, figure [\w-]+)?|byte [\d,]+',
    ".ipynb": r"cell \d+, (source|outputs|metadata)|line [\d,]+, character \d+|byte [\d,]+",
    ".svg": r"line \d+, character \d+|byte [\d,]+",
    ".xlsx": r"sheet .+, (row \d+|column) .+|byte [\d,]+",
}


@pytest.mark.usefixtures("_made_at_once")
def test_one_flipped_byte_in_any_artefact_is_found_and_placed(council: Path) -> None:
    chance = random.Random(2012)  # noqa: S311 - places, not secrets
    kinds = set()
    for file in crate.read(council / RUN).outputs:
        path = council / RUN / file.path
        kinds.add(path.suffix)
        at = chance.randrange(file.bytes)
        flip(path, at)
        outcome = reproduce(RUN)
        flip(path, at)
        assert outcome.exit_code == 1, file.path
        assert {found.file for found in outcome.differences} == {file.path}
        for found in outcome.differences:
            assert re.fullmatch(PLACES[path.suffix], found.place, re.DOTALL), found.place
            assert found.old != found.new
        (cause,) = outcome.causes
        assert cause == (
            f"{file.path} was changed after the run: it is not the file that the manifest records"
        )
    assert kinds == set(PLACES)
    assert reproduce(RUN).exit_code == 0


@pytest.mark.usefixtures("_made_at_once")
@pytest.mark.parametrize("name", INPUTS)
def test_one_flipped_byte_in_any_input_is_found(council: Path, name: str) -> None:
    file = crate.read(council / RUN).inputs[name]
    flip(council / file.path, file.bytes // 2)
    outcome = reproduce(RUN)
    assert outcome.exit_code == 1
    assert outcome.causes == (
        f"input {name} ({file.path}) was changed: {file.bytes:,} bytes then, {file.bytes:,} now",
    )


@pytest.mark.usefixtures("_made_at_once")
def test_one_flipped_byte_in_the_manifest_cannot_be_judged(council: Path) -> None:
    path = council / RUN / NAME
    chance = random.Random(2012)  # noqa: S311 - places, not secrets
    visible = [at for at, byte in enumerate(path.read_bytes()) if not chr(byte).isspace()]
    for at in chance.sample(visible, 20):
        flip(path, at)
        outcome = reproduce(RUN)
        assert (outcome.exit_code, outcome.reason.partition(":")[0]) == (2, NAME)
        flip(path, at)
    path.unlink()
    assert "no such file" in reproduce(RUN).reason


def test_a_missing_input_cannot_be_judged(council: Path) -> None:
    (council / "data_samples" / "population.csv").unlink()
    outcome = reproduce(RUN)
    assert outcome.exit_code == 2
    assert outcome.reason.startswith("data_samples/population.csv: no such file")


def test_a_missing_notebook_cannot_be_judged(council: Path) -> None:
    (council / "notebooks" / "board_report.ipynb").unlink()
    outcome = reproduce(RUN)
    assert outcome.exit_code == 2
    assert outcome.reason.startswith("notebooks/board_report.ipynb: no such file")


def with_bare_notebook(manifest: Manifest) -> Manifest:
    return replace(manifest, notebook=replace(manifest.notebook, path="board_report.ipynb"))


@pytest.mark.usefixtures("_made_at_once")
def test_a_notebook_recorded_by_its_name_alone_is_found(council: Path) -> None:
    rewrite(council / RUN, with_bare_notebook)
    assert reproduce(RUN).exit_code == 0


@pytest.mark.usefixtures("_made_at_once")
def test_a_changed_notebook_is_a_cause(council: Path) -> None:
    flip(council / "notebooks" / "board_report.ipynb", 500)
    outcome = reproduce(RUN, allow=True)
    assert outcome.exit_code == 1
    assert outcome.causes == ("notebook notebooks/board_report.ipynb was changed",)


@pytest.mark.usefixtures("_made_at_once")
def test_files_taken_away_added_or_linked_are_found(council: Path) -> None:
    folder = council / RUN
    (folder / "charts" / "shares.svg").unlink()
    (folder / "tables" / "more.csv").write_text("a\n1\n")
    shutil.copy(folder / "report.html", council / "same.html")
    (folder / "report.html").unlink()
    (folder / "report.html").symlink_to(council / "same.html")
    outcome = reproduce(RUN)
    assert outcome.exit_code == 1
    assert [(found.file, found.old, found.new) for found in outcome.differences] == [
        ("charts/shares.svg", "nothing", "a file"),
        ("report.html", "a link", "a file"),
        ("tables/more.csv", "a file that the manifest does not name", "nothing"),
    ]
    assert [cause.split(" was ")[1].split()[0] for cause in outcome.causes] == [
        "taken",
        "changed",
        "added",
    ]


@pytest.mark.usefixtures("_made_at_once")
def test_rows_of_children_and_a_private_part_that_stayed_behind_are_not_judged(
    council: Path,
) -> None:
    """Rows are deleted when they have served; what is handed on goes without the private part."""
    (council / RUN / "private" / "failed_rows.csv").write_text("x")
    assert reproduce(RUN).exit_code == 0
    shutil.rmtree(council / RUN / "private")
    assert reproduce(RUN).exit_code == 0


@pytest.mark.usefixtures("_made_at_once")
@pytest.mark.parametrize(
    "name",
    ["run.log", "private/protections.csv", "private/protections.md", "private/contents.json"],
)
def test_the_log_and_what_was_protected_are_told_when_edited_or_taken_away(
    council: Path, name: str
) -> None:
    place = council / RUN / name
    place.write_bytes(place.read_bytes().replace(b"e", b"f", 1))
    outcome = reproduce(RUN)
    assert (outcome.exit_code, outcome.differences[0].file) == (1, name)
    assert outcome.causes[0].startswith(f"{name} was changed after the run")
    place.unlink()
    outcome = reproduce(RUN)
    assert [(one.file, one.old) for one in outcome.differences] == [
        (name, "a file in the manifest, nothing")
    ]
    assert outcome.causes == (f"{name} was taken away after the run",)


@pytest.mark.usefixtures("_made_at_once")
def test_what_was_protected_is_told_when_edited_with_its_list(
    council: Path,
) -> None:
    """Whoever signs everything anew is found by making it again."""
    place = council / RUN / "private/protections.csv"
    flip(place, 40)
    private.list_contents(council / RUN)
    outcome = reproduce(RUN)
    assert [one.file for one in outcome.differences] == ["private/protections.csv"]


def test_no_hash_in_a_manifest_lets_a_guess_of_what_was_protected_be_tried(council: Path) -> None:
    text = (council / RUN / NAME).read_text("utf-8")
    for name in PROTECTIONS:
        assert sha256_of(council / RUN / name) not in text


@pytest.mark.usefixtures("_made_at_once")
def test_the_register_is_held_to_its_hash_where_it_is_there(council: Path) -> None:
    register = council / RUN / REGISTER
    flip(register, 1_000)
    outcome = reproduce(RUN)
    assert [(one.file, one.place) for one in outcome.differences] == [(REGISTER, "SHA-256")]
    assert outcome.causes == (
        f"{REGISTER} was changed after the run: it is not the file that the manifest records",
    )
    register.unlink()
    outcome = reproduce(RUN)
    assert outcome.causes == (f"{REGISTER} was taken away after the run",)
    shutil.rmtree(council / RUN / "private")
    assert reproduce(RUN).exit_code == 0


def test_a_register_that_comes_out_otherwise_differs(
    council: Path, made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def other(_: job.Job, folder: Path, __: Log) -> None:
        shutil.copytree(made / RUN, folder, dirs_exist_ok=True)
        flip(folder / REGISTER, 1_000)

    monkeypatch.setattr(job, "make", other)
    shutil.rmtree(council / RUN / "private")
    outcome = reproduce(RUN)
    assert [(one.file, one.place) for one in outcome.differences] == [(REGISTER, "SHA-256")]
    assert outcome.causes[0].startswith("no cause is known")


def test_without_the_earlier_run_it_says_to_make_that_first(council: Path) -> None:
    shutil.rmtree(council / "reports/executive_december_2011/board_report/private")
    outcome = reproduce(RUN)
    assert (outcome.exit_code, outcome.reason) == (
        2,
        "earlier run reports/executive_december_2011/board_report: it is not here with its "
        "register; need the run that this one was held against. Make it first: the same inputs "
        "give the same register.",
    )


@pytest.mark.usefixtures("_made_at_once")
def test_a_manifest_signed_anew_over_another_hash_is_found(council: Path) -> None:
    def forge(manifest: Manifest) -> Manifest:
        first = replace(manifest.outputs[0], sha256="0" * 64)
        return replace(manifest, outputs=(first, *manifest.outputs[1:]))

    rewrite(council / RUN, forge)
    outcome = reproduce(RUN)
    assert outcome.exit_code == 1
    assert [found.place for found in outcome.differences] == ["SHA-256"]


def make_otherwise(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is made again differ from the run by one cell, as another version's might."""

    def other(_: job.Job, folder: Path, __: Log) -> None:
        shutil.copytree(made / RUN, folder, dirs_exist_ok=True)
        table = folder / "tables" / "changes.csv"
        table.write_text(table.read_text("utf-8").replace("8,", "9,", 1), "utf-8")

    monkeypatch.setattr(job, "make", other)


def with_package(manifest: Manifest) -> Manifest:
    return replace(manifest, packages={**manifest.packages, "polars": Package(version="1.30.0")})


def with_code(manifest: Manifest) -> Manifest:
    return replace(manifest, code=replace(manifest.code, source_sha256="0" * 64))


def with_nothing(manifest: Manifest) -> Manifest:
    return manifest


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (with_package, r"package polars: 1\.30\.0 then, .* now"),
        (with_code, r"code: .* then, .* now"),
        (with_nothing, r"no cause is known: .*"),
    ],
)
def test_a_difference_is_explained_by_what_has_changed_since(
    made: Path,
    council: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Manifest], Manifest],
    cause: str,
) -> None:
    make_otherwise(made, monkeypatch)
    rewrite(council / RUN, change)
    outcome = reproduce(RUN)
    assert outcome.exit_code == 1
    (named,) = outcome.causes
    assert re.fullmatch(cause, named)


@pytest.mark.usefixtures("_made_at_once")
def test_a_change_that_made_no_difference_is_a_note(council: Path) -> None:
    rewrite(council / RUN, with_package)
    outcome = reproduce(RUN)
    assert (outcome.exit_code, outcome.causes) == (0, ())
    (note,) = outcome.notes
    assert re.fullmatch(r"package polars: 1\.30\.0 then, .* now; it made no difference", note)


@pytest.mark.usefixtures("_made_at_once")
def test_a_printed_page_is_held_to_its_hash_and_not_made_again(council: Path) -> None:
    printed = council / RUN / PDF
    printed.write_bytes(b"%PDF")
    rewrite(
        council / RUN,
        lambda old: replace(old, outputs=(*old.outputs, record(printed, name=PDF))),
    )
    entities = json.loads((council / RUN / NAME).read_text("utf-8"))["@graph"]
    (about,) = (one["description"] for one in entities if one["@id"] == PDF)
    assert "not made again" in about
    outcome = reproduce(RUN)
    assert (outcome.exit_code, outcome.same_bytes) == (0, outcome.files)
    assert outcome.notes[-1].startswith("report.pdf was printed by a browser")
    flip(printed, 0)
    outcome = reproduce(RUN)
    assert (outcome.exit_code, outcome.differences[0].place) == (1, "SHA-256")
    assert re.fullmatch(
        r"  report\.pdf, SHA-256: \w{12}\.\.\. in the manifest, \w{12}\.\.\. in the run, "
        "not made again",
        to_lines(outcome)[1],
    )
    assert outcome.causes == (
        "report.pdf was changed after the run: it is not the file that the manifest records",
    )
    printed.unlink()
    assert reproduce(RUN).causes == ("report.pdf was taken away after the run",)


@pytest.mark.usefixtures("council")
def test_on_another_platform_close_decimals_pass_and_it_says_so(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nearly(_: job.Job, folder: Path, __: Log) -> None:
        shutil.copytree(made / RUN, folder, dirs_exist_ok=True)
        table = folder / "tables" / "all-referrals.csv"
        table.write_text(table.read_text("utf-8").replace("490.5", "490.6", 1), "utf-8")

    monkeypatch.setattr(job, "make", nearly)
    assert reproduce(RUN).exit_code == 1
    monkeypatch.setattr(provenance, "describe_platform", lambda: "Darwin arm64")
    outcome = reproduce(RUN)
    assert (outcome.exit_code, outcome.files - outcome.same_bytes) == (0, 1)
    assert outcome.notes[0].startswith("on another platform numbers count as the same within one")


def test_a_run_that_stops_is_not_judged_and_its_inputs_say_why(
    council: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(_: job.Job, __: Path, ___: Log) -> None:
        raise RunError("cell 3", found="it stopped", needed="an end", do="Look.")

    monkeypatch.setattr(job, "make", stop)
    outcome = reproduce(RUN)
    assert (outcome.exit_code, outcome.reason[:30]) == (2, "it could not be made again: ce")
    (council / "data_samples" / "events.csv").write_text("date,event\n2011-05-01,x\n")
    outcome = reproduce(RUN)
    assert (outcome.exit_code, outcome.reason[:30]) == (2, "it could not be made again: ce")
    assert outcome.causes[0].startswith("input timeline")
    assert "files" not in to_lines(outcome)[0]


@pytest.mark.usefixtures("_made_at_once")
@pytest.mark.parametrize("top", ["", "board_report/"])
def test_an_archive_of_the_run_folder_is_judged_alike(council: Path, top: str) -> None:
    archive = council / "run.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in (council / RUN).rglob("*"):
            file.write(path, top + path.relative_to(council / RUN).as_posix())
    shutil.rmtree(council / RUN.parent)  # the run that it was held to is an input, and stays
    outcome = from_archive(archive)
    assert (outcome.verdict, outcome.run) == ("identical", "run.zip")


def test_an_archive_that_is_none_cannot_be_judged(council: Path) -> None:
    (council / "run.zip").write_text("not an archive")
    outcome = from_archive(council / "run.zip")
    assert (outcome.exit_code, outcome.run) == (2, "run.zip")
    assert outcome.reason.startswith("run.zip: it cannot be read")


def hostile_extract(manifest: Manifest) -> Manifest:
    return replace(manifest, parameters={**manifest.parameters, "extract": "/etc/passwd"})


def hostile_notebook(manifest: Manifest) -> Manifest:
    return replace(manifest, notebook=replace(manifest.notebook, path="notebooks/evil.ipynb"))


def hostile_name(manifest: Manifest) -> Manifest:
    return replace(manifest, parameters={**manifest.parameters, "x\nimport os": 1})


@pytest.mark.parametrize("forge", [hostile_extract, hostile_notebook, hostile_name])
def test_a_hostile_manifest_runs_nothing(
    council: Path, monkeypatch: pytest.MonkeyPatch, forge: Callable[[Manifest], Manifest]
) -> None:
    shutil.copy("notebooks/board_report.ipynb", "notebooks/evil.ipynb")
    monkeypatch.setattr(job, "make", lambda *_: pytest.fail("it was run"))
    rewrite(council / RUN, forge)
    outcome = reproduce(RUN)
    assert outcome.exit_code == 2
    (line,) = to_lines(outcome)
    assert line.isprintable()


@pytest.mark.parametrize("place", ["theirs/board_report.ipynb", "notebooks/board_report.ipynb"])
def test_a_notebook_that_is_not_the_packages_is_not_run_whatever_the_manifest_says_of_it(
    council: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    monkeypatch.setattr(job, "make", lambda *_: pytest.fail("it was run"))
    book = json.loads((council / "notebooks" / "board_report.ipynb").read_text("utf-8"))
    book["cells"][1]["source"] = "import os; os.mkdir('ran')"
    theirs = council / place
    theirs.parent.mkdir(exist_ok=True)
    theirs.write_text(json.dumps(book), "utf-8")
    rewrite(council / RUN, lambda one: replace(one, notebook=record(theirs, name=place)))
    outcome = reproduce(RUN)
    assert outcome.exit_code == 2
    assert outcome.reason.startswith(
        "notebook board_report.ipynb: it is not one of the package's: its cells could do anything"
    )
    assert "--allow" in outcome.reason


@pytest.mark.usefixtures("_made_at_once")
def test_an_archive_with_what_a_desktop_adds_is_judged(council: Path) -> None:
    archive = council / "run.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for path in (council / RUN).rglob("*"):
            file.write(path, "made/" + path.relative_to(council / RUN).as_posix())
        file.writestr("made/.DS_Store", "where the icons are")
        file.writestr("__MACOSX/made/._report.html", "attributes")
    assert from_archive(archive).verdict == "identical"


def test_the_outcome_names_no_folder_above_the_run(council: Path, tmp_path: Path) -> None:
    (council / "data_samples" / "population.csv").unlink()
    outcome: Reproduction = reproduce(council / RUN)
    assert str(tmp_path) not in json.dumps(to_lines(outcome))
