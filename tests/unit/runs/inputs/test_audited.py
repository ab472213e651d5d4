"""The audit's key held to its sample as drawn, and to the extract; a refusal in one line."""

import json
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract import key_digest, read_audit_key
from referral_analysis.runs.inputs.audited import hold_to_extract, read_judged, read_record
from referral_analysis.runs.record import manifest

HEADER = "referral_id,period,stratum,is_nfa,in_stratum,drawn,auditors\n"


def a_key(folder: Path, cases: int = 40) -> Path:
    """Write a key of one stratum without NFA and one with it, half of the cases each."""
    half = cases // 2
    lines = [f"M{i:03},before,{1 + i // half},{i >= half},300,{half},A;B" for i in range(cases)]
    path = folder / "key.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")
    return path


def extract_of(key: pl.DataFrame, *, gone: int = 0, turned: int = 0) -> pl.LazyFrame:
    """Return an extract with the key's referrals, some of them gone, the flag of some turned."""
    number = pl.int_range(pl.len())
    return (
        key.select("referral_id", (pl.col("is_nfa") ^ (number < turned)).alias("is_nfa"))
        .tail(key.height - gone if gone else key.height)
        .lazy()
    )


@pytest.mark.parametrize("fault", ["gone", "turned"])
def test_a_few_cases_of_a_later_extract_may_differ(tmp_path: Path, fault: str) -> None:
    key = read_audit_key(a_key(tmp_path))
    hold_to_extract("key.csv", key, extract_of(key, **{fault: 2}), at_most=0.05)
    with pytest.raises(
        ValueUnreadableError, match=r"\(3 of 40\); need the key of a sample"
    ) as said:
        hold_to_extract("key.csv", key, extract_of(key, **{fault: 3}), at_most=0.05)
    assert "M0" not in str(said.value)


def test_no_case_may_differ_in_the_extract_that_was_drawn_from(tmp_path: Path) -> None:
    key = read_audit_key(a_key(tmp_path))
    hold_to_extract("key.csv", key, extract_of(key), at_most=0.0)
    with pytest.raises(ValueUnreadableError, match=r"NFA flag is another in the extract \(1 of 40"):
        hold_to_extract("key.csv", key, extract_of(key, turned=1), at_most=0.0)


def test_a_blank_flag_of_the_extract_is_none(tmp_path: Path) -> None:
    key = read_audit_key(a_key(tmp_path))
    is_last = pl.int_range(pl.len()) >= 20
    blank = key.select("referral_id", pl.when(is_last).then(pl.lit(True)).alias("is_nfa")).lazy()
    hold_to_extract("key.csv", key, blank, at_most=0.0)


def test_a_key_with_its_cases_and_sizes_changed_alike_is_held_to_the_record(tmp_path: Path) -> None:
    path = a_key(tmp_path)
    record = {"key": {"sha256_of_rows": key_digest(read_audit_key(path))}}
    (tmp_path / "sample.json").write_text(json.dumps(record), "utf-8")
    assert read_record(path, read_audit_key(path)) == record
    a_key(tmp_path, cases=38)  # whole in itself: a case fewer in each stratum, and in `drawn`
    with pytest.raises(ValueUnreadableError, match=r"another sample than sample\.json beside it"):
        read_record(path, read_audit_key(path))


@pytest.mark.parametrize("text", ["", "[]", '{"key": 3}', '{"extract": []}', '{"extract": [3]}'])
def test_a_record_that_is_none_is_one_line(tmp_path: Path, text: str) -> None:
    path = a_key(tmp_path)
    (tmp_path / "sample.json").write_text(text, "utf-8")
    with pytest.raises(ValueUnreadableError, match=r"sample\.json: text that is no record"):
        read_record(path, read_audit_key(path))


def test_a_key_without_a_record_beside_it_is_read(tmp_path: Path) -> None:
    path = a_key(tmp_path)
    assert read_record(path, read_audit_key(path)) == {}


def test_a_sample_was_drawn_from_an_extract_of_one_file(tmp_path: Path) -> None:
    """Of that file no case may differ; where it is now one of several, it is a later extract."""
    path = a_key(tmp_path)
    key = read_audit_key(path)
    drawn, more = tmp_path / "2011.csv", tmp_path / "2012.csv"
    drawn.write_text("referral_id\n", "utf-8")
    more.write_text("referral_id\nM900\n", "utf-8")
    record = {"extract": {"sha256": manifest.record(drawn).sha256}}
    (tmp_path / "sample.json").write_text(json.dumps(record), "utf-8")
    judgements = tmp_path / "judgements.csv"
    judgements.write_text("referral_id,auditor,judgement\nM000,A,appropriate\n", "utf-8")
    rows = extract_of(key, turned=1)
    with pytest.raises(ValueUnreadableError, match=r"NFA flag is another in the extract \(1 of 40"):
        read_judged(path, judgements, [drawn], rows)
    found = read_judged(path, judgements, [drawn, more], rows)
    assert (found.key.height, found.judgements.height) == (40, 1)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_sample_of_several_files_is_held_to_them_in_any_order(
    tmp_path: Path, order: tuple[int, int]
) -> None:
    path = a_key(tmp_path)
    key = read_audit_key(path)
    files = [tmp_path / "2011.csv", tmp_path / "2012.csv"]
    for year in files:
        year.write_text(f"referral_id\n{year.stem}\n", "utf-8")
    drawn = [{"name": one.name, "sha256": manifest.record(one).sha256} for one in files]
    (tmp_path / "sample.json").write_text(json.dumps({"extract": drawn}), "utf-8")
    judgements = tmp_path / "judgements.csv"
    judgements.write_text("referral_id,auditor,judgement\nM000,A,appropriate\n", "utf-8")
    given = [files[place] for place in order]
    rows = extract_of(key, turned=1)
    with pytest.raises(ValueUnreadableError, match=r"NFA flag is another in the extract \(1 of 40"):
        read_judged(path, judgements, given, rows)
    files[1].write_text("referral_id\n2012 and later\n", "utf-8")  # a later extract
    assert read_judged(path, judgements, given, rows).key.height == 40
