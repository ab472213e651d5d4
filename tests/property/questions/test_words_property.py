"""Words never contradict figures, whatever the figures."""

import math
import re
from statistics import NormalDist

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from referral_analysis.its.effects.averted import FEW
from referral_analysis.questions.fell import words as fell_words
from referral_analysis.questions.held_up import words as held_up_words
from referral_analysis.questions.recorded import words as recorded_words
from referral_analysis.report.words import wording
from referral_analysis.report.words.wording import Change
from referral_analysis.statistics.expected import HALF

LOGS = st.floats(-1.5, 1.5, allow_nan=False)


@st.composite
def changes(draw: st.DrawFn, logs: st.SearchStrategy[float] = LOGS) -> Change:
    low, mid, high = sorted(draw(st.tuples(logs, logs, logs)))
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
    text = fell_words.answer(change)
    claims_fall, claims_rise = text.startswith("Yes"), text.startswith("No")
    assert claims_fall == (change.high < 1)
    assert claims_rise == (change.low > 1)
    if change.low <= 1 <= change.high:
        assert "cannot yet tell" in text


@given(changes())
def test_the_size_has_the_direction_of_the_figures(change: Change) -> None:
    text = wording.how_much(change)
    expected, observed = (
        int(found.replace(",", ""))
        for found in re.findall(r"about ([\d,]+) a month; there were ([\d,]+)", text)[0]
    )
    size = wording.size(change)
    assert not size.endswith("fewer") or observed <= expected
    assert not size.endswith("more") or observed >= expected


@given(changes(), st.floats(0.01, 0.5))
def test_held_up_is_never_said_when_the_margin_is_crossed(change: Change, margin: float) -> None:
    is_ruled_out = "or more is unlikely" in held_up_words.held_up(change, margin)
    assert is_ruled_out == (change.low > 1 - margin)


@given(changes())
def test_a_fall_that_was_seen_is_never_called_too_small_to_see(change: Change) -> None:
    visible = change.ratio / change.high
    assert (change.ratio < visible) == (change.high < 1) or change.high == 1


FALL = re.compile(r"(?:a fall of|between|and|from) (?:(just under|less than|more than) )?(\d+)%")
CLAIMS = re.compile(
    r"^(?:Yes|No):|[Ss]ure (?:that )?they|whole range is a (?:fall|rise), even|change lasts|"
    r"they (?:fell|rose) too"
)


def barely(ratio: float, low: float, high: float) -> Change:
    return Change(
        what="referrals", ratio=ratio, low=low, high=high, level=0.95, observed_a_month=351,
        months=5,
    )  # fmt: skip


def said(change: Change) -> list[str]:
    """Return every sentence that is made of one change alone."""
    return [
        fell_words.answer(change),
        wording.size(change),
        wording.how_much(change),
        wording.sure(change),
        fell_words.how_sure(change),
        fell_words.what_would_settle(change),
        recorded_words.wider(change, change),
        wording.span(change),
    ]


@given(changes())
@example(barely(0.9, 0.8, 1.0))
@example(barely(1.0, 1.0, 1.0))
def test_no_sentence_claims_a_change_that_chance_could_have_made(change: Change) -> None:
    claims = [text for text in said(change) if CLAIMS.search(text)]
    assert bool(claims) == (change.verdict != "cannot tell")
    if change.verdict == "cannot tell":
        assert wording.span(change).startswith("anything from ")


@given(st.one_of(changes(st.floats(-1.5, -1e-6)), changes(st.floats(1e-6, 1.5))))
@example(barely(0.8, 0.5, 0.99999))
@example(barely(1.2, 1.00001, 1.5))
@example(barely(0.001, 0.0001, 0.004))
def test_a_range_that_does_not_hold_no_change_never_names_it(change: Change) -> None:
    text = wording.span(change)
    assert "no change" not in text
    assert "100%" not in text or change.verdict == "rose"
    # between two ends, or at both of them where they are printed alike
    assert text.startswith(f"a {'fall' if change.verdict == 'fell' else 'rise'} of ")


