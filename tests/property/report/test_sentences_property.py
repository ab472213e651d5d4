"""Words never contradict figures, whatever the figures."""

import re

from hypothesis import given
from hypothesis import strategies as st

from referral_analysis.report import sentences
from referral_analysis.report.sentences import Change

LOGS = st.floats(-1.5, 1.5, allow_nan=False)


@st.composite
def changes(draw: st.DrawFn) -> Change:
    low, mid, high = sorted(draw(st.tuples(LOGS, LOGS, LOGS)))
    return Change(
        what="inappropriate referrals",
        ratio=2.0**mid,
        low=2.0**low,
        high=2.0**high,
        level=0.95,
        observed_a_month=draw(st.floats(1, 5000)),
        months=draw(st.integers(1, 24)),
    )


@given(changes())
def test_an_interval_that_holds_no_change_is_never_a_fall_or_a_rise(change: Change) -> None:
    text = sentences.answer(change)
    claims_fall, claims_rise = text.startswith("Yes"), text.startswith("No")
    assert claims_fall == (change.high < 1)
    assert claims_rise == (change.low > 1)
    if change.low <= 1 <= change.high:
        assert "cannot yet tell" in text


@given(changes())
def test_the_size_has_the_direction_of_the_figures(change: Change) -> None:
    text = sentences.how_much(change)
    expected, observed = (
        int(found.replace(",", ""))
        for found in re.findall(r"about ([\d,]+) a month; there were ([\d,]+)", text)[0]
    )
    size = sentences.size(change)
    assert not size.endswith("fewer") or observed <= expected
    assert not size.endswith("more") or observed >= expected


@given(changes(), st.floats(0.01, 0.5))
def test_held_up_is_never_said_when_the_margin_is_crossed(change: Change, margin: float) -> None:
    is_ruled_out = "or more is unlikely" in sentences.held_up(change, margin)
    assert is_ruled_out == (change.low > 1 - margin)


@given(changes())
def test_a_fall_that_was_seen_is_never_called_too_small_to_see(change: Change) -> None:
    visible = change.ratio / change.high
    assert (change.ratio < visible) == (change.high < 1) or change.high == 1
