"""The code lists: whole, without doubles, each meaning said once and followed everywhere."""

import datetime as dt
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

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
row = dict.fromkeys(column.name for column in columns.REFERRALS)
row |= {"is_nfa": False, "closure_reason": "RC10"}
day = pl.lit("2031-05-04").str.to_date()
rows = pl.DataFrame([row], {c.name: c.dtype for c in columns.REFERRALS}).with_columns(
    referred_on=day, closed_on=day, previous_referred_on=pl.lit(None, pl.Date))
def counted(rows):
    return [name for name, one in MEASURES.items() if one.rows == "referrals"
            and rows.select(one.counts).item()]
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


@pytest.mark.parametrize("is_not_in_need", [True, False])
def test_all_that_a_new_closure_reason_means_follows_from_its_entry(
    tmp_path: Path,
    is_not_in_need: bool,  # noqa: FBT001 - a case
) -> None:
    """One line in the list is all; measures, rules, fields and definitions know of it."""
    shutil.copytree(PACKAGE, tmp_path / "referral_analysis", ignore=shutil.ignore_patterns("*.pyc"))
    place = tmp_path / "referral_analysis" / "extract" / "codes.py"
    entry = f'ClosureReason(code="RC10", label="Made up", is_not_in_need={is_not_in_need}),\n    '
    text = place.read_text("utf-8")
    assert text.count(LAST_REASON) == 1
    place.write_text(text.replace(LAST_REASON, entry + LAST_REASON), "utf-8")
    asked = subprocess.run(
        [sys.executable, "-c", ASK],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(asked.stdout)
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
