"""The Board report from the sample extract, through the command line, as a user makes it."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest
import textstat
from tests.folders import as_a_user_has_it

from referral_analysis.analysis import dose
from referral_analysis.its.intervals.shipped import DOSES
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.making.job import NOT_OF_CHILDREN
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.runs.record import crate
from referral_analysis.runs.record.manifest import NAME, sha256_of

pytestmark = pytest.mark.xdist_group("board_report")

ROOT = Path(__file__).resolve().parents[2]
FEBRUARY = Path("notebooks/parameters/board_february_2012.yaml")
QUALITY = Path("notebooks/parameters/data_quality_february_2012.yaml")
IDS = ("child_id", "referral_id")
DECEMBER = Path("notebooks/parameters/executive_december_2011.yaml")
TextOf = Callable[[Path], str]
CLOCK = re.compile(r'"(datePublished|startTime|endTime|identifier)": "[^"]*"')


def referral_analysis(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "referral_analysis", *words],
        cwd=cwd, check=False, capture_output=True, text=True,
    )  # fmt: skip


def run(parameters: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return referral_analysis(
        "run", "notebooks/board_report.ipynb", "-p", str(parameters), *words, cwd=cwd
    )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a folder as a user has it: notebooks and sample data, and nothing of the source."""
    place = tmp_path_factory.mktemp("council")
    as_a_user_has_it(place)
    return place


@pytest.fixture(scope="module")
def december(place: Path) -> Path:
    """Run on an extract that lies anywhere on the machine."""
    extract = place / "data_samples" / "synthetic_referrals_2011-11-14.csv.gz"
    done = run(DECEMBER, "--set", f"extract={extract}", cwd=place)
    assert done.returncode == 0, done.stderr
    return place / "reports" / "executive_december_2011" / "board_report"


@pytest.fixture(scope="module")
def february(place: Path, december: Path) -> Path:
    assert december.is_dir()
    done = run(FEBRUARY, cwd=place)
    assert done.returncode == 0, done.stderr
    return place / "reports" / "board_february_2012" / "board_report"


class Reader(HTMLParser):
    """Collects what a person reads, and every address that the page names."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.addresses: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, and the addresses in it."""
        self.tags.append(tag)
        self.addresses += [v or "" for k, v in attrs if k in {"src", "href", "xlink:href"}]

    def handle_data(self, data: str) -> None:
        """Note a piece of text."""
        self.text.append(data)


def read(path: Path) -> Reader:
    reader = Reader()
    reader.feed(path.read_text("utf-8"))
    return reader


def test_the_report_stands_alone(february: Path) -> None:
    page = read(february / "report.html")
    assert "script" not in page.tags
    assert "link" not in page.tags
    assert all(address.startswith(("#", "data:text/csv")) for address in page.addresses)
    assert page.tags.count("svg") >= 7


def test_the_report_says_that_its_data_are_synthetic(february: Path) -> None:
    text = " ".join(read(february / "report.html").text)
    assert "Synthetic data: simulated referrals" in text
    assert "Kent Safeguarding Children Board, February 2012" in text


def test_the_headline_holds_the_planted_truth_and_says_what_the_figures_say(
    february: Path, place: Path
) -> None:
    truth = json.loads((place / "data_samples" / "truth.json").read_text("utf-8"))
    table = pl.read_csv(february / "tables" / "changes.csv")
    change, low, high = (percent / 100 + 1 for percent in table.row(0)[-3:])
    assert low < truth["planted_ratios"]["odds_of_nfa_to_appropriate"] < high
    assert low < change < high
    text = " ".join(read(february / "report.html").text)
    # where the path may bend by 12% a year, and by 13%: the milder tolerance lies between
    ranges = pl.read_csv(february / "tables" / "tolerance.csv")
    bends, highs = ranges.to_series(0), ranges.to_series(-1)
    milder = highs.filter(bends.is_in([12.0, 13.0]))
    assert low <= 1 <= high
    assert milder.len() == 2
    assert milder.max() < 0  # type: ignore[operator]
    assert "Probably fewer referrals were closed with no further action" in text


def test_what_the_points_and_lines_are_is_said_to_who_cannot_see_them(february: Path) -> None:
    said = re.findall(
        r'<svg role="img" aria-label="(Each point [^"]+)"',
        (february / "report.html").read_text("utf-8"),
    )
    assert len(said) == 6  # three charts, each with its twin for a phone
    for words in said:
        assert words.startswith(
            "Each point is a month as it was counted, the solid line what the model fits to them, "
            "the dashed line what it expected without the launch. "
        )


