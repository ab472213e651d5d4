"""Whatever an extract holds: every row is kept or excluded, and each rule's count adds up."""

import datetime as dt
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.extract import check, columns, read_referrals
from referral_analysis.extract.check import fails
from referral_analysis.extract.rule import Severity

DRAWN = dt.date(2012, 1, 13)
DAYS = st.none() | st.dates(dt.date(2011, 1, 1), dt.date(2012, 2, 1))
VALUES: dict[str, st.SearchStrategy[object]] = {
    "referral_id": st.sampled_from(["R1", "R2", "R3", None]),
    "child_id": st.sampled_from(["C1", "C2", None]),
    "referred_on": DAYS,
    "district": st.sampled_from(["Dover", "Calais", None]),
    "referral_source": st.sampled_from(["1A", "6", "X", None]),
    "primary_need": st.sampled_from(["N1", "N11", None]),
    "is_nfa": st.sampled_from([True, False, None]),
    "initial_assessed_on": DAYS,
    "core_assessed_on": DAYS,
    "section_47_on": DAYS,
    "closed_on": DAYS,
    "closure_reason": st.sampled_from(["RC7", "RC8", "RC0", None]),
    "age_at_referral": st.none() | st.integers(-3, 20),
}
SCHEMA = {column.name: column.dtype for column in columns.REFERRALS}
ROWS = st.lists(st.fixed_dictionaries(VALUES), max_size=12)
SEVERITIES: st.SearchStrategy[dict[str, Severity]] = st.dictionaries(
    st.sampled_from(["missing id", "8600", "8810", "8815", "8820", "same day", "exact duplicate"]),
    st.sampled_from(["exclude", "flag"]),
)
# an id that is two children's stops a run, and rows of one referral become one: both on purpose
APART: dict[str, Severity] = {"id of children": "flag", "id of days": "flag"}
UNJOINED: dict[str, Severity] = {**APART, "joined": "flag"}


def overlaps(rows: pl.DataFrame) -> int:
    """Count the referrals made while an earlier one of the child was open, one by one."""
    found, cases = (
        0,
        rows.sort("child_id", "referred_on", "referral_source", "closed_on").to_dicts(),
    )
    for i, case in enumerate(cases):
        for before in cases[:i]:
            ends = before["closed_on"] or (
                before["referred_on"] if before["is_nfa"] else dt.date.max
            )
            if before["child_id"] == case["child_id"] and ends > case["referred_on"]:
                found += 1
                break
    return found


@given(rows=ROWS, severities=SEVERITIES)
def test_no_row_is_lost(rows: list[dict[str, object]], severities: dict[str, Severity]) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA)
    checked = check(
        frame.lazy(), extract_date=DRAWN, areas=["Dover"], severities=UNJOINED | severities
    )
    kept, excluded = checked.kept.collect(), checked.excluded.collect()
    assert checked.n_read == frame.height == checked.n_kept + checked.n_excluded
    assert (kept.height, excluded.height) == (checked.n_kept, checked.n_excluded)
    together = pl.concat([kept.select(*SCHEMA), excluded.select(*SCHEMA)])
    assert sorted(map(repr, together.rows())) == sorted(map(repr, frame.rows()))
    assert excluded["failed_rules"].str.len_chars().gt(0).all()


@given(rows=ROWS)
def test_counts_by_rule_add_up(rows: list[dict[str, object]]) -> None:
    checked = check(
        pl.LazyFrame(rows, schema=SCHEMA), extract_date=DRAWN, areas=["Dover"], severities=APART
    )
    kept, excluded = checked.kept.collect(), checked.excluded.collect()
    numbers = excluded["failed_rules"].str.split("; ").explode().to_list()
    for rule in checked.rules:
        if rule.failed is not None:
            flagged = kept[fails(rule.number)].sum() if rule.severity == "flag" else 0
            assert rule.failed == flagged + numbers.count(rule.number)


@given(rows=ROWS)
def test_overlaps_are_those_found_one_by_one(rows: list[dict[str, object]]) -> None:
    checked = check(pl.LazyFrame(rows, schema=SCHEMA), extract_date=DRAWN, severities=APART)
    kept = checked.kept.collect()
    assert kept["fails_8820"].sum() == overlaps(kept)


@given(rows=ROWS, seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_moves_no_count(rows: list[dict[str, object]], seed: object) -> None:
    shuffled = list(rows)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = (
        check(pl.LazyFrame(given_rows, schema=SCHEMA), extract_date=DRAWN, severities=APART)
        for given_rows in (rows, shuffled)
    )
    assert first.rules == second.rules


@given(rows=ROWS)
def test_a_referral_is_one_row(rows: list[dict[str, object]]) -> None:
    checked = check(pl.LazyFrame(rows, schema=SCHEMA), extract_date=DRAWN, severities=APART)
    kept = checked.kept.collect()
    assert checked.n_read == len(rows) == checked.n_kept + checked.n_excluded
    same = ("referral_id", "child_id", "referred_on")
    assert not kept.select(same).is_duplicated().any()
    wanted = {
        tuple(row[name] for name in same)
        for row in rows
        if all(row[name] is not None for name in same) and row["referred_on"] <= DRAWN  # type: ignore[operator]
    }
    assert set(kept.select(same).rows()) == wanted


@given(content=st.binary(max_size=200) | st.text(',;\n"ab1é', max_size=80).map(str.encode))
def test_any_file_is_read_or_refused_in_one_line(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "f.csv"
        path.write_bytes(content)
        message = ""
        try:
            read_referrals(path)
        except ReferralAnalysisError as error:
            message = str(error)
        assert "\n" not in message
