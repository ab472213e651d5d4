"""Under `opensafely` no count that was not rounded, or is 7 or fewer, is in any file of a run."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl
import pytest
from benchmarks.attack import child_days
from benchmarks.attack_artefacts import read, tables_in
from tests.folders import as_a_user_has_it

from referral_analysis import extract
from referral_analysis.analysis.plan import Plan
from referral_analysis.papers.appropriateness.finding import appropriateness
from referral_analysis.papers.board.counted import counted
from referral_analysis.papers.board.finding import board
from referral_analysis.runs.inputs import files as inputs
from referral_analysis.runs.making.run import run
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file
from referral_analysis.runs.record import crate

pytestmark = pytest.mark.xdist_group("opensafely")

ROOT = Path(__file__).resolve().parents[2]
PARAMETERS = {
    "board_report": Path("notebooks/parameters/board_february_2012.yaml"),
    "data_quality": Path("notebooks/parameters/data_quality_february_2012.yaml"),
    "appropriateness": Path("notebooks/parameters/appropriateness_february_2012.yaml"),
    "threshold_audit": Path("notebooks/parameters/audit_february_2012.yaml"),
    "segment_report": Path("notebooks/parameters/segments_february_2012.yaml"),
}
YEARS = range(2006, 2013)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make every report under the policy."""
    place = tmp_path_factory.mktemp("council")
    as_a_user_has_it(place)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(place)
        for name, parameters in PARAMETERS.items():
            alone = ("earlier_extract=null",) if name == "board_report" else ()
            # a district's figures are protected beside the county's
            earlier = '["made/board_report"]' if name == "segment_report" else "[]"
            run(
                Path(f"notebooks/{name}.ipynb"),
                parameters,
                settings=("disclosure_preset=opensafely", f"earlier_runs={earlier}", *alone),
                output=Path("made") / name,
            )
    return place


@pytest.fixture(scope="module")
def parameters() -> BoardReport:
    return checked_by(BoardReport, parameter_file.load(ROOT / PARAMETERS["board_report"]))


@pytest.fixture(scope="module")
def plan(parameters: BoardReport) -> Plan:
    return parameters.plan()


@pytest.fixture(scope="module")
def true_counts(parameters: BoardReport, plan: Plan) -> set[int]:
    """Return every count behind the reports and the rows read, before protection."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        files = inputs.read(parameters.model_copy(update={"earlier_runs": []}))
    found = board(files.checked, files.population, files.workshops, plan)
    rows = set(found.rows.row(0)) | set(found.rules["failed"].drop_nulls())
    beyond = appropriateness(files.checked, files.population, files.workshops, plan)
    further = [
        beyond.monthly["count"],
        *(table["observed_total"] for table in (beyond.parts, beyond.guardrail)),
        *(
            beyond.differences[f"{whose}_{when}"]
            for whose in ("children", "returned")
            for when in ("before", "after")
        ),
    ]
    return set(counted(found).values.values()) | rows | set(pl.concat(further).drop_nulls())


def files_of(place: Path) -> Iterator[Path]:
    for name in PARAMETERS:
        yield from (path for path in (place / "made" / name).rglob("*")
                    if path.is_file() and path.parent.name != "private")  # fmt: skip


def test_every_count_of_the_board_report_is_rounded_or_redacted(place: Path, plan: Plan) -> None:
    population = extract.read_population(ROOT / "data_samples" / "population.csv")
    counts = read(tables_in(place / "made" / "board_report"), plan, child_days(population, plan))
    shown = [value for value in counts.values() if value is not None]
    assert len(shown) > 200
    assert all(value % 5 == 0 and value > 7 for value in shown)


def test_every_column_of_counts_is_rounded(place: Path) -> None:
    named = re.compile(
        r"^(Referrals|NFA|No further action|Or not in need|Rows|Observed|Cases|Cases drawn)"
        r"( \((after|before|in all)\))?$"
    )
    seen = 0
    for path in files_of(place):
        if path.suffix != ".csv":
            continue
        for row in csv.DictReader(io.StringIO(path.read_text("utf-8"))):
            for column, cell in row.items():
                if named.match(column) and cell[:1].isdigit():  # the audit names rows "Referrals"
                    seen += 1
                    assert int(cell) % 5 == 0, (path.name, column)
                    assert int(cell) > 7, (path.name, column)
    assert seen > 300


def test_no_count_from_before_rounding_stands_in_any_file(
    place: Path, true_counts: set[int], text_of: Callable[[Path], str]
) -> None:
    """Numbers below a thousand stand in pictures and styles for other reasons; columns above."""
    unrounded = {count for count in true_counts if count >= 1000 and count % 5} - set(YEARS)
    assert len(unrounded) > 50
    plain, with_commas = (
        "|".join(form(one) for one in sorted(unrounded)) for form in (str, _with_commas)
    )
    standing_alone = re.compile(
        rf"(?<![\d.#a-f-])(?:{plain})(?!\d|\.\d|[a-f])|(?<![\d,.])(?:{with_commas})(?!\d|,\d|\.\d)"
    )
    # how many bytes a file has is no count, and may be the same number as one
    size = re.compile(r'"contentSize": *"?\d+"?')
    found = {
        path.name: standing_alone.findall(size.sub("", text_of(path))) for path in files_of(place)
    }
    assert len(found) > 20
    assert {name: hits for name, hits in found.items() if hits} == {}


def _with_commas(count: int) -> str:
    return f"{count:,}"


def test_totals_are_those_of_the_rounded_months(place: Path, plan: Plan) -> None:
    shares = pl.read_csv(place / "made/board_report/tables/shares.csv", infer_schema=False)
    after = shares.filter(pl.col("Month") >= f"{plan.first_after:%Y-%m}")
    register = pl.read_csv(place / "made/board_report/private/register.csv")
    told = register["measure"].is_in(["appropriate"])  # by the whole and the wider count
    assert dict.fromkeys(register.filter(~told)["rounded_to"]) == {5: None}
    assert set(register.filter(told)["rounded_to"]) <= {5, 9}
    assert 9 in register.filter(told)["rounded_to"]
    total = after["Referrals"].cast(pl.Int64).sum()
    changes = pl.read_csv(place / "made/board_report/tables/changes.csv", infer_schema=False)
    row = changes.row(by_predicate=pl.col("Measure") == "All referrals", named=True)
    assert row["Observed (a month)"] == f"{total / after.height:.0f}"


def test_the_manifest_counts_no_rows_of_children(place: Path) -> None:
    inputs = crate.read(place / "made" / "board_report").inputs
    assert inputs["extract"].rows is None
    assert inputs["population"].rows is not None


def test_the_report_says_which_rules_apply(place: Path) -> None:
    page = (place / "made" / "board_report" / "report.html").read_text("utf-8")
    assert "Counts of 7 or fewer are shown as c, and the others to the nearest 5." in page
