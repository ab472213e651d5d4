"""The zoo of odd and broken files: each gives its one line or its rows, and none of its records."""

import datetime as dt
import importlib.util
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.extract import Checked, ReadOptions, check, read_referrals
from referral_analysis.extract.check_report import to_dict, to_lines

DATA = Path(__file__).resolve().parents[2] / "data"
DRAWN = dt.date(2012, 1, 13)
# workbooks, Parquet and databases name the version of what wrote them
VARY = (".xlsx", ".xlsx.gz", ".parquet", "workbook.csv", ".db")


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_zoo", DATA / "make_zoo.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


ZOO = load_script()
REFUSED: list[Any] = [pytest.param(case, id=case.name) for case in ZOO.REFUSED]
READ: list[Any] = [pytest.param(case, id=case.name) for case in ZOO.READ]


def checked(case: Any) -> Checked:  # noqa: ANN401 - the script's own class
    options = ReadOptions(sheet=case.sheet, table=case.table, header_row=case.header_row)
    rows = read_referrals(DATA / "zoo" / case.name, options=options)
    return check(rows, extract_date=DRAWN)


@pytest.mark.parametrize("case", REFUSED)
def test_a_broken_file_is_refused_in_one_line(case: Any) -> None:  # noqa: ANN401
    with pytest.raises(ReferralAnalysisError, match=case.refused) as error:
        checked(case)
    message = str(error.value)
    assert "Zz" not in message
    assert "\n" not in message
    assert error.value.__cause__ is None
    assert error.value.__suppress_context__ or error.value.__context__ is None


@pytest.mark.parametrize("case", READ)
def test_an_odd_file_is_read(case: Any) -> None:  # noqa: ANN401
    got = checked(case)
    assert (got.n_read, got.n_excluded) == (case.read, case.excluded)
    assert {rule.number: rule.failed for rule in got.rules if rule.failed} == case.failed
    assert "Zz" not in "\n".join(to_lines(got))
    assert "Zz" not in repr(to_dict(got))
    assert "Zz" not in repr(got)


def test_the_zoo_is_large_and_has_each_animal_once() -> None:
    assert len(ZOO.REFUSED) >= 40
    assert max(Counter(case.name for case in ZOO.CASES).values()) == 1


def test_the_script_makes_the_zoo_again(tmp_path: Path) -> None:
    ZOO.make(tmp_path / "zoo")
    made = {path.relative_to(tmp_path / "zoo"): path for path in (tmp_path / "zoo").rglob("*")}
    kept = {path.relative_to(DATA / "zoo"): path for path in (DATA / "zoo").rglob("*")}
    assert set(made) == set(kept)
    for name, path in made.items():
        if path.is_file() and not name.name.endswith(VARY):
            assert path.read_bytes() == kept[name].read_bytes(), name
