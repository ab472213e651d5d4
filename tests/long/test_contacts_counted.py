"""Counties whose contacts are what is counted: the right answer, in words of contacts."""

import datetime as dt
import json
import re
import zipfile
from html import unescape
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.workflow.conftest import command

pytestmark = pytest.mark.xdist_group("contacts_counted")

AFTER = dt.date(2011, 8, 1)
MONTHS = pl.date_range(dt.date(2007, 4, 1), dt.date(2011, 12, 1), "1mo", eager=True).to_list()
AREAS, SOURCES = ("Ashford", "Dover", "Swale"), ("1A", "2A", "3F", "6")
WITHOUT_IDS = 40
"""Every so many contacts, one has no child's id."""
KEPT, TAKEN = 420, 320  # contacts a month that lead to none, and to a referral
OF_REFERRALS = re.compile(
    r"\b(?:led to (?:no|a) referral|with(?:out)? a referral|referrals? of the same child(?:ren)?|"
    r"(?:the extract|a report) of referrals|became referrals|referrals were now recorded|"
    r"referrals are recorded about as quickly|must still be referred|help were referred|"
    r"were not referred or|files of referrals|judge referrals|no new referral|"
    r"referral-analysis|no-referrer)\b",
    re.IGNORECASE,
)
"""What a report of contacts may say of referrals: what contacts led to."""


Truth = dict[dt.date, tuple[int, int, int]]
"""By month: contacts that led to no referral, to one, and those without a child's id."""


def write_county(
    folder: Path, *, kept: float, taken: float, without_ids_since: int = WITHOUT_IDS
) -> Truth:
    """Write a county's files; each referral comes up to ten days after its child's contact.

    kept, taken: what the launch multiplied contacts that lead to none, and the others, by.
    without_ids_since: every so many contacts since have no child's id.
    """
    rng = np.random.default_rng(2011)
    parts, truth = [], Truth()
    for at, month in enumerate(MONTHS):
        level = (1 + 0.05 * np.sin(at * np.pi / 6)) * np.exp(rng.normal(0, 0.02))
        blank_each = without_ids_since if month >= AFTER else WITHOUT_IDS
        for is_taken, usual, change in ((False, KEPT, kept), (True, TAKEN, taken)):
            count = int(rng.poisson(usual * level * (change if month >= AFTER else 1)))
            parts.append(
                pl.DataFrame(
                    {
                        "contacted_on": pl.Series([month] * count)
                        + pl.Series(rng.integers(0, 28, count)).cast(pl.Duration("ms"))
                        * 86_400_000,
                        "contact_source": rng.choice(SOURCES, count),
                        "child": [f"C{at}-{int(is_taken)}-{one}" for one in range(count)],
                        "is_blank": [one % blank_each == 0 for one in range(count)],
                        "district": rng.choice(AREAS, count),
                        "waits": rng.integers(0, 11, count),
                        "is_taken": is_taken,
                    }
                )
            )
        without, led = (~part["is_blank"] for part in parts[-2:])
        blank = sum(int(part["is_blank"].sum()) for part in parts[-2:])
        truth[month] = (int(without.sum()), int(led.sum()), blank)
    _write(folder, pl.concat(parts))
    return truth


def _write(folder: Path, contacts: pl.DataFrame) -> None:
    child = pl.when(~pl.col("is_blank")).then("child").alias("child_id")
    contacts.select("contacted_on", "contact_source", child, "district").write_csv(
        folder / "contacts.csv"
    )
    waited = pl.col("contacted_on") + pl.duration(days=pl.col("waits"))
    contacts.filter("is_taken").select(
        pl.format("R{}", pl.int_range(pl.len())).alias("referral_id"),
        pl.col("child").alias("child_id"),
        waited.alias("referred_on"),
        "district",
        pl.col("contact_source").alias("referral_source"),
        (pl.int_range(pl.len()) % 4 == 0).alias("is_nfa"),
    ).write_csv(folder / "referrals.csv")
    (folder / "release.yaml").write_text(RELEASE, "utf-8")


