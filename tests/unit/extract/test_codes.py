"""The code lists: whole, without doubles, each meaning said once and followed everywhere."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import referral_analysis
from referral_analysis.extract import codes

PACKAGE = Path(referral_analysis.__file__).parent
LAST_REASON = 'ClosureReason(\n        code="RC9"'
ASK = """
import json
import polars as pl
from referral_analysis.extract import columns, rules
from referral_analysis.questions.data.completeness import fields
from referral_analysis.series import MEASURES
from referral_analysis.series.measures import countable
row = dict.fromkeys(column.name for column in columns.REFERRALS)
row |= {"is_nfa": False, "closure_reason": "RC10"}
day = pl.lit("2031-05-04").str.to_date()
rows = pl.DataFrame([row], {c.name: c.dtype for c in columns.REFERRALS}).with_columns(
    referred_on=day, closed_on=day, previous_referred_on=pl.lit(None, pl.Date))
def counted(rows):
    return [name for name in countable(rows.lazy(), list(MEASURES))
            if MEASURES[name].rows == "referrals" and rows.select(MEASURES[name].counts).item()]
assessed = rows.with_columns(initial_assessed_on=day)
judged = [rules.has_listed_closure_reason(), rules.assessed_before_not_in_need(),
          rules.has_code_of_its_year("closure_reason")]
print(json.dumps({
    "counted": counted(assessed),
    "listed, assessed, of its year": [rows.select(one.passes).item() for one in judged],
    "field": [f.label for f in fields(["Dover"]) if rows.select(f.where).item()
              and not rows.select(f.rule.passes).item()],
    "said": [w for w in (judged[1].sentence, MEASURES["guardrail"].definition,
                         MEASURES["not_in_need"].definition) if "RC10" in w],
}))
"""

NEW_SOURCE = 'SourceCode(code="3G", label="Made up", group="health"),\n    '
NEW_NEED = 'Code(code="N11", label="Made up as well"),\n    '
ASK_OF_OTHERS = """
import datetime as dt
import json
import polars as pl
from referral_analysis.extract import columns, rules
from referral_analysis.extract.codes import agency_group
from referral_analysis.questions.data.completeness import fields
from referral_analysis.questions.data.drift import by_half_year
from referral_analysis.questions.data.plan import QualityPlan
row = dict.fromkeys(column.name for column in columns.REFERRALS)
row |= {"is_nfa": False, "referral_source": "3G", "primary_need": "N11"}
day = pl.lit("2010-05-04").str.to_date()
rows = pl.DataFrame([row], {c.name: c.dtype for c in columns.REFERRALS}).with_columns(
    referred_on=day)
plan = QualityPlan(series_starts=dt.date(2010, 4, 1), last_month=dt.date(2011, 9, 1),
    launch_month=dt.date(2011, 5, 1), phase_in_ends=dt.date(2011, 6, 1),
    rebase_months=(), is_interim=False,
    extract_drawn_on=dt.date(2011, 12, 1), nfa_ripens_in_days=14, closure_ripens_in_days=90)
drift = by_half_year(rows.lazy(), plan).filter(pl.col("count") > 0)
lacking = [f.label for f in fields(["Dover"]) if rows.select(f.where).item()
           and not rows.select(f.rule.passes).item()]
