"""Several files are one extract: each referral once, as the newest file has it."""

import datetime as dt
from collections.abc import Callable, Mapping
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from referral_analysis.analysis import headline
from referral_analysis.analysis.events import Event
from referral_analysis.analysis.plan import Plan
from referral_analysis.errors import ColumnMissingError, FileUnreadableError
from referral_analysis.extract import ExtractMapping, check, read_population, read_referrals
from referral_analysis.extract.read import read_joined
from referral_analysis.series import MeasureName, monthly_counts

Csv = Callable[..., bytes]
Write = Callable[..., Path]
MakeReturn = Callable[..., bytes]
MakeReturns = Callable[[pl.DataFrame], Mapping[int, bytes]]
SAMPLES = Path(__file__).resolve().parents[3] / "data_samples"
NAMES = (
    "child_id", "referred_on", "referral_source", "primary_need", "closed_on", "closure_reason",
    "initial_assessed_on", "core_assessed_on", "section_47_on", "is_nfa",
    "child_protection_plan_on",
)  # fmt: skip
MARCH = {year: dt.date(year, 3, 31) for year in (2016, 2017, 2018)}


def episodes(*rows: dict[str, str]) -> pl.DataFrame:
    """Return rows of a return, all else empty."""
    return pl.DataFrame(
        [dict.fromkeys(NAMES) | {"is_nfa": "false", **row} for row in rows],
        schema=dict.fromkeys(NAMES, pl.String),
        orient="row",
    )


@pytest.mark.parametrize("order", [("old.xml", "new.xml"), ("new.xml", "old.xml")])
def test_an_open_case_is_read_once_and_as_the_newer_return_has_it(
    cin_return: MakeReturn, write: Write, order: tuple[str, str]
) -> None:
    case = {"child_id": "Qa", "referred_on": "2016-02-03"}
    old = episodes(case, {"child_id": "Qb", "referred_on": "2015-05-06"})
    new = episodes(case | {"closed_on": "2016-06-01", "closure_reason": "RC8"})
    write(cin_return(old, MARCH[2016]), "old.xml")
    folder = write(cin_return(new, MARCH[2017]), "new.xml").parent
    joined = read_joined([folder / name for name in order])
    assert joined.older == 1
    assert sorted(joined.files) == [("new.xml", 1), ("old.xml", 2)]
    rows = joined.rows.sort("child_id").select("referral_id", "closed_on", "closure_reason").rows()
    assert rows == [
        ("Qa 2016-02-03", dt.date(2016, 6, 1), "RC8"),
        ("Qb 2015-05-06", None, None),
    ]


def test_a_return_without_a_day_of_its_own_is_as_new_as_its_latest_referral(
    cin_return: MakeReturn, write: Write
) -> None:
    case = {"child_id": "Qa", "referred_on": "2016-02-03"}
    later = {"child_id": "Qc", "referred_on": "2017-01-09"}
    paths = [
        write(cin_return(episodes(case | {"closed_on": "2016-06-01"}, later)), "a.xml"),
        write(cin_return(episodes(case)), "b.xml"),
    ]
    assert read_joined(paths).rows.sort("child_id")["closed_on"][0] == dt.date(2016, 6, 1)


def test_no_further_action_on_the_day_of_a_case_that_stays_open_is_not_lost(
    cin_return: MakeReturn, write: Write
) -> None:
    """An NFA referral stands in its own year only, the case of the same day in the next as well."""
    case = {"child_id": "Qa", "referred_on": "2016-02-03", "referral_source": "2A"}
    told = case | {"is_nfa": "true", "referral_source": "6"}
    paths = [
        write(cin_return(episodes(told, case), MARCH[2016]), "2016.xml"),
        write(cin_return(episodes(case | {"closed_on": "2016-09-09"}), MARCH[2017]), "2017.xml"),
    ]
    rows = read_joined(paths).rows.sort("is_nfa")
    assert rows.select("referral_id", "is_nfa", "referral_source", "closed_on").rows() == [
        ("Qa 2016-02-03", False, "2A", dt.date(2016, 9, 9)),
        ("Qa 2016-02-03 (2)", True, "6", None),
    ]


