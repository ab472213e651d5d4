"""What the mix is held against, and what is said where that is not there."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.questions.made_of import MIX, mix, of_mix
from referral_analysis.questions.needs import EVERYTHING, missing
from referral_analysis.runs.inputs.files import Inputs

LATER = replace(FEBRUARY, last_month=dt.date(2013, 12, 1), extract_drawn_on=dt.date(2014, 3, 1))
"""Over two years on, the same months before the launch are those of three years before."""


def test_a_series_without_the_same_months_has_no_mix(checkout_inputs: Inputs) -> None:
    """Months before the first of the series would be read from its end."""
    assert LATER.same_months_before[0] == dt.date(2008, 8, 1)
    short = replace(LATER, series_starts=dt.date(2008, 9, 1))
    totals, segments = mix.decomposed(checkout_inputs.checked.kept, short)
    assert totals.is_empty()
    assert segments.is_empty()
    have = replace(EVERYTHING, months_before=short.months_before)
    found = missing(of_mix("agency", short), have)
    assert found is not None
    assert found.lacks == "the series has 32 months before the launch"
    assert found.brings == "one of 33 or more"
    long = replace(LATER, series_starts=dt.date(2008, 8, 1))
    assert missing(of_mix("agency", long), replace(have, months_before=33)) is None


@pytest.mark.parametrize("gone", ["district", "referral_source"])
def test_the_mix_of_what_there_is_is_as_it_was(checkout_inputs: Inputs, gone: str) -> None:
    rows = checkout_inputs.checked.kept
    whole, _ = mix.decomposed(rows, FEBRUARY)
    bare, segments = mix.decomposed(rows.drop(gone), FEBRUARY)
    left = "agency" if gone == "district" else "district"
    assert set(bare["by"]) == set(segments["kind"]) == {left}
    same = whole.filter(pl.col("by") == left)
    assert bare["component"].to_list() == same["component"].to_list()
    for column in ("estimate", "low", "high"):
        assert bare[column].to_list() == pytest.approx(same[column].to_list(), abs=1e-12)


def test_one_district_has_no_mix() -> None:
    one = replace(EVERYTHING, segments={"district": 1, "agency": 10})
    found = missing(MIX["district"], one)
    assert found is not None
    assert "fewer than 2 districts" in found.sentence
    assert missing(MIX["agency"], one) is None
