"""Which referrals are inappropriate by each choice, and what a choice may be."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.errors import ColumnMissingError, ParametersError
from referral_analysis.extract import columns as c
from referral_analysis.series.measures import MEASURES, MeasureName, countable
from referral_analysis.series.outcome import (
    NFA,
    OF_CONTACTS,
    Outcome,
    in_brackets,
    named,
    parsed,
    recoded,
    sentence,
)

WIDE = Outcome(choice="nfa_or_not_in_need")
CEASED = Outcome(choice="of_codes", codes=("RC7", "RC2"))
DAYS = 30

# referred on 10 March: closures count up to 30 April, 30 days after the end of the month
ROWS = pl.DataFrame(
    [
        ("at once", True, dt.date(2023, 3, 12), None),
        ("not in need, on the last day", False, dt.date(2023, 4, 30), "RC8"),
        ("not in need, a day late", False, dt.date(2023, 5, 1), "RC8"),
        ("to early help", False, dt.date(2023, 4, 2), "RC9"),
        ("ceased", False, dt.date(2023, 4, 2), "RC7"),
        ("no reason", False, dt.date(2023, 4, 2), None),
        ("open", False, None, None),
        ("flag blank, open", None, None, None),
        ("flag blank, not in need", None, dt.date(2023, 4, 2), "RC8"),
        ("reason without a date", False, None, "RC8"),
    ],
    {"case": pl.String, c.IS_NFA: pl.Boolean, c.CLOSED_ON: pl.Date, c.CLOSURE_REASON: pl.String},
    orient="row",
).with_columns(
    pl.lit(dt.date(2023, 3, 10)).alias(c.REFERRED_ON),
    pl.lit(dt.date(2023, 3, 20)).alias(c.INITIAL_ASSESSED_ON),
    pl.lit(None, pl.Date).alias(c.CORE_ASSESSED_ON),
)


def flags(outcome: Outcome) -> dict[str, bool | None]:
    found = recoded(ROWS.lazy(), outcome, DAYS).collect()
    return dict(found.select("case", c.IS_NFA).rows())


def test_no_further_action_is_the_flag_as_the_extract_has_it() -> None:
    assert recoded(ROWS.lazy(), NFA, DAYS).collect().equals(ROWS)


def test_not_in_need_counts_where_its_closure_came_in_time() -> None:
    assert flags(WIDE) == {
        "at once": True,
        "not in need, on the last day": True,
        "not in need, a day late": False,
        "to early help": True,
        "ceased": False,
        "no reason": None,
        "open": False,
        "flag blank, open": None,
        "flag blank, not in need": True,
        "reason without a date": False,
    }


def test_reasons_of_closure_count_whatever_the_flag_says() -> None:
    assert flags(CEASED) == {
        "at once": False,
        "not in need, on the last day": False,
        "not in need, a day late": False,
        "to early help": False,
        "ceased": True,
        "no reason": None,
        "open": False,
        "flag blank, open": False,
        "flag blank, not in need": False,
        "reason without a date": False,
    }


@pytest.mark.parametrize("outcome", [WIDE, CEASED])
def test_the_others_are_all_that_are_not_inappropriate(outcome: Outcome) -> None:
    rows = recoded(ROWS.lazy(), outcome, DAYS)
    asked: tuple[MeasureName, ...] = ("nfa", "appropriate", "guardrail", "referrals")
    counted = rows.select(MEASURES[name].counts.sum().alias(name) for name in asked)
    inappropriate, appropriate, guardrail, every = counted.collect().row(0)
    assert inappropriate + appropriate == every == ROWS.height
    # all are assessed here, so those in need are the appropriate ones
    assert guardrail == appropriate


def test_what_was_closed_at_once_is_counted_by_itself_beside_more() -> None:
    rows = recoded(ROWS.lazy(), WIDE, DAYS)
    assert rows.select(MEASURES["closed_at_once"].counts.sum()).collect().item() == 1
    names: list[MeasureName] = ["nfa", "closed_at_once", "not_in_need", "inappropriate_wide"]
    assert countable(rows, names) == ["nfa", "closed_at_once"]
    assert countable(ROWS.lazy(), names) == ["nfa", "not_in_need", "inappropriate_wide"]


def test_counts_by_month_have_no_days_and_all_their_closures_count() -> None:
    counted = ROWS.lazy().drop(c.CLOSED_ON).with_columns(pl.lit(value=True).alias(c.IS_COUNTED))
    found = recoded(counted, WIDE, DAYS).select(pl.col(c.IS_NFA).sum()).collect().item()
    assert found == 6  # at once, and the five of RC8 or RC9


@pytest.mark.parametrize(
    ("outcome", "gone", "message"),
    [
        (WIDE, c.CLOSURE_REASON, r"nfa_or_not_in_need: an extract without closure_reason"),
        (CEASED, c.CLOSED_ON, r"of_codes: an extract without closed_on; .* take inappropriate"),
    ],
)
def test_an_extract_that_cannot_say_stops_by_name(
    outcome: Outcome, gone: str, message: str
) -> None:
    with pytest.raises(ColumnMissingError, match=message):
        recoded(ROWS.lazy().drop(gone), outcome, DAYS)


def test_counts_by_month_have_no_reasons_to_choose_among() -> None:
    counted = ROWS.lazy().with_columns(pl.lit(value=True).alias(c.IS_COUNTED))
    with pytest.raises(ColumnMissingError, match="of_codes"):
        recoded(counted, CEASED, DAYS)


@pytest.mark.parametrize(
    ("value", "outcome"),
    [
        ("nfa", NFA),
        ("nfa_or_not_in_need", WIDE),
        ("contact_without_referral", OF_CONTACTS),
        ({"of_codes": ["RC7", "RC2"]}, CEASED),
    ],
)
def test_a_choice_is_read_as_a_parameter_has_it(value: object, outcome: Outcome) -> None:
    assert parsed(value) == outcome


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("NFA_or_notinneed", "did you mean nfa_or_not_in_need"),
        ("contacts_without_referral", "did you mean contact_without_referral"),
        ("something", "^nfa, nfa_or_not_in_need, contact_without_referral, or of_codes"),
        ("of_codes", "with a list of reasons"),
        ({"of_codes": "RC8"}, "with a list of reasons"),
        ({"of_code": ["RC8"]}, "with a list of reasons"),
        (True, "^nfa, "),
    ],
)
def test_another_word_is_refused_with_the_nearest(value: object, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parsed(value)


@pytest.mark.parametrize(
    ("codes", "message"),
    [
        (["rc8"], r"inappropriate: 'rc8' among of_codes; .* Did you mean RC8\?"),
        (["XX"], r"'XX' among of_codes; .* Correct it"),
        (["RC8", "RC8"], "a code twice"),
        ([], "of_codes without a reason"),
    ],
)
def test_a_reason_that_no_census_has_is_refused(codes: list[str], message: str) -> None:
    with pytest.raises(ParametersError, match=message):
        parsed({"of_codes": codes})


def test_codes_stand_with_no_other_choice() -> None:
    with pytest.raises(ParametersError, match="codes of nfa"):
        Outcome(choice="nfa", codes=("RC8",))


def test_what_is_meant_is_said_in_a_sentence_and_in_brackets() -> None:
    assert sentence(WIDE, 70) == (
        "Inappropriate here means closed with no further action, or closed after an assessment as "
        "not in need (closure reason RC8 or RC9), within 70 days of the end of the month of the "
        "referral."
    )
    assert sentence(CEASED, 42) == (
        "Inappropriate here means closed for the reason RC7 (services ceased for any other reason) "
        "or RC2 (died) within 42 days of the end of the month of the referral."
    )
    assert "RC8 (closed after assessment, nothing further)" in sentence(
        Outcome(choice="of_codes", codes=("RC8",)), 42
    )
    assert [in_brackets(one) for one in (NFA, WIDE, CEASED)] == [
        "no further action",
        "closed at once, or not in need",
        "closure reason RC7 or RC2",
    ]


def test_labels_follow_and_those_of_no_further_action_stay() -> None:
    for name, measure in MEASURES.items():
        assert named(name, NFA, 70) is measure
    assert named("nfa", CEASED, 70).label == "Inappropriate referrals (closure reason RC7 or RC2)"
    assert (NFA.share, CEASED.share) == ("NFA share", "Inappropriate, share")
    said = f"{named('nfa', CEASED, 70)} {named('appropriate', CEASED, 70)}"
    assert "no further action" not in said.lower()