def test_an_episode_has_one_id_alone_and_with_the_next_return(
    cin_return: MakeReturn, write: Write
) -> None:
    rows = [{"child_id": "Qa", "referred_on": day} for day in ("2015-05-06", "2016-02-03")]
    first = write(cin_return(episodes(*rows), MARCH[2016]), "2016.xml")
    second = write(cin_return(episodes(rows[1]), MARCH[2017]), "2017.xml")
    alone = set(read_joined(first).rows["referral_id"])
    assert alone == set(read_joined([first, second]).rows["referral_id"])


def test_copies_within_a_return_stay_for_the_checks(cin_return: MakeReturn, write: Write) -> None:
    case = {"child_id": "Qa", "referred_on": "2016-02-03"}
    paths = [
        write(cin_return(episodes(case), MARCH[2016]), "2016.xml"),
        write(cin_return(episodes(case, case), MARCH[2017]), "2017.xml"),
    ]
    checked = check(read_referrals(paths), extract_date=dt.date(2018, 1, 1))
    assert (checked.n_read, checked.n_kept) == (2, 1)
    counts = {rule.number: rule.failed for rule in checked.rules}
    assert counts["exact duplicate"] == 1


def test_rows_without_a_child_are_all_kept(cin_return: MakeReturn, write: Write) -> None:
    nobody = {"referred_on": "2016-02-03"}
    paths = [
        write(cin_return(episodes(nobody), MARCH[year]), f"{year}.xml") for year in (2016, 2017)
    ]
    assert read_joined(paths).rows.height == 2


def test_financial_years_of_a_csv_overlap_by_the_referrals_id(csv: Csv, write: Write) -> None:
    """The year's file is as new as its latest referral; one id of two children is two referrals."""
    mine = {"referral_id": "W1", "child_id": "Qa", "referred_on": "2016-02-03"}
    once = csv(mine | {"closed_on": "", "closure_reason": ""}, {"referral_id": "W2"})
    then = csv(
        mine | {"closed_on": "2016-06-01", "closure_reason": "RC8"},
        {"referral_id": "W2", "child_id": "Qz", "referred_on": "2016-05-05"},
    )
    paths = [write(then, "2016-17.csv"), write(once, "2015-16.csv")]
    joined = read_joined(paths)
    assert joined.older == 1
    assert joined.rows.select("referral_id", "child_id", "closure_reason").sort(
        "referral_id", "child_id"
    ).rows() == [("W1", "Qa", "RC8"), ("W2", "C2", "RC7"), ("W2", "Qz", "RC7")]


@pytest.mark.parametrize("headers", [{}, {"child_id": ""}], ids=["empty", "no column"])
def test_files_without_ids_of_children_overlap_by_the_referrals_id_alone(
    csv: Csv, write: Write, headers: dict[str, str]
) -> None:
    mine = {"referral_id": "W1", "child_id": "", "referred_on": "2016-02-03"}
    once = csv(mine | {"closed_on": "", "closure_reason": ""})
    then = csv(mine, {"referral_id": "W2", "child_id": "", "referred_on": "2016-05-05"})
    paths = [write(once, "2015-16.csv"), write(then, "2016-17.csv")]
    joined = read_joined(paths, ExtractMapping(headers=headers))
    assert joined.older == 1
    assert joined.rows.sort("referral_id").select("referral_id", "closure_reason").rows() == [
        ("W1", "RC7"),
        ("W2", "RC7"),
    ]
    assert "child_id" not in joined.rows.columns


def test_ids_of_children_in_one_file_of_two_are_kept(csv: Csv, write: Write) -> None:
    with_ids = csv({"referral_id": "W1", "child_id": "Qa"})
    without = csv({"referral_id": "W2", "child_id": ""})
    joined = read_joined([write(with_ids, "a.csv"), write(without, "b.csv")])
    assert joined.rows.sort("referral_id")["child_id"].to_list() == ["Qa", None]


def test_each_file_may_write_days_in_its_own_form(csv: Csv, write: Write) -> None:
    paths = [
        write(csv({"referral_id": "W1", "referred_on": "2016-02-03"}), "iso.csv"),
        write(
            csv({
                "referral_id": "W2", "referred_on": "03/02/2017",
                "initial_assessed_on": "04/02/2017", "closed_on": "",
            }),
            "uk.csv",
        ),
    ]  # fmt: skip
    days = read_joined(paths).rows["referred_on"].sort().to_list()
    assert days == [dt.date(2016, 2, 3), dt.date(2017, 2, 3)]


