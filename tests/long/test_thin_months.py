"""A council whose months hold too few to be shown counts by quarters, and no month is found.

Not in any of its reports, nor worked out from all of them together.
"""

import datetime as dt
import gzip
import html
import re
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from scipy.optimize import linprog
from tests.folders import as_a_user_has_it

from referral_analysis.errors import ParametersError
from referral_analysis.periods import add_months, month_range, months_between
from referral_analysis.runs.making.run import run
from referral_analysis.runs.record import crate

ONE_IN = 40
"""Of the sample's referrals: some 30 a month are left, of which 10 with no further action."""
SETTINGS = (
    "extract=thin.csv",
    "events=[]",
    "launch_month=2010-12",
    "phase_in_ends=2011-01",
    "workshops=null",
    "contacts=null",
    "cafs=null",
)
"""A launch that took two months, so that the quarter it came in holds a month before it."""
REPORTS = ("board", "parts", "place", "data")
OF_MONTHS = re.compile(r"month by month|each month (?:from|'s)|each month's|point is a month", re.I)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make four reports of one referral in forty of the sample."""
    place = tmp_path_factory.mktemp("thin")
    as_a_user_has_it(place)
    whole = place / "data_samples" / "synthetic_referrals_2012-01-13.csv.gz"
    lines = gzip.decompress(whole.read_bytes()).decode().splitlines(keepends=True)
    (place / "thin.csv").write_text("".join([lines[0], *lines[1::ONE_IN]]), "utf-8")
    alone = ("earlier_runs=[]", "audit_key=null", "audit_judgements=null", "earlier_extract=null")
    beside = ("earlier_runs=[board]",)
    made = (
        ("board", "board_report", "board_february_2012", alone),
        ("parts", "appropriateness", "appropriateness_february_2012", (*beside, "attendance=null")),
        ("place", "segment_report", "segments_february_2012", (*beside, "district=null")),
        ("data", "data_quality", "data_quality_february_2012", ("earlier_runs=[board,parts]",)),
    )
    with pytest.MonkeyPatch.context() as at:
        at.chdir(place)
        for output, notebook, parameters, changes in made:
            more = ("agency=police",) if notebook == "segment_report" else ()
            kept = (
                [one for one in SETTINGS if one.partition("=")[0] not in ("contacts", "cafs")]
                if notebook in ("segment_report", "data_quality")
                else SETTINGS
            )
            run(
                Path(f"notebooks/{notebook}.ipynb"),
                Path(f"notebooks/parameters/{parameters}.yaml"),
                settings=(*kept, *changes, *more),
                output=Path(output),
            )
    return place


def said(folder: Path, report: str) -> str:
    page = (folder / report / "report.html").read_text("utf-8")
    text = re.sub(r"(?s)<(script|style|code)\b.*?</\1>|<[^>]+>", " ", page)
    return html.unescape(" ".join(text.split()))


def test_the_first_screen_answers_and_says_that_it_counts_by_quarters(folder: Path) -> None:
    text = said(folder, "board")
    assert "May not be shown Some" not in text
    assert "Counts are of quarters, as single months hold too few to be shown" in text
    assert "the last is that to October 2011" in text
    assert "by a rule fixed beforehand that sees the months before the launch alone" in text
    assert "What happened quarter by quarter" in text
    assert "November 2010 to January 2011, are left out" in text


@pytest.mark.parametrize("report", ["board", "parts", "place"])
def test_nothing_is_said_to_be_shown_month_by_month(folder: Path, report: str) -> None:
    assert OF_MONTHS.findall(said(folder, report)) == []
    assert crate.read(folder / report).decisions["counted_by"] == "quarters"


def test_the_tables_are_of_quarters_from_a_first_month(folder: Path) -> None:
    table = pl.read_csv(
        folder / "board" / "tables" / "inappropriate-referrals.csv", infer_schema=False
    )
    starts = table["Quarter from"].to_list()
    gaps = {months_between(*pair) for pair in pairwise(map(month, starts))}
    assert gaps == {3, 6}
    assert starts[-3:] == ["2011-02", "2011-05", "2011-08"]
    assert "2010-11" not in starts  # the quarter that the launch came in


def month(text: str) -> dt.date:
    return dt.date.fromisoformat(f"{text}-01")


def registered(folder: Path) -> pl.DataFrame:
    """Return every count of the county, and of all agencies together, that any report shows."""
    parts = [
        pl.read_csv(folder / report / "private" / "register.csv", try_parse_dates=True)
        for report in REPORTS
    ]
    return pl.concat(parts).unique().filter(pl.col("count").is_not_null())


def test_no_report_shows_a_month_of_what_the_headline_rests_on(folder: Path) -> None:
    counts = registered(folder).filter(
        pl.col("kind") == "county",
        pl.col("measure").is_in(["nfa", "others"]),
        pl.col("report") != "data_quality",  # which registers what its shares are out of
    )
    lengths = [
        months_between(*span) + 1 for span in counts.select("first_month", "last_month").rows()
    ]
    assert counts.height > 30
    assert min(lengths) == 3


def sought(counts: pl.DataFrame) -> list[tuple[float, float, int]]:
    """Seek each month of no further action in the counts shown: least, most, and of its quarter."""
    months = month_range(counts["first_month"].min(), counts["last_month"].max())  # type: ignore[arg-type]  # dates
    place = {one: number for number, one in enumerate(months)}
    size = len(months)
    rows, totals = [], []
    for measure, first, last, count in counts.select(
        "measure", "first_month", "last_month", "count"
    ).rows():
        row = np.zeros(2 * size)
        for one in month_range(first, last):
            row[place[one] + (size if measure == "referrals" else 0)] = 1
        rows.append(row)
        totals.append(count)
    part_of_all = np.hstack([np.eye(size), -np.eye(size)])
    quarters = counts.filter(
        pl.col("measure") == "nfa",
        pl.col("first_month").dt.offset_by("2mo") == pl.col("last_month"),
    ).unique(["first_month", "last_month"])
    found = []
    for first, count in quarters.select("first_month", "count").rows():
        for one in month_range(first, add_months(first, 2)):
            of_month = np.eye(2 * size)[place[one]]
            least, most = (
                sign
                * linprog(
                    sign * of_month,
                    A_ub=part_of_all,
                    b_ub=np.zeros(size),
                    A_eq=np.array(rows),
                    b_eq=totals,
                ).fun
                for sign in (1, -1)
            )
            found.append((least, most, count))
    return found


IS_REFERRALS, IS_NFA = pl.col("measure") == "referrals", pl.col("measure") == "nfa"
IS_COUNTY, IS_OF_DATA = pl.col("kind") == "county", pl.col("report") == "data_quality"


def test_the_reports_leave_each_month_between_none_and_half_of_its_quarter_or_more(
    folder: Path,
) -> None:
    """With the months of all referrals that the data-quality report shows among what is known."""
    shown = registered(folder).filter(IS_COUNTY, IS_REFERRALS | (IS_NFA & ~IS_OF_DATA))
    found = sought(shown)
    assert len(found) > 45
    assert max(least for least, _, _ in found) == pytest.approx(0, abs=1e-6)
    assert min(most / count for _, most, count in found) >= 0.5


def test_nor_do_half_years_of_the_data_report_tell_a_month(folder: Path) -> None:
    """Its needs by half-year are of those with further action, and so tell how many had none.

    Months that it registers as if its shares told them stand in no report.
    """
    is_as_if = IS_OF_DATA & (pl.col("first_month") == pl.col("last_month"))
    shown = registered(folder).filter(IS_COUNTY, IS_REFERRALS | (IS_NFA & ~is_as_if))
    found = sought(shown)
    assert min(most - least for least, most, _ in found) >= 5


def test_the_data_report_says_that_its_months_stand_beside_quarters(folder: Path) -> None:
    assert "The reports on the answer count by quarters" in said(folder, "data")


def test_three_months_after_the_launch_are_said_to_be_too_few_quarters(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    with pytest.raises(ParametersError, match="1 whole quarter after the launch; need 2"):
        run(
            Path("notebooks/board_report.ipynb"),
            Path("notebooks/parameters/board_february_2012.yaml"),
            settings=(
                *SETTINGS,
                "earlier_runs=[]",
                "audit_key=null",
                "audit_judgements=null",
                "earlier_extract=null",
                "last_month=2011-06",
            ),
            output=Path("too-early"),
        )
