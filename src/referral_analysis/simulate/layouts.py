"""An extract in the layouts that councils share: the same facts, as far as each can hold them."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import columns as c
from referral_analysis.extract.codes import NOT_IN_NEED, agency_group
from referral_analysis.simulate.census_returns import returns

_YES = pl.col(c.IS_NFA) == "true"
_SINGLE = pl.coalesce(c.CORE_ASSESSED_ON, c.INITIAL_ASSESSED_ON)


def write_layouts(extract: Path, output: Path, drawn_on: dt.date) -> list[Path]:
    """Write an extract anew in each layout, in folders below one; return the paths.

    `census_returns/` (a return a year), `annex_a/` (lists 3 and 4), `ssd/` (tables of the Standard
    Safeguarding Dataset), `api/` (the children's social care API's objects, a line each) and
    `monthly_counts/` (of the county, by district and by agency). extract: CSV in our names.
    Layouts of a later time have one assessment: the core one, or the initial. Rows without a child
    or a day are in none. FileUnreadableError if the folder cannot be written to.
    """
    rows = pl.read_csv(extract, infer_schema=False).drop_nulls([c.CHILD_ID, c.REFERRED_ON])
    written = []
    try:
        for name, content in _files(rows, drawn_on):
            path = output / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
            written.append(path)
    except OSError:
        raise FileUnreadableError(
            f"folder {output.name}",
            found="it cannot be written to",
            needed="a folder for the layouts",
            do="Check the path after --output.",
        ) from None
    return written


def _files(rows: pl.DataFrame, drawn_on: dt.date) -> Iterator[tuple[str, str]]:
    for year, message in returns(rows, drawn_on):
        yield f"census_returns/cin_{year}.xml", message
    yield "annex_a/list_3_referrals.csv", _list_3(rows).write_csv()
    yield "annex_a/list_4_assessments.csv", _list_4(rows).write_csv()
    for name, table in _dataset(rows).items():
        yield f"ssd/{name}.csv", table.write_csv()
    yield "api/children.jsonl", "".join(f"{json.dumps(one)}\n" for one in _children(rows))
    month = pl.col(c.REFERRED_ON).str.slice(0, 7).alias("month")
    agency = agency_group().alias("agency")
    for name, by in {
        "county": [],
        "by_district": [pl.col(c.DISTRICT)],
        "by_agency": [agency],
    }.items():
        yield f"monthly_counts/{name}.csv", _counts(rows.drop_nulls([c.IS_NFA]), [month, *by])


def _counts(rows: pl.DataFrame, by: list[pl.Expr]) -> str:
    is_not_in_need = ~_YES & pl.col(c.CLOSURE_REASON).is_in(list(NOT_IN_NEED)).fill_null(
        value=False
    )
    counted = rows.group_by(by).agg(
        pl.len().alias("referrals"),
        _YES.sum().alias("nfa"),
        is_not_in_need.sum().alias("not_in_need"),
    )
    return counted.drop_nulls().sort(pl.all()).write_csv()


def _uk(name: str) -> pl.Expr:
    return pl.col(name).str.to_date().dt.strftime("%d/%m/%Y")


def _list_3(rows: pl.DataFrame) -> pl.DataFrame:
    answer = pl.when(_YES).then(pl.lit("a) Yes")).otherwise(pl.lit("b) No"))
    return rows.select(
        pl.col(c.CHILD_ID).alias("Child Unique ID"),
        pl.col(c.AGE_AT_REFERRAL).alias("Age of Child (Years)"),
        _uk(c.REFERRED_ON).alias("Date of referral"),
        pl.col(c.REFERRAL_SOURCE).alias("Referral Source"),
        pl.when(pl.col(c.IS_NFA).is_null())
        .then(pl.lit("c) Unknown"))
        .otherwise(answer)
        .alias("Referral NFA?"),
    )


def _list_4(rows: pl.DataFrame) -> pl.DataFrame:
    assessed = rows.filter(~_YES.fill_null(value=False)).with_columns(_SINGLE.alias("authorised"))
    is_in_need = ~pl.col(c.CLOSURE_REASON).is_in(list(NOT_IN_NEED)).fill_null(value=False)
    found = pl.when(is_in_need).then(pl.lit("a) Yes")).otherwise(pl.lit("b) No"))
    return assessed.drop_nulls("authorised").select(
        pl.col(c.CHILD_ID).alias("Child Unique ID"),
        _uk(c.REFERRED_ON).alias("Continuous Assessment Start Date"),
        _uk("authorised").alias("Continuous Assessment Date of Authorisation"),
        found.alias("Was the child assessed as requiring LA children\u2019s social care support?"),
    )


def _dataset(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    flag = pl.when(_YES).then(pl.lit("Y")).when(pl.col(c.IS_NFA).is_not_null()).then(pl.lit("N"))
    episodes = rows.select(
        pl.col(c.REFERRAL_ID).alias("cine_referral_id"),
        pl.col(c.CHILD_ID).alias("cine_person_id"),
        pl.col(c.REFERRED_ON).alias("cine_referral_date"),
        pl.col(c.PRIMARY_NEED).alias("cine_cin_primary_need_code"),
        pl.col(c.REFERRAL_SOURCE).alias("cine_referral_source_code"),
        flag.alias("cine_referral_nfa"),
        pl.col(c.CLOSURE_REASON).alias("cine_close_reason"),
        pl.col(c.CLOSED_ON).alias("cine_close_date"),
        pl.col(c.DISTRICT).alias("cine_referral_team"),
    )

    def of(day: pl.Expr, prefix: str, name: str) -> pl.DataFrame:
        key = pl.col(c.REFERRAL_ID).alias(f"{prefix}_referral_id")
        return rows.select(key, day.alias(name)).drop_nulls()

    return {
        "ssd_cin_episodes": episodes,
        "ssd_cin_assessments": of(_SINGLE, "cina", "cina_assessment_auth_date"),
        "ssd_s47_enquiry": of(pl.col(c.SECTION_47_ON), "s47e", "s47e_s47_start_date"),
        "ssd_cp_plans": of(pl.col(c.CHILD_PROTECTION_PLAN_ON), "cppl", "cppl_cp_plan_start_date"),
    }


def _children(rows: pl.DataFrame) -> Iterator[dict[str, object]]:
    children: dict[str, list[dict[str, object]]] = {}
    for row in rows.with_columns(_SINGLE.alias("authorised")).iter_rows(named=True):
        flag = row[c.IS_NFA]
        started = {"start_date": row[c.REFERRED_ON], "authorisation_date": row["authorised"]}
        children.setdefault(row[c.CHILD_ID], []).append(
            {
                "social_care_episode_id": row[c.REFERRAL_ID],
                "referral_date": row[c.REFERRED_ON],
                "referral_source": row[c.REFERRAL_SOURCE],
                "referral_no_further_action_flag": None if flag is None else flag == "true",
                "closure_date": row[c.CLOSED_ON],
                "closure_reason": row[c.CLOSURE_REASON],
                "child_and_family_assessments": [started] if row["authorised"] else [],
                "section_47_assessments": _began(row[c.SECTION_47_ON]),
                "child_protection_plans": _began(row[c.CHILD_PROTECTION_PLAN_ON]),
            }
        )
    for child, held in children.items():
        yield {"la_child_id": child, "social_care_episodes": held}


def _began(day: str | None) -> list[dict[str, str]]:
    return [{"start_date": day}] if day else []