def test_what_the_rule_decided_is_in_the_manifest_and_printed(february: Path) -> None:
    decided = crate.read(february).decisions
    assert decided["pre_launch_months"] == 61
    is_ratio = decided["pre_launch_residual_correlation"] >= decided["least_correlation"] == 0.5
    assert decided["primary_form"] == ("ratio" if is_ratio else "adjusted")
    text = " ".join(read(february / "report.html").text)
    assert f"Over 61 months it was {decided['pre_launch_residual_correlation']:.2f}," in text


@pytest.mark.parametrize("paper", [FEBRUARY, DECEMBER])
def test_the_critical_values_of_the_sample_come_with_the_package(
    paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    # whatever was published before has no part in it
    parameters = checked_by(BoardReport, {**parameter_file.load(paper), "earlier_runs": []})
    files = inputs.read(parameters)
    found = dose.of_launch(files.checked.kept, files.population, files.workshops, parameters.plan())
    assert found is not None
    assert dict(zip(found["period"].dt.strftime("%Y-%m"), found["dose"], strict=True)) == DOSES


def test_every_output_is_in_the_manifest_by_its_hash(february: Path, place: Path) -> None:
    manifest = crate.read(february)
    recorded = {file.path: file.sha256 for file in manifest.outputs}
    on_disk = {
        path.relative_to(february).as_posix(): sha256_of(path)
        for path in february.rglob("*")
        if path.is_file() and path.name not in {NAME, "run.log"} and path.parent.name != "private"
    }
    assert recorded == on_disk
    for file in manifest.inputs.values():
        assert sha256_of(place / file.path) == file.sha256
    assert sha256_of(place / manifest.notebook.path) == manifest.notebook.sha256
    assert manifest.parameters["last_month"] == "2011-12"


def test_rows_of_inputs_without_children_are_in_the_manifest(february: Path, place: Path) -> None:
    inputs = crate.read(february).inputs
    counted = {name: file for name, file in inputs.items() if file.rows is not None}
    assert counted.keys() == inputs.keys() & set(NOT_OF_CHILDREN)
    for file in counted.values():
        assert pl.read_csv(place / file.path, infer_schema=False).height == file.rows


def test_the_log_has_steps_and_counts(february: Path) -> None:
    lines = (february / "run.log").read_text("utf-8").splitlines()
    steps = {entry["step"]: entry for entry in map(json.loads, lines) if "step" in entry}
    assert list(steps) == ["read inputs", "execute", "export", "record"]
    assert steps["read inputs"]["population_rows"] == crate.read(february).inputs["population"].rows
    assert "extract_rows" not in steps["read inputs"]
    assert steps["export"]["figures"] == len(list((february / "charts").iterdir()))


def test_february_is_held_against_what_december_published(february: Path, december: Path) -> None:
    manifest, before = crate.read(february), crate.read(december).register
    assert before is not None
    assert sha256_of(december / "private" / "register.csv") == before.sha256
    assert manifest.inputs["earlier_run_1"].sha256 == before.sha256
    register = pl.read_csv(february / "private" / "register.csv")
    assert register["drawn_on"].unique(maintain_order=True).to_list() == [
        "2011-11-14",
        "2012-01-13",
    ]
    then = pl.read_csv(december / "private" / "register.csv")
    assert register.filter(pl.col("drawn_on") == "2011-11-14").equals(then)


def test_what_was_protected_and_why_is_for_the_analyst_alone(
    february: Path, text_of: TextOf
) -> None:
    listed = pl.read_csv(february / "private" / "protections.csv")
    assert listed.columns == ["table", "row", "column", "reason"]
    assert not listed.is_empty()
    reasons = set(listed["reason"])
    for path in february.rglob("*"):
        if path.is_file() and path.parent.name != "private":
            text = text_of(path)
            assert not [reason for reason in reasons if reason in text], path.name
            assert "private+json" not in text, path.name


class Prose(HTMLParser):
    """The sentences of a page: paragraphs, points and definitions, without tables and figures."""

    KEPT, PASSED = frozenset({"p", "li", "dd"}), frozenset({"table", "figure", "nav", "header"})

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = [""]
        self.passing = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a text, or pass by what is none."""
        del attrs
        self.passing += tag in self.PASSED
        if tag in self.KEPT:
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        """End what was passed by."""
        self.passing -= tag in self.PASSED

    def handle_data(self, data: str) -> None:
        """Add to the text."""
        if not self.passing and self.lasttag in {*self.KEPT, "strong", "span"}:
            self.texts[-1] += data


def test_the_board_can_read_it_at_the_age_of_fourteen(february: Path) -> None:
    """By measures that count letters and words: those that count syllables need a dictionary."""
    reader = Prose()
    reader.feed((february / "report.html").read_text("utf-8"))
    texts = [" ".join(text.split()).rstrip(".") + "." for text in reader.texts]
    prose = "\n".join(text for text in texts if len(text.split()) > 3)
    assert textstat.lexicon_count(prose) > 500
    grades = [
        textstat.automated_readability_index(prose),
        textstat.coleman_liau_index(prose),
    ]
    assert 11.5 <= sum(grades) / 2 + 5 < 14.5, grades


def test_the_list_of_runs_names_the_report_and_its_answer(february: Path) -> None:
    reports = february.parents[1]
    page = (reports / "index.html").read_text("utf-8")
    assert f'href="{february.relative_to(reports).as_posix()}/report.html"' in page
    answer = re.search(r'<p class="sentence">(.*?)</p>', (february / "report.html").read_text())
    assert answer is not None
    assert f"<p>{answer[1]}</p>" in page


def test_february_says_what_changed_since_december_and_december_nothing(
    february: Path, december: Path
) -> None:
    table = pl.read_csv(february / "tables" / "since-the-last-report.csv", infer_schema=False)
    later = sum(
        pl.read_csv(february / "tables" / "shares.csv").filter(pl.col("Month") > "2011-10")[
            "Referrals"
        ]
    )
    assert table["Referrals (more)"][3] == str(later)
    text = " ".join(read(february / "report.html").text)
    assert "What changed since the last report" in text
    assert crate.read(february).inputs["earlier_extract"].path.endswith("2011-11-14.csv.gz")
    assert not (december / "tables" / "since-the-last-report.csv").exists()
    assert "since the last report" not in " ".join(read(december / "report.html").text)


def test_two_releases_are_compared_by_what_they_released(february: Path, december: Path) -> None:
    same = referral_analysis("compare", str(december), str(december), cwd=december)
    assert same.returncode == 0, same.stderr
    assert ": 0 of " in same.stdout
    done = referral_analysis("compare", str(december), str(february), "--json", cwd=december)
    assert done.returncode == 1, done.stderr
    found = json.loads(done.stdout)
    assert "shares.csv, 2011-12" in found["new_rows"]
    assert [row[0] for row in found["since"]][-2:] == [
        "Months since then",
        "The plan: which months, and how they are modelled",
    ]
    assert any(cause.startswith("parameter last_month: 2011-10 then") for cause in found["causes"])


def require_nothing_of_the_machine(made: Path, place: Path, text_of: TextOf) -> None:
    for path in made.rglob("*"):
        if path.is_file():
            text = text_of(path)
            assert str(place) not in text, path.name
            assert str(ROOT) not in text, path.name


def test_nothing_of_the_machine_is_in_any_output(
    february: Path, place: Path, text_of: TextOf
) -> None:
    require_nothing_of_the_machine(february, place, text_of)


def test_no_id_of_a_child_is_in_any_output(february: Path, place: Path, text_of: TextOf) -> None:
    extract = pl.read_csv(place / "data_samples" / "synthetic_referrals_2012-01-13.csv.gz")
    ids = set(extract["child_id"].drop_nulls()) | set(extract["referral_id"].drop_nulls())
    for path in february.rglob("*"):
        if path.is_file():
            words = set(re.findall(r"\w+", text_of(path)))
            assert not words & ids, path.name


NOT_OF_THE_MARKED = [
    word
    for name in ("earlier_extract", "audit_key", "audit_judgements")
    for word in ("--set", f"{name}=null")
]
"""Files that name the sample's own referrals, which the marked ones are not."""


@pytest.mark.parametrize("name", ["board_report", "data_quality"])
def test_no_marked_value_of_a_row_is_in_any_output(place: Path, name: str, text_of: TextOf) -> None:
    """Ids and names are marked strings; failed rows are there, so that messages have work."""
    rows = pl.read_csv(
        place / "data_samples" / "synthetic_referrals_2012-01-13.csv.gz", infer_schema=False
    ).with_columns(
        pl.lit("ZQXNAME").alias("child_name"),
        *(pl.concat_str(pl.lit("ZQX"), column).alias(column) for column in IDS),
        primary_need=pl.when(pl.col("primary_need") == "N9").then(pl.lit("ZQXNEED"))
        .otherwise("primary_need"),
    )  # fmt: skip
    rows.write_csv(place / "marked.csv")
    parameters = FEBRUARY if name == "board_report" else QUALITY
    done = referral_analysis(
        "run", f"notebooks/{name}.ipynb", "-p", str(parameters), "--set", "extract=marked.csv",
        "--set", "earlier_runs=[]",
        *(NOT_OF_THE_MARKED if name == "board_report" else ()),
        "--output", f"marked_{name}", cwd=place,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "ZQX" not in done.stdout + done.stderr
    shown = [path for path in (place / f"marked_{name}").rglob("*") if path.is_file()]
    released = [path for path in shown if "private" not in path.parts]
    assert len(released) > 10
    assert not [path.name for path in released if "ZQX" in text_of(path)]


def test_the_same_run_gives_the_same_bytes(february: Path, place: Path) -> None:
    again = place / "again"
    done = run(FEBRUARY, "--output", str(again), cwd=place)
    assert done.returncode == 0, done.stderr
    first, second = crate.read(february), crate.read(again)
    assert replace(first, started="", ended="") == replace(second, started="", ended="")
    texts = [(folder / NAME).read_text("utf-8") for folder in (february, again)]
    assert CLOCK.sub("", texts[0]) == CLOCK.sub("", texts[1])


def test_a_path_of_the_machine_is_in_no_output(
    december: Path, place: Path, text_of: TextOf
) -> None:
    require_nothing_of_the_machine(december, place, text_of)
    assert crate.read(december).inputs["extract"].path == "synthetic_referrals_2011-11-14.csv.gz"


def test_december_is_interim_and_says_what_is_too_early(december: Path) -> None:
    text = " ".join(read(december / "report.html").text)
    assert "Interim finding." in text
    assert "Too early to say" in text
    assert "one month since the launch has settled" in text


@pytest.mark.parametrize(
    ("setting", "code", "message"),
    [
        ("extract=gone.csv", 2, r"gone.csv: no such file; need a readable file\. Check the path"),
        ("extract=empty.csv", 2, r"empty.csv: .*empty"),
        ("extract=short.csv", 2, r"short.csv: .*referred_on"),
        (
            "extract=month_first.csv",
            2,
            r"month_first.csv, referred_on: dates that can only be month-first",
        ),
        ("extarct=x", 4, r"unknown name extarct; .* Did you mean extract\?"),
        ("fourier_pairs=yes", 4, r"fourier_pairs is True; need a valid integer"),
        ("last_month=2011-07", 4, r"no months after the phase-in ends in July 2011"),
        ("series_starts=2010-06", 5, r"months before .* at least 24\. Extend"),
        ("last_month=2012-01", 4, r"January 2012, whose decisions have not settled"),
    ],
)
def test_what_cannot_be_run_is_one_line_and_an_exit_code(
    place: Path, december: Path, setting: str, code: int, message: str
) -> None:
    assert december.is_dir()
    write_broken_extracts(place)
    done = run(FEBRUARY, "--set", setting, "--output", str(place / "broken"), cwd=place)
    assert done.returncode == code, done.stderr
    *steps, error = done.stderr.strip().splitlines()
    assert all(re.fullmatch(r"[a-z ]+ \d+\.\d s", step) for step in steps), done.stderr
    assert re.search(message, error), done.stderr
    assert not (place / "broken").exists()


def write_broken_extracts(place: Path) -> None:
    """Write three extracts with one fault each; no value in them is anybody's."""
    rows = pl.read_csv(
        place / "data_samples" / "synthetic_referrals_2012-01-13.csv.gz", infer_schema=False
    ).sample(200, seed=1)
    (place / "empty.csv").write_bytes(b"")
    rows.drop("referred_on").write_csv(place / "short.csv")
    day = pl.col("referred_on").str.to_date(strict=False)
    rows.with_columns(day.dt.strftime("%m/%d/%Y").alias("referred_on")).write_csv(
        place / "month_first.csv"
    )
