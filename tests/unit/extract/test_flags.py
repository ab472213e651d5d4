"""The no-further-action flag is read or refused value by value; what is neither is never "no"."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.errors import ValueUnreadableError
from referral_analysis.extract import ExtractMapping, check, read_referrals
from referral_analysis.extract.check_report import to_lines
from referral_analysis.extract.suggest import suggest_mapping
from referral_analysis.extract.unread import flags_by_month
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file

Csv = Callable[..., bytes]
Write = Callable[..., Path]
ROOT = Path(__file__).resolve().parents[3]
PARAMETERS = ROOT / "notebooks" / "parameters" / "board_february_2012.yaml"
DRAWN = dt.date(2012, 1, 13)


def read(
    csv: Csv, write: Write, words: list[str], mapping: dict[str, str] | None = None
) -> pl.DataFrame:
    path = write(csv(*({"is_nfa": word} for word in words)))
    codes = {} if mapping is None else {"is_nfa": mapping}
    return read_referrals(path, ExtractMapping(codes=codes)).collect()


PAIRS = ["true/false", "1/0", "-1/0", "1.0/0.0", "Y/N", "YES/no", "NFA/FA", "NFA/No", "T/F",
         "No further action/Further action", "a) Yes/b) No", "x/n"]  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
def test_a_pair_of_words_is_known(pair: str, csv: Csv, write: Write) -> None:
    assert read(csv, write, pair.split("/"))["is_nfa"].to_list() == [True, False]


@pytest.mark.parametrize("word", ["", "-", "N/A", "unknown", "c) Unknown", "Not recorded"])
def test_a_blank_or_a_word_for_unknown_is_neither(word: str, csv: Csv, write: Write) -> None:
    got = read(csv, write, ["Y", "N", word])
    assert got["is_nfa"].to_list() == [True, False, None]
    assert "unread_flag" not in got.columns


def test_a_word_that_is_neither_is_unread_and_counted(csv: Csv, write: Write) -> None:
    words = ["Y"] * 20 + ["N"] * 20 + ["Y / signposted"] * 12 + ["Zz odd"]
    path = write(csv(*({"is_nfa": word} for word in words)))
    got = check(read_referrals(path), extract_date=DRAWN)
    assert got.kept.collect()["is_nfa"].sum() == 20
    (one,) = (each for each in got.unmapped if each.column == "is_nfa")
    assert (one.shown, one.other_rows) == ((("Y / signposted", 12),), 1)
    lines = "\n".join(to_lines(got))
    assert "is_nfa: not on its list, with rows: Y / signposted (12), other values (1)" in lines
    assert "Zz" not in lines
    (left,) = suggest_mapping(path).left
    assert left.column == "is_nfa"


@pytest.mark.parametrize(
    "words",
    [
        ["1"] * 3 + ["2"] * 2,  # 1 is yes to most, and no to those who write 2 for yes
        ["NFA"] * 3 + ["Single Assessment"] * 2,
        ["N"] * 3 + ["Signposted"] * 2,
        ["Y", "N", "open", "shut", "ajar"],
    ],
)
def test_where_it_cannot_be_known_which_means_yes_it_is_asked(
    words: list[str], csv: Csv, write: Write
) -> None:
    with pytest.raises(ValueUnreadableError, match=r"is_nfa: words that are neither yes nor no"):
        read(csv, write, words)


def test_a_mapping_says_which_means_yes(csv: Csv, write: Write) -> None:
    got = read(csv, write, ["1", "2"], {"1": "no", "2": "yes"})
    assert got["is_nfa"].to_list() == [False, True]


@pytest.mark.parametrize("blank", ["no", "false", "N"])
def test_what_blank_means_is_a_choice(blank: str, csv: Csv, write: Write) -> None:
    words = ["X", "", "-", "unknown"]
    assert read(csv, write, words)["is_nfa"].to_list() == [True, None, None, None]
    mapped = read(csv, write, words, {"blank": blank})["is_nfa"]
    assert mapped.to_list() == [True, False, False, None]  # a word for unknown is no blank


def test_blank_is_mapped_to_yes_or_no_only(csv: Csv, write: Write) -> None:
    with pytest.raises(ValueUnreadableError, match="blank mapped to a word that is neither"):
        read(csv, write, ["X", ""], {"blank": "perhaps"})


def test_blank_and_unread_flags_by_month(csv: Csv, write: Write) -> None:
    may = [{"is_nfa": word, "referred_on": "2011-05-09"} for word in ("Y", "N", "N", "", "odd")]
    june = [{"is_nfa": word, "referred_on": "2011-06-01"} for word in ("Y", "unknown")]
    rows = read_referrals(write(csv(*may, *june)))
    counts = flags_by_month(rows)
    assert counts.rows() == [
        (dt.date(2011, 5, 1), 5, 1, 2, 1, 1),
        (dt.date(2011, 6, 1), 2, 1, 0, 1, 0),
    ]
    assert counts.columns == ["month", "referrals", "nfa", "other", "blank", "unread"]


def test_a_yes_without_quotation_marks_in_a_parameters_file() -> None:
    values = parameter_file.load(PARAMETERS)
    codes = {"is_nfa": {"NFA": True, "blank": False, "2": "no"}, "closed_on": {"Open": ""}}
    held = checked_by(BoardReport, values | {"codes": codes}).codes
    assert held["is_nfa"] == {"NFA": "true", "blank": "false", "2": "no"}
    assert held["closed_on"] == {"Open": ""}