@given(changes())
def test_both_ends_of_a_range_are_in_order_and_round_to_the_figures(change: Change) -> None:
    ends = [100 * (ratio - 1) for ratio in (change.low, change.high)]
    written = []
    for end in ends:
        text = wording.change_in_words(end / 100 + 1)
        sign = -1 if "fall" in text else 1
        size = {"no change": 0.0}.get(text, float(re.sub(r"\D", "", text) or 0))
        written.append(sign * (0.5 if "less than 1%" in text else size))
    assert written[0] <= written[1]
    for end, shown in zip(ends, written, strict=True):
        assert shown == pytest.approx(end, abs=1.0)


@given(changes())
def test_the_size_agrees_with_the_two_numbers_beside_it(change: Change) -> None:
    """Of few a month both are taken with a half more, as they are fitted."""
    size = wording.size(change)
    half = HALF if change.observed_a_month < FEW else 0.0
    ratio = (change.observed_a_month + half) / (change.expected_a_month + half)
    share = re.search(r"(\d+)%", size)
    if size == "No change":
        assert change.verdict == "cannot tell"
        assert ratio == pytest.approx(1, abs=0.0006)
    elif "ess than" in size:
        assert abs(ratio - 1) < 0.0101
    elif "ore than 99%" in size:
        assert ratio < 0.0101
    else:
        assert share is not None
        assert abs(ratio - 1) * 100 == pytest.approx(float(share[1]), abs=0.51)
    assert size.endswith(("fewer", "No change")) or ratio > 1
    assert size.startswith("Perhaps") == (change.verdict == "cannot tell" and size != "No change")


@given(changes())
@example(barely(0.9999, 0.9, 1.0))
def test_cannot_tell_names_the_change_that_could_have_been_seen(change: Change) -> None:
    assume(change.verdict == "cannot tell" and change.low < change.high)
    text = fell_words.how_sure(change)
    found = re.search(r"A fall of about (\d+)% would be told four times in five", text)
    none = "Not even a fall of 95% would be told" in text
    assert "less than 1%" in text or none or found is not None
    if found is not None and 1 < int(found[1]) < 95:
        # a fall of that size has a range of this width, and of what is left of so many, below no
        # change with probability .8
        half = math.log(change.high / change.low) / 2
        own, size = half / NormalDist().inv_cdf(0.975), int(found[1])
        events = change.expected_a_month * change.months + 0.5
        for step, is_enough in ((-0.51, False), (0.51, True)):
            fall = -math.log(1 - (size + step) / 100)
            sd = math.sqrt(own**2 + 2 / events * math.expm1(fall))
            told = NormalDist(sd * NormalDist().inv_cdf(0.975), sd)
            assert (told.cdf(fall) > 0.8) == is_enough


@given(changes(st.floats(-0.2, 1.0)), st.integers(5, 50))
@example(barely(1.0, 0.9049, 1.1), 10)
@example(barely(0.95, 0.9001, 0.99), 10)
def test_no_fall_that_is_ruled_out_is_named_as_one_that_the_figures_allow(
    change: Change, margin: int
) -> None:
    text = held_up_words.held_up(change, margin / 100)
    assume("or more is unlikely" in text)
    allowed = text.split("The figures allow ")[1].split(" to a rise")[0]
    if "fall" in allowed:
        for nearly, size in FALL.findall(allowed):
            assert int(size) < margin or (nearly and int(size) == margin), text


@given(changes(), changes())
def test_the_wider_count_is_never_called_alike_when_it_is_not(one: Change, wide: Change) -> None:
    text = recorded_words.wider(one, wide)
    assert bool(re.search("they (?:fell|rose) too", text)) == (
        one.verdict == wide.verdict != "cannot tell"
    )
    assert ("other direction" in text) == ({one.verdict, wide.verdict} == {"fell", "rose"})