RELEASE = """\
meeting: A Board, February 2012
made_on: 2012-01-20
is_interim: false
reports: [board_report, districts]
districts: [Swale]
extract: referrals.csv
extract_drawn_on: 2012-01-20
is_synthetic: true
columns: {primary_need: "", initial_assessed_on: "", core_assessed_on: "", section_47_on: "",
  closed_on: "", closure_reason: "", age_at_referral: "", single_assessed_on: "",
  child_protection_plan_on: ""}
contacts: contacts.csv
series_starts: 2007-04
last_month: 2011-12
launch_month: 2011-05
phase_in_ends: 2011-07
inappropriate: contact_without_referral
nfa_ripens_in_days: 10
closure_ripens_in_days: 70
fourier_pairs: 1
confidence_percent: 95
guardrail_margin_percent: 10
disclosure_preset: dfe
"""


def texts_of(page: Path) -> list[str]:
    """Return what a page says: text, and the labels of its charts, whose own texts are cut."""
    shown = re.sub(r"(?s)<(script|style|code|svg)\b.*?</\1>", "|", page.read_text("utf-8"))
    labels = re.findall(r'aria-label="([^"]*)"', page.read_text("utf-8"))
    said = "|".join([re.sub(r"<[^>]+>", "|", shown), *labels])
    return [" ".join(unescape(one).split()) for one in said.split("|") if one.strip()]


def words_of_workbook(path: Path) -> list[str]:
    """Return the names of a workbook's sheets, and every text in its cells."""
    with zipfile.ZipFile(path) as parts:
        strings = parts.read("xl/sharedStrings.xml").decode()
        sheets = re.findall(r'sheet name="([^"]*)"', parts.read("xl/workbook.xml").decode())
    return [*sheets, *(unescape(one) for one in re.findall(r"<t[^>]*>([^<]*)</t>", strings))]


def made(folder: Path, name: str = "release") -> Path:
    done = command("run", f"{name}.yaml", "--workers", "1", cwd=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "reports" / name


def of_referrals(folder: Path) -> Path:
    """Make the same county's Board report of its referrals, no further action being the outcome."""
    text = RELEASE.replace("contact_without_referral", "nfa").replace(", districts]", "]")
    (folder / "referrals.yaml").write_text(text, "utf-8")
    return made(folder, "referrals")


def counts_of(release: Path) -> pl.DataFrame:
    return pl.read_csv(release / "board_report" / "private" / "register.csv", try_parse_dates=True)


@pytest.fixture(scope="module")
def fewer_kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Truth]:
    """Make a county whose launch halved contacts that led to no referral, and moved no other."""
    folder = tmp_path_factory.mktemp("kept")
    truth = write_county(folder, kept=0.5, taken=1.0)
    return made(folder), truth


