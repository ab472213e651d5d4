"""A county of 2023 with a MASH, early help and localities: no word of Kent in 2011."""

import re
from pathlib import Path

import polars as pl
import pytest
from tests.workflow.conftest import ROOT, command

pytestmark = pytest.mark.xdist_group("words_of_a_place")

LATER = "12y"
SAMPLES = {
    "referrals": "synthetic_referrals_2012-01-13.csv.gz",
    "contacts": "synthetic_contacts_2012-01-13.csv.gz",
    "early_help": "synthetic_cafs_2012-01-13.csv.gz",
}
SETTINGS = (
    "meeting=A Safeguarding Partnership, February 2024", "made_on=2024-02-20",
    "extract_drawn_on=2024-01-13", "series_starts=2018-04", "last_month=2023-12",
    "launch_month=2023-05", "phase_in_ends=2023-07", "is_synthetic=false",
    "events=[{name: new district system, from: 2022-10, shape: step}]", "population=null",
    "workshops=null", "timeline=null", "contacts=contacts.csv", "cafs=early_help.csv",
    "words={area: locality, front_door: MASH, thresholds: threshold document}",
)  # fmt: skip
KENTS = re.compile(r"\b(Board|districts?|workshops?|CAFs?|Common Assessment|Kent|county)\b", re.I)
NAMED = ("new district system", "`workshops`", "`district`", "population")
"""What keeps its name: an event of the council's own, and parameters between backticks."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the release of the sample's council, twelve years later."""
    place = tmp_path_factory.mktemp("county")
    for name, sample in SAMPLES.items():
        rows = pl.read_csv(ROOT / "data_samples" / sample, infer_schema=False)
        days = [column for column in rows.columns if column.endswith("_on")]
        moved = (pl.col(day).str.to_date(strict=False).dt.offset_by(LATER) for day in days)
        rows.with_columns(*moved).write_csv(place / f"{name}.csv")
    words = ["init", "council", "--extract", "referrals.csv"]
    begun = command(*words, *(w for s in SETTINGS for w in ("--set", s)), cwd=place)
    assert begun.returncode == 0, begun.stderr
    council = place / "council"
    for name in SAMPLES:
        (place / f"{name}.csv").rename(council / f"{name}.csv")
    file = council / "release.yaml"
    file.write_text(file.read_text("utf-8").replace("../referrals.csv", "referrals.csv"), "utf-8")
    checked = command("check", "referrals.csv", "-p", "release.yaml", cwd=council)
    assert checked.returncode in {0, 3}, checked.stderr
    made = command("run", "release.yaml", "--workers", "1", cwd=council)
    assert made.returncode == 0, made.stdout + made.stderr
    return council / "reports" / "release"


def texts_of(page: str) -> list[str]:
    """Return what a page says: text, and the labels that are read aloud; no names of columns."""
    shown = re.sub(r"(?s)<(script|style|code)\b.*?</\1>", "|", page)
    labels = re.findall(r'aria-label="([^"]*)"', shown)
    return [*re.sub(r"<[^>]+>", "|", shown).split("|"), *labels]


def test_no_page_and_no_table_has_a_word_of_another_place(folder: Path) -> None:
    names = ["index.html", "summary.html", *(
        f"{report}/report.html" for report in ("board_report", "data_quality", "appropriateness")
    )]  # fmt: skip
    texts = [text for name in names for text in texts_of((folder / name).read_text("utf-8"))]
    tables = [*folder.glob("*/tables/*.csv")]
    assert len(tables) > 20
    texts += [line for table in tables for line in table.read_text("utf-8").splitlines()]
    for name in NAMED:
        texts = [text.replace(name, "") for text in texts]
    assert [text for text in texts if KENTS.search(text)] == []


def test_the_pages_are_in_the_words_that_were_given(folder: Path) -> None:
    page = (folder / "board_report" / "report.html").read_text("utf-8")
    for said in (
        "What the partnership may want to do next",
        "after the new threshold document was launched",
        "stay contacts with the MASH",
        "new cases of early help",
        "new district system",
        "Launch",
        "locality",
    ):
        assert said in page, said
    index = (folder / "index.html").read_text("utf-8")
    assert "What it means for the partnership" in index
    assert "What the partnership may want to do next" in index
