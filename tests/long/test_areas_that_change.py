"""Areas that begin, end or stay thin have no estimate, by the stated rule; nothing stops."""

import datetime as dt
import html
import re
from pathlib import Path

import polars as pl
import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.runs.making.run import run

BEGAN, ENDED, THIN = "Dover", "Shepway", "Gravesham"
FIRST, LAST = dt.date(2009, 4, 1), dt.date(2011, 9, 1)
"""The months from which the one area was there, and until which the other was."""
GREW = {BEGAN: "Canterbury", ENDED: "Ashford", THIN: "Dartford"}
"""The areas that the rest of each is referred to in."""
ONE_IN = 20
"""Of the thin area's referrals: about two a month are left, and one of them inappropriate."""
NO_MORE = "7"
"""The courts and probation: an agency that was recorded as another from 2010 on."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the Board report of such a county, and those of two of its areas."""
    place = tmp_path_factory.mktemp("areas")
    as_a_user_has_it(place)
    place_of(place / "data_samples" / "synthetic_referrals_2012-01-13.csv.gz", place / "areas.csv")
    changed = ["extract=areas.csv", "earlier_extract=null", "workshops=null"]
    alone = ["earlier_runs=[]", "audit_key=null", "audit_judgements=null"]
    with pytest.MonkeyPatch.context() as at:
        at.chdir(place)
        run(
            Path("notebooks/board_report.ipynb"),
            Path("notebooks/parameters/board_february_2012.yaml"),
            settings=(*changed, *alone),
            output=Path("board"),
        )
        for district in (BEGAN, THIN):
            run(
                Path("notebooks/segment_report.ipynb"),
                Path("notebooks/parameters/segments_february_2012.yaml"),
                settings=(changed[0], changed[2], "earlier_runs=[board]", f"district={district}"),
                output=Path(district),
            )
    return place


def place_of(sample: Path, changed: Path) -> None:
    """Write the sample with one area that began, one that ended and one that is thin."""
    rows = pl.read_csv(sample, infer_schema=False).with_row_index()
    on = pl.col("referred_on").str.to_date()
    was_elsewhere = (
        ((pl.col("district") == BEGAN) & (on < FIRST))
        | ((pl.col("district") == ENDED) & (on >= LAST))
        | ((pl.col("district") == THIN) & (pl.col("index") % ONE_IN != 0))
    )
    is_ended = (pl.col("referral_source") == NO_MORE) & (on >= dt.date(2010, 1, 1))
    rows.with_columns(
        pl.when(was_elsewhere)
        .then(pl.col("district").replace(GREW))
        .otherwise("district")
        .alias("district"),
        pl.when(is_ended).then(pl.lit("8")).otherwise("referral_source").alias("referral_source"),
    ).drop("index").write_csv(changed)


def said(folder: Path, report: str) -> str:
    page = (folder / report / "report.html").read_text("utf-8")
    text = re.sub(r"(?s)<(script|style|code)\b.*?</\1>|<[^>]+>", " ", page)
    return html.unescape(" ".join(text.split()))


def without_change(folder: Path, table: str, column: str) -> set[str]:
    rows = pl.read_csv(folder / "board" / "tables" / table, infer_schema=False)
    return set(rows.filter(pl.col("Change (%, modelled)").fill_null("") == "")[column])


def test_areas_that_begin_end_or_are_thin_are_counted_without_an_estimate(folder: Path) -> None:
    assert without_change(folder, "districts.csv", "District") == {BEGAN, ENDED, THIN}
    rows = pl.read_csv(folder / "board" / "tables" / "districts.csv", infer_schema=False)
    assert rows.height == 12
    began = rows.row(by_predicate=pl.col("District") == BEGAN)
    assert int(began[4].replace(",", "")) > 100  # its referrals since the launch


def test_they_are_named_with_the_rule(folder: Path) -> None:
    rule = (
        "fewer than 3 inappropriate referrals a month, or none of any kind in the first or the "
        "last 3 months, as where one began or ended."
    )
    text = said(folder, "board")
    assert f"No change is estimated for {BEGAN}, {THIN}, {ENDED}: {rule}" in text
    assert "Legal" in without_change(folder, "agencies.csv", "Referring agency")


@pytest.mark.parametrize("district", [BEGAN, THIN])
def test_the_report_of_such_an_area_gives_the_rule_and_its_counts(
    folder: Path, district: str
) -> None:
    text = said(folder, district)
    assert "No change is estimated: fewer than 3 inappropriate referrals a month" in text
    assert "none of any kind in the first or the last 3 months" in text


def test_the_county_s_answer_stands(folder: Path) -> None:
    changes = pl.read_csv(folder / "board" / "tables" / "changes.csv", infer_schema=False)
    assert changes["Change (%)"][0].lstrip("-\N{MINUS SIGN}").isdigit()
