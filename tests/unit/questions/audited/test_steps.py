"""An audit under rounding: shares leave each count of cases the numbers that it may be."""

import polars as pl
import pytest

from referral_analysis.disclosure import DFE, OPENSAFELY
from referral_analysis.questions.audited.steps import agreement_in_steps, shares_in_steps
from referral_analysis.questions.audited.tables import AgreementFound, JudgedShares


def shares(*estimates: float) -> pl.DataFrame:
    named = zip(("before", "after", "change"), estimates, strict=False)
    return JudgedShares.frame([(name, "ppv", one, one - 0.13, one + 0.1) for name, one in named])


def judged(cases: int) -> dict[tuple[str, str], int]:
    return {(name, "ppv"): cases for name in ("before", "after", "change")}


@pytest.mark.parametrize("cases", [15, 30, 60, 100, 400])
@pytest.mark.parametrize("share", [0.35, 0.6, 0.8])
def test_each_number_of_cases_that_rounds_alike_can_have_the_share(
    cases: int, share: float
) -> None:
    shown = shares_in_steps(shares(share), judged(cases), OPENSAFELY)["estimate"].item()
    fit = {
        number
        for number in range(cases - 2, cases + 3)
        for some in range(number + 1)
        if shares_in_steps(shares(some / number), judged(number), OPENSAFELY)["estimate"].item()
        == shown
    }
    assert fit == set(range(cases - 2, cases + 3))


def test_a_share_of_thirty_is_no_longer_of_one_number_alone() -> None:
    exact = {n: [k for k in range(n + 1) if round(k / n, 2) == 0.8] for n in range(28, 33)}
    assert {n: len(some) for n, some in exact.items()} == {28: 0, 29: 0, 30: 1, 31: 0, 32: 0}
    shown = shares_in_steps(shares(24 / 30), judged(30), OPENSAFELY)["estimate"].item()
    assert abs(shown - 0.8) <= 0.02


def test_a_change_is_that_of_the_shares_that_are_shown() -> None:
    table = shares_in_steps(shares(0.81, 0.73, -0.08), judged(30), OPENSAFELY)
    before, after, change = table["estimate"]
    assert change == pytest.approx(after - before)
    width = (table["high"] - table["low"]).to_list()
    assert width == pytest.approx([0.23] * 3, abs=0.04)


def test_agreement_is_in_steps_of_five_cases() -> None:
    found = AgreementFound.frame([("raw agreement", 0.88, 0.81, 0.93), ("alpha", None, None, None)])
    table = agreement_in_steps(found, 115, OPENSAFELY)
    assert table["estimate"].to_list() == [pytest.approx(0.9), None]
    assert (table["estimate"] * 20).drop_nulls().item() == pytest.approx(18)


def test_true_counts_have_their_shares_as_they_are() -> None:
    table = shares(0.81, 0.73, -0.08)
    assert shares_in_steps(table, judged(30), DFE).equals(table)
    found = AgreementFound.frame([("raw agreement", 0.88, 0.81, 0.93)])
    assert agreement_in_steps(found, 115, DFE).equals(found)