@pytest.fixture(scope="module")
def fewer_taken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make one in which contacts that led to a referral fell to half, and the others stayed."""
    folder = tmp_path_factory.mktemp("taken")
    write_county(folder, kept=1.0, taken=0.5)
    return made(folder)


def test_fewer_contacts_that_lead_to_no_referral_are_told(fewer_kept: tuple[Path, Truth]) -> None:
    said = " ".join(texts_of(fewer_kept[0] / "board_report" / "report.html"))
    assert "Did inappropriate contacts fall after the new thresholds?" in said
    assert "Yes: inappropriate contacts fell after the new thresholds were launched." in said
    assert (
        "Inappropriate here means a contact that led to no referral: none of the same child came "
        "on its day or in the 10 days after it. A contact without the child's id is counted "
        "neither way, as it may be either." in said
    )
    assert "Did appropriate contacts hold up? No, they fell" not in said
    here = " ".join(texts_of(fewer_kept[0] / "segment_report" / "swale" / "report.html"))
    assert "inappropriate contacts in Swale fell" in here


def test_fewer_that_lead_to_one_are_no_rise_of_the_others(fewer_taken: Path) -> None:
    said = " ".join(texts_of(fewer_taken / "board_report" / "report.html"))
    assert "We cannot yet tell whether inappropriate contacts fell." in said
    assert "They rose against the other contacts, but those fell" in said
    assert "Did appropriate contacts hold up? No, they fell" in said
    assert "children who needed help may have been turned away" in said
    assert "Auditors judge referrals, and nobody judged contacts." in said
    assert "An audit of thresholds" not in said
    assert "whose case was open already can lead to no new referral" in said


def test_contacts_that_lost_their_ids_are_no_fall(tmp_path: Path) -> None:
    """Of those that led to none half have no id since: as recorded they fell, or it is that."""
    write_county(tmp_path, kept=0.9, taken=1.0, without_ids_since=3)
    said = " ".join(texts_of(made(tmp_path) / "board_report" / "report.html"))
    assert "We cannot tell whether inappropriate contacts fell: too many of the contacts" in said
    assert "The child's id is blank, or stands for no one child, for 33." in said
    assert "Have the missing ids of children filled in from the case files" in said
    assert not re.search(r"\bflags?\b", said)


@pytest.mark.parametrize("county", ["fewer_kept", "fewer_taken"])
def test_no_sentence_calls_a_contact_a_referral(
    county: str, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(county)
    release = found[0] if isinstance(found, tuple) else found
    pages = [release / name for name in ("index.html", "summary.html")]
    reports = [*release.glob("**/report.html")]
    texts = [text for page in (*pages, *reports) for text in texts_of(page)]
    assert len(reports) == 2
    tables = [*release.glob("**/tables/*.csv")]
    assert len(tables) > 10
    texts += [line for table in tables for line in table.read_text("utf-8").splitlines()]
    texts += [path.name for path in (*tables, *release.glob("**/charts/*"))]
    texts += [one for path in release.glob("**/tables.xlsx") for one in words_of_workbook(path)]
    wrong = [text for text in texts if re.search("referr", OF_REFERRALS.sub("", text), re.I)]
    assert wrong == []


def test_every_contact_is_counted_once(fewer_kept: tuple[Path, Truth]) -> None:
    release, truth = fewer_kept
    months = counts_of(release).filter(
        pl.col("kind") == "county", pl.col("first_month") == pl.col("last_month")
    )
    by_month = {
        name: dict(rows.select("first_month", "count").rows())
        for (name,), rows in months.group_by("measure")
    }
    for month, (without, led, blank) in truth.items():
        assert by_month["contacts: nfa"][month] == without
        assert by_month["contacts: others"][month] == led + blank
        assert by_month["contacts: unflagged"][month] == blank
        assert by_month["contacts: referrals"][month] == without + led + blank


def test_no_number_of_contacts_stands_under_a_name_of_referrals(
    fewer_kept: tuple[Path, Truth],
) -> None:
    release, _ = fewer_kept
    ours, theirs = (counts_of(one) for one in (release, of_referrals(release.parents[1])))
    name = ["measure", "kind", "segment", "first_month", "last_month"]
    both = ours.select(name).join(theirs.select(name), on=name)
    assert both.is_empty()
    assert ours["measure"].str.starts_with("contacts: ").all()
    assert {"referrals", "nfa", "contacts_kept"} <= set(theirs["measure"])


def test_reports_of_referrals_and_of_contacts_are_not_held_to_each_other(
    fewer_kept: tuple[Path, Truth],
) -> None:
    folder = fewer_kept[0].parents[1]
    (folder / "later.yaml").write_text(
        RELEASE.replace("contact_without_referral", "nfa").replace(", districts]", "]")
        + "earlier_runs: [reports/release/board_report]\n",
        "utf-8",
    )
    done = command("run", "later.yaml", cwd=folder)
    assert done.returncode == 7
    assert "another choice of `inappropriate` than this report's" in done.stderr


def test_the_manifest_says_what_is_meant(fewer_kept: tuple[Path, Truth]) -> None:
    crate = json.loads((fewer_kept[0] / "board_report" / "ro-crate-metadata.json").read_text())
    entities = {one["@id"]: one for one in crate["@graph"]}
    said = entities["#parameter-inappropriate"]
    assert said["value"] == "contact_without_referral"
    assert said["description"].startswith("Inappropriate here means a contact that led to no")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            "contacts: contacts.csv\n",
            "",
            "contacts: null, beside inappropriate: contact_without_referral; need the file of "
            "contacts",
        ),
        (
            "[board_report, districts]",
            "[board_report, data_quality, appropriateness]",
            "reports: data_quality, appropriateness, beside inappropriate: "
            "contact_without_referral; need reports that can be made of contacts: board_report, "
            "districts, agencies.",
        ),
        (
            "series_starts: 2007-04",
            "series_starts: 2006-04",
            "contacts.csv: whole months from April 2007 only; need contacts in every month from "
            "April 2006. Set series_starts to 2007-04",
        ),
        (
            "is_synthetic: true",
            "is_synthetic: true\naudit_key: contacts.csv\naudit_judgements: referrals.csv",
            "audit_key: an audit, beside inappropriate: contact_without_referral",
        ),
    ],
)
def test_what_cannot_be_made_of_contacts_says_so_in_one_line(
    fewer_kept: tuple[Path, Truth], old: str, new: str, line: str
) -> None:
    folder = fewer_kept[0].parents[1]
    (folder / "other.yaml").write_text(RELEASE.replace(old, new), "utf-8")
    done = command("run", "other.yaml", cwd=folder)
    assert done.returncode != 0
    assert line in done.stderr
    assert "Traceback" not in done.stderr


def test_too_few_name_the_choices_that_would_do(tmp_path: Path) -> None:
    write_county(tmp_path, kept=1.0, taken=1.0)
    contacts = pl.read_csv(tmp_path / "contacts.csv", try_parse_dates=True)
    led = pl.col("child_id").str.contains("-1-") | (pl.int_range(pl.len()) % 400 == 0)
    contacts.filter(led).write_csv(tmp_path / "contacts.csv")
    line = (
        r"inappropriate: contact_without_referral: [012]\.\d a month, 0\.\d% of contacts, .* "
        r"need 3 a month or more, and 2% of contacts\. These would do: nfa \(\d+ a month, 25%\)"
    )
    checked = command("check", "referrals.csv", "-p", "release.yaml", cwd=tmp_path)
    assert re.search(f"Look at: a run would stop: {line}", checked.stdout)
    done = command("run", "release.yaml", cwd=tmp_path)
    assert done.returncode == 7
    assert re.search(line, done.stderr)


def test_too_few_referrals_name_contacts_where_these_would_do(tmp_path: Path) -> None:
    write_county(tmp_path, kept=1.0, taken=1.0)
    referrals = pl.read_csv(tmp_path / "referrals.csv")
    none = pl.int_range(pl.len()) % 500 == 0
    referrals.with_columns(none.alias("is_nfa")).write_csv(tmp_path / "referrals.csv")
    text = RELEASE.replace("contact_without_referral", "nfa").replace(", districts]", "]")
    (tmp_path / "release.yaml").write_text(f"{text}counted_by: months\n", "utf-8")
    would_do = r"These would do: contact_without_referral \(4\d\d a month, 5\d% of contacts\)\."
    checked = command("check", "referrals.csv", "-p", "release.yaml", cwd=tmp_path)
    assert re.search(would_do, checked.stdout)
    done = command("run", "release.yaml", cwd=tmp_path)
    assert re.search(would_do, done.stderr)


def test_what_could_be_seen_is_said_of_contacts(fewer_kept: tuple[Path, Truth]) -> None:
    folder = fewer_kept[0].parents[1]
    checked = command("check", "referrals.csv", "-p", "release.yaml", cwd=folder)
    told = checked.stdout.partition("months before the launch")[2]
    assert "inappropriate contacts in each, set against the other contacts" in told
    assert "referral" not in told
    assert "audit" not in told