def test_a_file_that_lacks_a_column_is_named(csv: Csv, write: Write) -> None:
    paths = [write(csv(), "good.csv"), write(csv().replace(b"is_nfa", b"outcome"), "bad.csv")]
    with pytest.raises(ColumnMissingError, match=r"^bad\.csv: .* need a column is_nfa"):
        read_joined(paths)


def test_a_folder_of_files_is_one_extract(csv: Csv, write: Write, tmp_path: Path) -> None:
    write(csv({"referral_id": "W1"}), "a.csv")
    write(csv({"referral_id": "W2", "child_id": "Qb"}), "b.csv")
    write(b"not a table", "notes.md")
    write(b"left by Excel", "~$a.xlsx")
    assert read_joined(tmp_path).rows["referral_id"].sort().to_list() == ["W1", "W2"]


def test_a_folder_without_a_table_is_refused(write: Write, tmp_path: Path) -> None:
    write(b"nothing", "notes.md")
    with pytest.raises(FileUnreadableError, match=r"a folder without a file that can be read"):
        read_joined(tmp_path)


MEASURES: tuple[MeasureName, ...] = (
    "referrals", "nfa", "not_in_need", "guardrail", "section_47", "child_protection_plan",
    "rereferral", "initial_assessment",
)  # fmt: skip
DAYS_DONE = ("initial_assessed_on", "section_47_on", "child_protection_plan_on")
PLAN = Plan(
    series_starts=dt.date(2008, 4, 1),
    last_month=dt.date(2011, 12, 1),
    events=(Event(name="inspection", starts=dt.date(2010, 10, 1)),),
    launch_month=dt.date(2011, 5, 1),
    phase_in_ends=dt.date(2011, 7, 1),
    fourier_pairs=2,
    is_interim=False,
    level=0.95,
    guardrail_margin=0.1,
    extract_drawn_on=dt.date(2012, 1, 13),
    nfa_ripens_in_days=10,
    closure_ripens_in_days=70,
)


def test_the_county_as_yearly_returns_gives_the_headline_of_its_csv(
    yearly_returns: MakeReturns, tmp_path: Path
) -> None:
    """Every measure's months, and the headline's ratio, to the last digit."""
    rows = pl.read_csv(SAMPLES / "synthetic_referrals_2012-01-13.csv.gz", infer_schema=False)
    # what no return can hold (work after the closure, or on a referral with no further action) is
    # left out of both
    of_a_third = pl.col("child_id").str.slice(1).cast(pl.Int64, strict=False) % 3 == 0
    rows = rows.filter(
        of_a_third, pl.col("referred_on").is_not_null(), pl.col("is_nfa").is_not_null()
    )
    rows = rows.with_columns(
        pl.coalesce("initial_assessed_on", "core_assessed_on").alias("initial_assessed_on"),
        pl.lit(None, pl.String).alias("core_assessed_on"),
    ).unique(["child_id", "referred_on"], maintain_order=True)
    done = [pl.col(name) for name in DAYS_DONE]
    rows = rows.filter(
        pl.col("child_id").is_not_null(),
        ~pl.any_horizontal((day > pl.col("closed_on")).fill_null(value=False) for day in done),
        ~pl.any_horizontal((pl.col("is_nfa") == "true") & day.is_not_null() for day in done),
    )
    returns = tmp_path / "returns"
    returns.mkdir()
    for year, content in yearly_returns(rows).items():
        (returns / f"cin_{year}.xml").write_bytes(content)
    assert len(list(returns.iterdir())) > 3
    rows.write_csv(tmp_path / "county.csv")
    joined = read_joined(returns)
    assert joined.rows.height == rows.height
    assert joined.older > 500
    population = read_population(SAMPLES / "population.csv")
    counts, ratios = [], []
    for path in (tmp_path / "county.csv", returns):
        kept = check(read_referrals(path), extract_date=PLAN.extract_drawn_on).kept
        counts.append(
            monthly_counts(
                kept, population=population, first=PLAN.series_starts, last=PLAN.last_month,
                measures=MEASURES,
            )
        )  # fmt: skip
        ratios.append(headline.ratio(population, kept, PLAN))
    assert counts[0]["count"].sum() > 20_000
    assert_frame_equal(counts[0], counts[1])
    assert ratios[0] is not None
    assert ratios[0] == ratios[1]
