"""Child ids that look like real ones are refused, unless they are known to be made up."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.errors import RowsFailedError
from referral_analysis.extract import check
from referral_analysis.extract.identifiers import require_pseudonyms

# made up; the check digits are worked out by hand from the published rules
NHS = ("9434765919", "943 476 5919", "943-476-5870")
UPN = ("H801200001001", "h801200001001")


@pytest.mark.parametrize("number", NHS)
def test_an_nhs_number_is_refused(number: str) -> None:
    message = r"child_id: ids that look like NHS numbers \(1 of 1 that were looked at\); need pseud"
    with pytest.raises(RowsFailedError, match=message) as error:
        require_pseudonyms(pl.Series(["C1", number, None]))
    assert number not in str(error.value)


@pytest.mark.parametrize("number", UPN)
def test_a_pupil_number_is_refused(number: str) -> None:
    with pytest.raises(RowsFailedError, match=r"look like unique pupil numbers \(1 of 1 that were"):
        require_pseudonyms(pl.Series([number]))


@pytest.mark.parametrize("ids", [["9434765918"], ["A801200001001"], ["I801200001001"], ["C1"], []])
def test_ids_that_only_look_a_little_like_it_pass(ids: list[str]) -> None:
    require_pseudonyms(pl.Series(ids, dtype=pl.String))


def test_pseudonyms_of_ten_digits_pass_though_some_fit_by_chance() -> None:
    require_pseudonyms(pl.Series([f"{number:010}" for number in range(10**9, 10**9 + 5000)]))


def test_the_check_refuses_them_unless_told() -> None:
    rows = pl.LazyFrame({"child_id": [NHS[0]], "referred_on": [dt.date(2011, 5, 4)]})
    with pytest.raises(RowsFailedError, match=r"say `pseudonymised: true` if they are made up"):
        check(rows, extract_date=dt.date(2012, 1, 13))
    assert check(rows, extract_date=dt.date(2012, 1, 13), pseudonymised=True).n_read == 1
