"""One county in every format: each figure that two of them can both carry is the same."""

import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from polars.testing import assert_frame_equal

from referral_analysis.extract import (
    Population,
    check,
    read_contacts,
    read_population,
    read_referrals,
)
from referral_analysis.series import MeasureName, monthly_counts
from referral_analysis.series.counts import By

MakeReturns = Callable[[pl.DataFrame], Mapping[int, bytes]]
SAMPLES = Path(__file__).resolve().parents[3] / "data_samples"
DRAWN = dt.date(2012, 1, 13)
FIRST, LAST = dt.date(2009, 4, 1), dt.date(2011, 12, 1)
DAYS = ("single_assessed_on", "section_47_on", "child_protection_plan_on", "closed_on")
OF_ALL: tuple[MeasureName, ...] = (
    "referrals", "nfa", "not_in_need", "inappropriate_wide", "appropriate", "guardrail",
    "initial_assessment", "rereferral",
)  # fmt: skip
OF_WORK: tuple[MeasureName, ...] = ("section_47", "child_protection_plan")
ANNEX_A = frozenset({"Annex A as CSV", "Annex A in a workbook"})
EVERY: tuple[By, ...] = ("county", "agency", "district")
ROWS = ("CSV", "Excel", "Parquet")


@pytest.fixture(scope="module")
def county() -> pl.DataFrame:
    """Return facts that every format can hold: a child's cases, one a day, each whole and sound."""
    rows = pl.read_csv(SAMPLES / "synthetic_referrals_2012-01-13.csv.gz", infer_schema=False)
    assessed = pl.coalesce("core_assessed_on", "initial_assessed_on")
    rows = rows.with_columns(assessed.alias("single_assessed_on")).drop(
        "core_assessed_on", "initial_assessed_on"
    )
    done = [pl.col(name) for name in DAYS[:3]]
    is_sound = [
        pl.col("child_id").str.slice(1).cast(pl.Int64, strict=False) % 7 == 2,
        pl.col("referred_on").is_between(pl.lit("2009-04-01"), pl.lit("2012-01-13")),
        pl.col("is_nfa").is_not_null() & pl.col("referral_source").is_not_null(),
        ~pl.any_horizontal((pl.col("is_nfa") == "true") & day.is_not_null() for day in done),
        ~pl.any_horizontal((day < pl.col("referred_on")).fill_null(value=False) for day in done),
        ~pl.any_horizontal((day > pl.col("closed_on")).fill_null(value=False) for day in done),
        # a plan is of an assessed case: Annex A holds only what follows from list 4
        (pl.col("closure_reason") != "RC8").fill_null(value=True)
        | pl.col("single_assessed_on").is_not_null(),
    ]
    return rows.filter(is_sound).unique(["child_id", "referred_on"], maintain_order=True)


def as_csv(rows: pl.DataFrame, folder: Path) -> Sequence[Path]:
    rows.write_csv(folder / "county.csv")
    return [folder / "county.csv"]


def as_excel(rows: pl.DataFrame, folder: Path) -> Sequence[Path]:
    typed(rows).write_excel(folder / "county.xlsx")
    return [folder / "county.xlsx"]


def as_parquet(rows: pl.DataFrame, folder: Path) -> Sequence[Path]:
    typed(rows).write_parquet(folder / "county.parquet")
    return [folder / "county.parquet"]


