"""The audit's sentences at each side of each threshold."""

from dataclasses import replace

import pytest

from referral_analysis.questions.audited import words
from referral_analysis.questions.audited.sample import Unrated
from referral_analysis.questions.audited.words import Proxy, Range

BEFORE, AFTER = Range(estimate=0.42, low=0.36, high=0.48), Range(estimate=0.37, low=0.31, high=0.43)
UNMOVED = Range(estimate=0.02, low=-0.09, high=0.13)
PROXY = Proxy(
    ppv=Range(estimate=0.82, low=0.74, high=0.89),
    omission=Range(estimate=0.2, low=0.13, high=0.28),
    sensitivity=Range(estimate=0.61, low=0.52, high=0.7),
    ppv_change=UNMOVED,
    omission_change=UNMOVED,
)


def test_a_share_and_a_change_with_their_ranges() -> None:
    assert words.with_range(BEFORE) == "42% (36% to 48%)"
    change = Range(estimate=-0.052, low=-0.13, high=0.034)
    assert words.change_with_range(change) == "\N{MINUS SIGN}5 (\N{MINUS SIGN}13 to +3)"
    assert words.points(0.004) == words.points(-0.004) == "0"


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-0.13, -0.001, "42% before it: a fall of 5 points that chance hardly explains"),
        (0.001, 0.13, "a rise of 5 points that chance hardly explains"),
        (-0.13, 0.03, "the figures allow anything from a fall of 13 points to a rise of 3 points"),
        (-0.01, 0.004, "from a fall of 1 point to no change"),
    ],
)  # fmt: skip
def test_prevalence(low: float, high: float, said: str) -> None:
    estimate = 0.05 if low > 0 else -0.05
    sentence = words.prevalence(BEFORE, AFTER, Range(estimate=estimate, low=low, high=high))
    assert sentence.startswith("By the auditors' judgement 37% of referrals were inappropriate")
    assert said in sentence


@pytest.mark.parametrize(
    ("coefficient", "word"),
    [
        (0.81, "almost perfect"),
        (0.8, "substantial"),
        (0.6, "moderate"),
        (0.4, "only fair"),
        (0.2, "hardly any"),
        (-0.1, "hardly any"),
    ],
)
def test_agreement(coefficient: float, word: str) -> None:
    raw = Range(estimate=0.88, low=0.8, high=0.93)
    found = words.agreement(raw, Range(estimate=coefficient, low=-0.2, high=0.92))
    assert f"agreed 88 in 100 times: {word} agreement beyond chance" in found


def test_a_flag_is_trusted_in_part() -> None:
    assert PROXY.trust == "in part"
    assert words.trust_in_short(PROXY) == "In part only"
    found = words.trust(PROXY)
    assert "judged 82% inappropriate, and of the others 20%" in found
    assert "finds about 61 in 100 of the inappropriate ones" in found
    assert "changes smaller than these ranges would not show" in found


@pytest.mark.parametrize("name", ["ppv_change", "omission_change"])
@pytest.mark.parametrize("moved", [(0.01, 0.2), (-0.2, -0.01)])
def test_a_flag_whose_meaning_moved_is_not_to_be_trusted(
    name: str, moved: tuple[float, float]
) -> None:
    change = Range(estimate=sum(moved) / 2, low=moved[0], high=moved[1])
    proxy = replace(PROXY, **{name: change})
    assert proxy.trust == "moved"
    assert words.trust_in_short(proxy).startswith("No")
    assert "must not be read by itself" in words.trust(proxy)


def test_a_flag_that_is_right_nine_times_in_ten_either_way_is_trusted() -> None:
    good = replace(
        PROXY,
        ppv=Range(estimate=0.9, low=0.85, high=0.95),
        omission=Range(estimate=0.1, low=0.05, high=0.15),
    )
    assert good.trust == "yes"
    assert "stands in well" in words.trust(good)
    assert replace(good, omission=Range(estimate=0.11, low=0.05, high=0.2)).trust == "in part"


def test_what_the_flag_would_have_stood_for() -> None:
    assert words.same_accuracy(AFTER, BEFORE) == (
        "Had no further action been as accurate after the launch as before it, its share would "
        "have stood for 42% (36% to 48%) of referrals; the auditors judged 37% (31% to 43%) "
        "inappropriate."
    )


@pytest.mark.parametrize(
    ("why", "says"),
    [
        ("none given to two", "No case was given to two auditors, so"),
        ("not back from two", "The judgements of two auditors are in for fewer than two cases, so"),
    ],
)
def test_why_nothing_is_said_of_agreement(why: Unrated, says: str) -> None:
    assert words.agreement_unknown(why).startswith(says)