print(json.dumps({
    "group": rows.select(agency_group()).item(),
    "listed": [rows.select(one.passes).item() for one in (
        rules.has_listed_source(), rules.has_listed_need(),
        rules.has_code_of_its_year("referral_source"))],
    "drift": drift.select("code", "label", "count", "listed").rows(),
    "lacking": lacking,
}))
"""


@pytest.mark.parametrize(
    ("column", "count"), [("referral_source", 22), ("primary_need", 10), ("closure_reason", 9)]
)
def test_lists_are_whole(column: str, count: int) -> None:
    listed = codes.codes_of(column)
    assert len(listed) == len(set(listed)) == count


def test_codes_of_2023_say_so() -> None:
    new = {code.code for listed in codes.CODE_LISTS.values() for code in listed if code.first_year}
    assert new == {"5D", "RC9"}


@pytest.mark.parametrize(
    ("code", "group"),
    [
        ("1C", "individual"),
        ("2B", "education"),
        ("3E", "health"),
        ("4", "housing"),
        ("5A", "local authority"),
        ("6", "police"),
        ("7", "legal"),
        ("8", "other"),
        ("9", "anonymous"),
        ("10", "unknown"),
        ("2C", "unknown"),
        (None, "unknown"),
    ],
)
def test_agencies_have_a_group(code: str | None, group: str) -> None:
    rows = pl.DataFrame({"referral_source": [code]}, schema={"referral_source": pl.String})
    assert rows.select(codes.agency_group()).item() == group


def test_every_group_has_an_agency() -> None:
    assert {source.group for source in codes.REFERRAL_SOURCES} == set(codes.AGENCY_GROUPS)


def asked_with(entries: Mapping[str, str], folder: Path, question: str) -> dict[str, Any]:
    """Put entries before others of the lists, in a copy of the package, and ask it there."""
    shutil.copytree(PACKAGE, folder / "referral_analysis", ignore=shutil.ignore_patterns("*.pyc"))
    place = folder / "referral_analysis" / "extract" / "codes.py"
    text = place.read_text("utf-8")
    for before, entry in entries.items():
        assert text.count(before) == 1
        text = text.replace(before, entry + before)
    place.write_text(text, "utf-8")
    asked = subprocess.run(
        [sys.executable, "-c", question],
        env={**os.environ, "PYTHONPATH": str(folder)},
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    answer: dict[str, Any] = json.loads(asked.stdout)
    return answer


def test_all_that_a_new_agency_or_need_means_follows_from_its_entry(tmp_path: Path) -> None:
    entries = {'SourceCode(code="4"': NEW_SOURCE, 'Code(code="N0"': NEW_NEED}
    found = asked_with(entries, tmp_path, ASK_OF_OTHERS)
    assert found["group"] == "health"
    assert found["listed"] == [True, True, True]
    assert found["drift"] == [["3G", "Made up", 1, 1], ["N11", "Made up as well", 1, 1]]
    assert found["lacking"] == ["District"]


@pytest.mark.parametrize("is_not_in_need", [True, False])
def test_all_that_a_new_closure_reason_means_follows_from_its_entry(
    tmp_path: Path,
    is_not_in_need: bool,  # noqa: FBT001 - a case
) -> None:
    """One line in the list is all; measures, rules, fields and definitions know of it."""
    entry = f'ClosureReason(code="RC10", label="Made up", is_not_in_need={is_not_in_need}),\n    '
    found = asked_with({LAST_REASON: entry}, tmp_path, ASK)
    everywhere = {"referrals", "initial_assessment"}
    if is_not_in_need:
        assert set(found["counted"]) == everywhere | {"not_in_need", "inappropriate_wide"}
        assert found["listed, assessed, of its year"] == [True, False, True]
        assert "Assessment date" in found["field"]
        assert len(found["said"]) == 3
    else:
        assert set(found["counted"]) == everywhere | {"appropriate", "guardrail"}
        assert found["listed, assessed, of its year"] == [True, True, True]
        assert "Assessment date" not in found["field"]
        assert found["said"] == []


@pytest.mark.parametrize(
    ("day", "is_of_its_year"),
    [
        (dt.date(2012, 1, 13), False),
        (dt.date(2022, 3, 31), False),
        (dt.date(2022, 4, 1), True),
        (None, True),
    ],
)
def test_a_code_is_of_the_census_years_that_had_it(
    day: dt.date | None,
    is_of_its_year: bool,  # noqa: FBT001 - a case
) -> None:
    """RC9 and 5D came with the census that ended on 31 March 2023."""
    rows = pl.DataFrame(
        {
            "referred_on": [day],
            "closed_on": [day],
            "referral_source": "5D",
            "closure_reason": "RC9",
        },
        schema_overrides={"referred_on": pl.Date, "closed_on": pl.Date},
    )
    for column in ("referral_source", "closure_reason"):
        assert rows.select(codes.is_of_its_year(column)).item() is is_of_its_year