def typed(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(
        pl.col("referred_on", *DAYS).str.to_date(),
        pl.col("is_nfa") == "true",
        pl.col("age_at_referral").cast(pl.Int64),
    )


def lists(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the county as lists 1, 3 and 4; every referral began as a contact."""
    uk = {name: pl.col(name).str.to_date().dt.strftime("%d/%m/%Y") for name in ("referred_on",)}
    child = pl.col("child_id").alias("Child Unique ID")
    source = pl.format("{}) a label", "referral_source")
    third = rows.select(
        child, pl.lit("a) WBRI").alias("Ethnicity"), pl.col("age_at_referral").alias("Age"),
        uk["referred_on"].alias("Date of referral"),
        pl.format("k) {}: a label", "referral_source").alias("Referral Source"),
        pl.when(pl.col("is_nfa") == "true").then(pl.lit("a) Yes")).otherwise(pl.lit("b) No"))
        .alias("Referral NFA?"),
    )  # fmt: skip
    first = rows.select(
        child, uk["referred_on"].alias("Date of Contact"), source.alias("Contact Source")
    )
    # an assessment still going on has no day of authorisation, and no finding
    fourth = rows.filter(pl.col("is_nfa") == "false").select(
        child,
        uk["referred_on"].alias("Continuous Assessment Start Date"),
        pl.col("single_assessed_on").str.to_date().dt.strftime("%d/%m/%Y")
        .alias("Continuous Assessment Date of Authorisation"),
        pl.when(pl.col("single_assessed_on").is_null()).then(None)
        .when(pl.col("closure_reason") == "RC8").then(pl.lit("b) No"))
        .otherwise(pl.lit("a) Yes"))
        .alias("Was the child assessed as requiring LA children\u2019s social care support?"),
    )  # fmt: skip
    return {"List 1": first, "List 3": third, "List 4": fourth}


def as_annex_a(rows: pl.DataFrame, folder: Path) -> Sequence[Path]:
    """Write list 3 and list 4 as CSV, one of them under a title."""
    made = lists(rows)
    (folder / "list 3.csv").write_text("Referrals\n\n" + made["List 3"].write_csv(), "utf-8")
    made["List 4"].write_csv(folder / "list 4.csv")
    return [folder / "list 3.csv", folder / "list 4.csv"]


def as_annex_a_workbook(rows: pl.DataFrame, folder: Path) -> Sequence[Path]:
    with xlsxwriter.Workbook(folder / "annex_a.xlsx") as book:
        book.add_worksheet("Read me").write(0, 0, "Annex A")
        for name, frame in lists(rows).items():
            frame.write_excel(book, worksheet=f"{name} of it", position="C4", autofilter=False)
    return [folder / "annex_a.xlsx"]


def ssd_tables(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the county as tables of the Standard Safeguarding Dataset, days as SQL Server has."""
    at = {name: pl.col(name) + " 00:00:00.000" for name in ("referred_on", *DAYS)}
    key = pl.col("referral_id")
    episodes = rows.select(
        key.alias("cine_referral_id"), pl.col("child_id").alias("cine_person_id"),
        at["referred_on"].alias("cine_referral_date"),
        pl.col("primary_need").alias("cine_cin_primary_need_code"),
        pl.col("referral_source").alias("cine_referral_source_code"),
        pl.when(pl.col("is_nfa") == "true").then(pl.lit("Y")).otherwise(pl.lit("N"))
        .alias("cine_referral_nfa"),
        pl.col("closure_reason").alias("cine_close_reason"),
        at["closed_on"].alias("cine_close_date"), pl.lit("North").alias("cine_referral_team"),
    )  # fmt: skip

    def of(day: str, prefix: str, name: str) -> pl.DataFrame:
        return rows.filter(pl.col(day).is_not_null()).select(
            key.alias(f"{prefix}_referral_id"), at[day].alias(name)
        )

    return {
        "ssd_cin_episodes": episodes,
        "ssd_cin_assessments": of("single_assessed_on", "cina", "cina_assessment_auth_date"),
        "ssd_s47_enquiry": of("section_47_on", "s47e", "s47e_s47_start_date"),
        "ssd_cp_plans": of("child_protection_plan_on", "cppl", "cppl_cp_plan_start_date"),
    }


def as_ssd(rows: pl.DataFrame, folder: Path) -> Sequence[Path]:
    (folder / "ssd").mkdir()
    for name, frame in ssd_tables(rows).items():
        frame.write_csv(folder / "ssd" / f"{name}.csv")
    return [folder / "ssd"]


def as_ssd_database(rows: pl.DataFrame, folder: Path) -> Sequence[Path]:
    with closing(sqlite3.connect(folder / "ssd.db")) as database:
        for name, frame in ssd_tables(rows).items():
            database.execute(f"CREATE TABLE {name} ({', '.join(frame.columns)})")
            marks = ", ".join("?" * frame.width)
            database.executemany(f"INSERT INTO {name} VALUES ({marks})", frame.rows())  # noqa: S608
        database.execute("CREATE TABLE ssd_version (number)")
        database.commit()
    return [folder / "ssd.db"]


def api_children(rows: pl.DataFrame) -> list[dict[str, object]]:
    """Return the county as the API's objects, a child each."""
    children: dict[str, list[dict[str, object]]] = {}
    for row in rows.to_dicts():
        day = row["single_assessed_on"]
        children.setdefault(row["child_id"], []).append({
            "social_care_episode_id": row["referral_id"],
            "referral_date": row["referred_on"],
            "referral_source": row["referral_source"],
            "referral_no_further_action_flag": row["is_nfa"] == "true",
            "closure_date": row["closed_on"],
            "closure_reason": row["closure_reason"],
            "child_and_family_assessments": [
                {"start_date": row["referred_on"], "authorisation_date": day, "factors": ["1A"]}
            ] if day else [],
            "section_47_assessments": [{"start_date": row["section_47_on"], "icpc_date": None}]
            if row["section_47_on"] else [],
            "child_protection_plans": [{"start_date": row["child_protection_plan_on"]}]
            if row["child_protection_plan_on"] else [],
        })  # fmt: skip
    return [
        {"la_child_id": child, "social_care_episodes": held} for child, held in children.items()
    ]


def as_json(rows: pl.DataFrame, folder: Path) -> Sequence[Path]:
    (folder / "children.json").write_text(json.dumps(api_children(rows), indent=1), "utf-8")
    return [folder / "children.json"]


def as_json_lines(rows: pl.DataFrame, folder: Path) -> Sequence[Path]:
    lines = "\n".join(json.dumps(child) for child in api_children(rows))
    (folder / "children.jsonl").write_text(lines, "utf-8")
    return [folder / "children.jsonl"]


FORMATS: Mapping[str, Callable[[pl.DataFrame, Path], Sequence[Path]]] = {
    "CSV": as_csv,
    "Excel": as_excel,
    "Parquet": as_parquet,
    "Annex A as CSV": as_annex_a,
    "Annex A in a workbook": as_annex_a_workbook,
    "SSD tables": as_ssd,
    "SSD in a database": as_ssd_database,
    "API JSON": as_json,
    "API JSON lines": as_json_lines,
}


def figures(
    paths: Sequence[Path], population: Population, measures: Sequence[MeasureName], by: By
) -> pl.DataFrame:
    checked = check(read_referrals(paths), extract_date=DRAWN)
    assert checked.n_kept == checked.n_read
    return monthly_counts(
        checked.kept, population=population, first=FIRST, last=LAST, by=by, measures=measures
    )


def measures_of(name: str) -> tuple[MeasureName, ...]:
    """Return the measures that a format can carry: Annex A's lists 3 and 4 hold no section 47."""
    return OF_ALL if name in ANNEX_A else (*OF_ALL, *OF_WORK)


@pytest.fixture(scope="module")
def population() -> Population:
    return read_population(SAMPLES / "population.csv")


@pytest.fixture(scope="module")
def of_csv(
    county: pl.DataFrame, population: Population, tmp_path_factory: pytest.TempPathFactory
) -> dict[By, pl.DataFrame]:
    paths = as_csv(county, tmp_path_factory.mktemp("csv"))
    held = {by: figures(paths, population, (*OF_ALL, *OF_WORK), by) for by in EVERY}
    sums = held["county"].group_by("measure").agg(pl.col("count").sum())
    assert sums.filter(pl.col("count") < 20).is_empty()
    return held


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_the_figures_of_the_csv(
    name: str,
    county: pl.DataFrame,
    population: Population,
    of_csv: Mapping[By, pl.DataFrame],
    tmp_path: Path,
) -> None:
    paths = FORMATS[name](county, tmp_path)
    for by in EVERY if name in ROWS else EVERY[:2]:
        got = figures(paths, population, measures_of(name), by)
        wanted = of_csv[by].filter(pl.col("measure").is_in(measures_of(name)))
        assert_frame_equal(got, wanted)


def test_yearly_returns_have_the_figures_of_the_csv(
    county: pl.DataFrame,
    population: Population,
    of_csv: Mapping[By, pl.DataFrame],
    yearly_returns: MakeReturns,
    tmp_path: Path,
) -> None:
    held = county.with_columns(
        pl.col("single_assessed_on").alias("initial_assessed_on"),
        pl.lit(None, pl.String).alias("core_assessed_on"),
    )
    for year, content in yearly_returns(held).items():
        (tmp_path / f"{year}.xml").write_bytes(content)
    for by in EVERY[:2]:
        got = figures([tmp_path], population, (*OF_ALL, *OF_WORK), by)
        assert_frame_equal(got, of_csv[by])


def test_contacts_of_a_workbook_are_those_of_list_1(county: pl.DataFrame, tmp_path: Path) -> None:
    (path,) = as_annex_a_workbook(county, tmp_path)
    lists(county)["List 1"].write_csv(tmp_path / "list 1.csv")
    contacts = read_contacts(path)
    assert contacts.height == county.height
    assert_frame_equal(contacts, read_contacts(tmp_path / "list 1.csv"))
