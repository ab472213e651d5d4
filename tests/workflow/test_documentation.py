"""Every block of code in README and docs does what the page says, or is listed with the reason."""

import contextlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
import yaml
from tests.additions import PAGES as ON_A_COPY
from tests.workflow.conftest import ROOT, command, fill_in
from tools.documentation import Block, blocks, command_lines, pages

from referral_analysis.cli import commands
from referral_analysis.runs.batch.plan import BatchPlan
from referral_analysis.runs.parameters import CONTRACTS
from referral_analysis.runs.parameters.release import choices_of, is_release

TUTORIAL = "docs/tutorial.md"
READ_ONLY = {
    "plan": "critical values of four lengths; tests/workflow/test_plan.py asks for one",
    "run": "a minute each; tests/server follows the tutorial to its end",
    "reproduce": "a minute each, of a run that is there; as above, and tests/workflow has its own",
    "batch": "minutes, or a cluster; tests/long/test_batch.py makes small ones",
    "fetch": "needs a database; tests/server starts one",
}
"""Commands whose words are read by the command line itself, so that no option can be wrong."""
LISTED = {
    "conda": "no conda here; what it installs by pip is installed by `make environment`",
    "pip": "installs into the reader's own environment; tests/workflow/test_wheel.py installs",
}
"""Commands that are not run anywhere here."""
FILLED = {
    "meeting": "A Board, March 2015", "launch_month": "2014-07", "phase_in_ends": "2014-09",
    "events": [{"name": "inspection", "from": "2013-12", "shape": "step"}],
}  # fmt: skip
LANGUAGES = {"sh", "python", "yaml", "text", "powershell", "diff"}
BLOCKS = [block for page in pages() for block in blocks(page)]
FOLLOWED = {b.page for b in BLOCKS if b.language in {"sh", "python"}} - {*ON_A_COPY}
"""Pages that change nothing of the package; test_additions.py follows the others."""


@pytest.fixture
def desk(tmp_path: Path, small_council: Path) -> Path:
    """Return a folder like the checkout, with extracts of the reader's own in it."""
    for name in ("data_samples", "notebooks"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(small_council, tmp_path / "referrals.csv")
    rows = pl.read_csv(small_council, infer_schema=False)
    with xlsxwriter.Workbook(tmp_path / "referrals.xlsx") as book:
        book.add_worksheet("Notes").write(0, 0, "Drawn for the Board")
        rows.head(2000).write_excel(book, worksheet="Referrals", position="A3")
    return tmp_path


def test_there_are_blocks_and_each_is_of_a_known_kind() -> None:
    assert len(BLOCKS) > 20
    assert {block.language for block in BLOCKS} <= LANGUAGES


@pytest.mark.parametrize("page", sorted(FOLLOWED))
def test_a_page_can_be_followed(page: str, desk: Path) -> None:
    names: dict[str, object] = {}
    here = desk
    for block in blocks(page):
        if block.language == "sh":
            for words in command_lines(block):
                here = followed(words, block, here)
        elif block.language == "python":
            with contextlib.chdir(here), contextlib.redirect_stdout(io.StringIO()):
                exec(compile(block.text, block.place, "exec"), names)  # noqa: S102 - our own page


def followed(words: list[str], block: Block, here: Path) -> Path:
    """Do one command of a page; return the folder that the reader is in after it."""
    match words:
        case ["cd", folder]:
            return here / folder
        case ["mkdir" | "cp", *_]:
            laid_out(words, here)
        case ["make", target, *variables]:
            done = subprocess.run(
                ["make", "-n", target, *variables], cwd=ROOT, capture_output=True, check=False
            )
            assert done.returncode == 0, f"{block.place}: no target {target}"
        case ["referral-analysis", name, *rest] if name in READ_ONLY:
            commands.commands[name].make_context(name, rest)
        case ["referral-analysis", *rest]:
            run(rest, block, here)
        case [first, *_]:
            assert first in LISTED, f"{block.place}: {first} is neither run nor listed"
    return here


def laid_out(words: list[str], here: Path) -> None:
    """Make a folder anew, or copy files into one."""
    *files, folder = words[1:]
    if words[0] == "mkdir":
        shutil.rmtree(here / folder, ignore_errors=True)
        (here / folder).mkdir()
    for file in files:
        shutil.copy(here / file, here / folder)


def run(words: list[str], block: Block, here: Path) -> None:
    folder = here / words[1] if words[0] == "init" else None
    if folder and block.page != TUTORIAL:  # it begins with a folder that holds the extract
        shutil.rmtree(folder, ignore_errors=True)
    ended = command(*words, cwd=here)
    allowed = {0, 3} if words[0] == "check" else {0}  # 3: rows failed, which is no error
    assert ended.returncode in allowed, f"{block.place}: {ended.stderr}"
    if folder and block.page != TUTORIAL:  # the tutorial fills in for itself
        fill_in_all(folder)


def fill_in_all(folder: Path) -> None:
    """Do what a reader does between two blocks: fill in what `init` left."""
    for path in folder.glob("*.yaml"):
        text = path.read_text("utf-8")
        for name, value in FILLED.items():
            text = text.replace(f"{name}: FILL-IN", f"{name}: {json.dumps(value)}")
        path.write_text(text, "utf-8")
    areas = pl.read_csv(folder / "population.csv", infer_schema=False)["area"]
    districts = areas.unique(maintain_order=True).to_list()
    fill_in(folder, districts, ["2014-07-15"] * len(districts))


def test_what_changes_the_package_is_done_on_a_copy() -> None:
    assert {block.page for block in BLOCKS if block.language == "diff"} == {*ON_A_COPY}


@pytest.mark.parametrize(
    "block", [b for b in BLOCKS if b.language == "yaml"], ids=lambda block: block.place
)
def test_yaml_on_a_page_is_what_it_claims_to_be(block: Block) -> None:
    values = yaml.safe_load(block.text)
    if "releases" in values:
        BatchPlan.model_validate(values)
    elif is_release(values):
        assert choices_of(values, where=block.place).reports
    else:
        assert values.keys() <= CONTRACTS["board_report"].model_fields.keys()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_links_of_pages_outside_the_site_lead_somewhere(page: str) -> None:
    """The site's own links are checked by `make docs`."""
    text = (ROOT / page).read_text("utf-8")
    targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
    assert targets
    assert not [target for target in targets if not (ROOT / target).exists()]


def _powershell() -> Iterator[tuple[Block, str]]:
    for block in BLOCKS:
        if block.language == "powershell":
            yield from ((block, line) for line in block.text.splitlines())


def test_what_is_for_windows_names_files_and_options_that_there_are() -> None:
    """Listed, not run: there is no PowerShell here. Its words are those of the other commands."""
    lines = [*_powershell()]
    assert lines
    for block, line in lines:
        _program, *words = line.replace("\\", "/").split()
        for word in words:
            if word.startswith("notebooks/") or word.endswith(".lock"):
                assert (ROOT / word).exists(), f"{block.place}: no {word}"
        if "referral-analysis run" in line:
            commands.commands["run"].make_context("run", words[1:])
