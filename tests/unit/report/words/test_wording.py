"""Sentences at each side of each threshold."""

from dataclasses import replace

import pytest

from referral_analysis.questions.fell import doubts
from referral_analysis.questions.fell import words as fell_words
from referral_analysis.questions.held_up import words as held_up_words
from referral_analysis.report.words import wording
from referral_analysis.report.words.wording import Change, Ends
from referral_analysis.statistics.non_inferiority import held


def change(ratio: float, low: float, high: float, months: int = 5) -> Change:
    return Change(
        what="inappropriate referrals",
        ratio=ratio,
        low=low,
        high=high,
        level=0.95,
        observed_a_month=351,
        months=months,
    )


FALL, RISE, UNSURE = change(0.78, 0.7, 0.87), change(1.2, 1.05, 1.4), change(0.9, 0.78, 1.04)


def test_a_fall() -> None:
    assert fell_words.answer(FALL).startswith("Yes: inappropriate referrals fell")
    assert wording.how_much(FALL) == (
        "We would have expected about 450 a month; there were 351. "
        "The figures allow a fall of between 13% and 30%."
    )
    assert wording.size(FALL) == "22% fewer"
    assert wording.sure(FALL) == "Sure that they fell"
    assert fell_words.how_sure(FALL).startswith("The whole range is a fall, even if")


def test_where_nothing_came_as_many_were_expected_as_the_ratio_says() -> None:
    """60 were expected and none came: halves in both, the ratio is of 1/2 to 60 1/2."""
    none = Change(
        what="inappropriate referrals",
        ratio=0.5 / 60.5,
        low=0.004,
        high=0.009,
        level=0.95,
        observed_a_month=0.0,
        months=5,
    )
    assert wording.how_much(none) == (
        "We would have expected about 60 a month; there were 0. The figures allow a fall of more "
        "than 99%."
    )


def test_a_fall_of_unknown_size() -> None:
    barely = change(0.78, 0.54, 0.996)
    assert wording.sure(barely) == "Fairly sure they fell"
    assert "Whether the fall is small or large five months cannot say" in fell_words.how_sure(
        barely
    )
    assert "a fall of between less than 1% and 46%" in wording.how_much(barely)


def test_a_rise() -> None:
    assert fell_words.answer(RISE).startswith("No: inappropriate referrals rose")
    assert wording.size(RISE) == "20% more"
    assert "a rise of between 5% and 40%" in wording.how_much(RISE)


def test_cannot_tell_names_the_change_that_could_have_been_seen() -> None:
    assert fell_words.answer(UNSURE) == "We cannot yet tell whether inappropriate referrals fell."
    assert "anything from a fall of 22% to a rise of 4%" in wording.how_much(UNSURE)
    # half the width of the log range is .1438; told four times in five: 1.4294 times that
    assert "A fall of about 19% would be told four times in five" in fell_words.how_sure(UNSURE)
    assert "at least 92 times in 100" in fell_words.how_sure(UNSURE)


def tips(drift: float | None, *, is_more: bool = False) -> dict[str, object]:
    return {
        "drift": drift,
        "drift_is_more": is_more,
        "others": None,
        "recorded": None,
        "bend": None,
    }


@pytest.mark.parametrize(
    ("told", "drift", "is_more", "bears", "touched"),
    [
        (
            UNSURE, None, False,
            "The range holds no change even on a straight path", "which holds no change already",
        ),
        (
            replace(UNSURE, counted="fell"), None, False,
            "Flags left blank keep the range at no change, even on a straight path",
            "which holds no change already",
        ),
        (
            FALL, 0.14, False,
            "The fall stands up to a bend of 14% a year of the path by itself",
            "and it touches no change at 14% a year",
        ),
        (
            RISE, 0.3, True,
            "The rise stands whatever bend of the path was tried, up to 30% a year",
            "still without no change at 30% a year",
        ),
    ],
)  # fmt: skip
def test_how_far_the_answer_bears_a_bend(
    told: Change, drift: float | None, bears: str, touched: str, *, is_more: bool
) -> None:
    found = tips(drift, is_more=is_more)
    assert doubts.how_far_it_bears(told, found) == bears
    assert doubts.touches(found) == touched


def test_what_would_explain_a_change_is_said_where_it_is_known_and_one_is_told() -> None:
    size = {"drift": 0.14, "drift_is_more": False, "others": 1.11, "recorded": 0.23, "bend": -0.05}
    assert doubts.would_explain(FALL, size) == [
        "The launch moved the other referrals: they have risen by 11%.",
        "23 of 100 cases closed with no further action are recorded as something else since; "
        "flags set to \u201cno\u201d cannot be seen.",
        "The path bent by itself at the earlier event, towards 5% fewer each year.",
        "The path wanders by itself by more than 14% in a typical year.",
    ]
    assert doubts.would_explain(RISE, size)[0].endswith("referrals: they have fallen by 11%.")
    assert "5% more each year" in doubts.would_explain(RISE, size)[2]
    assert doubts.would_explain(UNSURE, size) == []
    few = doubts.would_explain(FALL, size | {"recorded": 0.004})[1]
    assert few.startswith("Fewer than 1 of 100 cases closed")
    # a bend larger than any that was tried is no size, and what is not known is not said
    assert doubts.would_explain(FALL, tips(0.14, is_more=True)) == []
    assert doubts.would_explain(FALL, tips(None)) == []


def test_ranges_of_planned_looks_are_said_to_hold_all_at_once() -> None:
    said = fell_words.how_sure(replace(UNSURE, looks=2, level=0.96))
    assert "planned beforehand, 2 in all, held the true change all at once at least 95" in said
    assert "aim at" not in said
    assert "all at once" not in fell_words.how_sure(UNSURE)


def test_a_fall_against_others_that_rose_is_not_called_a_fall() -> None:
    undone = replace(FALL, others="rose")
    assert undone.verdict == "cannot tell"
    assert fell_words.answer(undone) == "We cannot yet tell whether inappropriate referrals fell."
    assert "They fell against the other referrals, but those rose" in fell_words.how_sure(undone)
    assert "They rose against the other referrals, but those fell" in fell_words.how_sure(
        replace(RISE, others="fell")
    )
    for moved in ("fell", "cannot tell"):
        assert replace(FALL, others=moved).verdict == "fell"
    assert replace(UNSURE, others="rose").verdict == "cannot tell"


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (
            (1.0, 0.905, 1.085),
            "they stayed as they were to within 10%, the smallest change that five",
        ),
        ((1.0, 0.91, 1.385), "they stayed as they were to within 39%, the smallest"),
        ((1.0, 0.91, 1.405), "and the smallest change that they rule out safely is one of 41%."),
        ((1.0, 0.595, 1.09), "which five months cannot tell: the figures allow anything from"),
        ((0.9, 0.85, 0.95), "a fall of between 5% and 15%: the comparison takes them as they came"),
        ((0.8, 0.7, 0.9), "a fall of between 10% and 30%: the comparison takes them as they came"),
        ((1.2, 1.1, 1.3), "a rise of between 10% and 30%: the comparison takes them as they came"),
    ],
)
def test_whether_the_others_stayed_as_they_were_is_said(
    ends: tuple[float, float, float], words: str
) -> None:
    others = replace(change(*ends), what="the other referrals")
    assert words in fell_words.others_in_words(others)
    assert words in fell_words.limits(others, 5)[1]
    assert "would look like an effect" in fell_words.limits(None, 5)[1]


@pytest.mark.parametrize(("months", "is_said"), [(5, False), (23, False), (24, True), (48, True)])
def test_of_two_years_after_it_is_said_that_an_effect_may_have_grown(
    months: int, *, is_said: bool
) -> None:
    said = " ".join(fell_words.limits(UNSURE, months))
    assert ("taken to have come at once and stayed" in said) == is_said
    assert (f"over the {months} months is told at about its size in the first" in said) == is_said


def test_that_the_others_stayed_is_read_from_the_safe_range() -> None:
    others = replace(change(1.0, 0.95, 1.05), what="the other referrals")
    safe = replace(others, safe=wording.Ends(low=0.9, high=1.3))
    assert "stayed as they were to within 31%" in fell_words.others_in_words(safe)
    wide = replace(others, safe=wording.Ends(low=0.58, high=1.3))
    assert "stayed" not in fell_words.others_in_words(wide)


def test_the_choice_that_moves_most_is_named() -> None:
    assert doubts.moved_most(0.78, "No rise", 1.02) == (
        "The choice that moves the best estimate most is this: no rise. It gives a rise of 2%, "
        "where the model of this report, with its path held straight, gives a fall of 22%."
    )


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (1.0, "no change"),
        (0.995, "a fall of less than 1%"),
        (1.004, "a rise of less than 1%"),
        (0.99, "a fall of 1%"),
        (0.5, "a fall of 50%"),
        (2.0, "a rise of 100%"),
    ],
)
def test_change_in_words(ratio: float, words: str) -> None:
    assert wording.change_in_words(ratio) == words


@pytest.mark.parametrize(
    ("case", "verdict"),
    [
        (change(0.99, 0.93, 1.06), "held up"),
        (change(0.95, 0.91, 0.99), "held up"),
        (change(0.85, 0.8, 0.9), "fell"),
        (change(0.95, 0.88, 1.05), "cannot tell"),
        (change(1.2, 1.05, 1.4), "held up"),
    ],
)
def test_held_up(case: Change, verdict: str) -> None:
    assert held(case.low, case.high, 0.1) == verdict
    is_ruled_out = "10% or more is unlikely" in held_up_words.held_up(case, 0.1)
    assert is_ruled_out == (verdict == "held up")


def test_held_up_is_read_from_the_safe_range_and_says_what_it_could_rule_out() -> None:
    case = change(1.0, 0.92, 1.1)
    assert "10% or more is unlikely" in held_up_words.held_up(case, 0.1)
    wide = replace(case, safe=Ends(low=0.89, high=1.2))
    said = held_up_words.held_up(wide, 0.1)
    assert held_up_words.judged(wide, 0.1) == "cannot tell"
    assert said.endswith("The smallest fall that these months rule out safely is one of 12%.")
    narrow = replace(case, safe=Ends(low=0.915, high=1.2))
    assert held_up_words.judged(narrow, 0.1) == "held up"
    assert "rule out safely is one of 9%." in held_up_words.held_up(narrow, 0.1)
    risen = replace(case, low=1.05, safe=Ends(low=1.02, high=1.2))
    assert "rule out" not in held_up_words.held_up(risen, 0.1)


@pytest.mark.parametrize(
    ("months", "words"),
    [(0, "only no months since the launch have"), (1, "one month since the launch has")],
)
def test_too_early_counts_the_settled_months(months: int, words: str) -> None:
    text = wording.too_early(months, 42)
    assert "about 6 weeks" in text
    assert words in text


@pytest.mark.parametrize(
    ("ratio", "words"),
    [(1.0, "No change"), (0.995, "Perhaps less than 1% fewer"), (1.3, "Perhaps 30% more")],
)
def test_size(ratio: float, words: str) -> None:
    assert wording.size(change(ratio, 0.5, 2.0)) == words


@pytest.mark.parametrize(
    ("months", "words"), [(1, "one month cannot"), (3, "three months cannot"), (12, "12 months c")]
)
def test_months_are_counted_in_words(months: int, words: str) -> None:
    assert words in fell_words.how_sure(change(0.78, 0.54, 0.996, months))


PROBABLE = replace(UNSURE, mild=Ends(low=0.8, high=0.99))


def test_probably_is_said_where_only_the_milder_range_excludes_no_change() -> None:
    assert (PROBABLE.verdict, PROBABLE.told, PROBABLE.is_probable) == ("cannot tell", "fell", True)
    assert fell_words.answer(PROBABLE).startswith("Probably: inappropriate referrals probably fell")
    assert wording.sure(PROBABLE) == "Not sure, but they probably fell"
    assert wording.size(PROBABLE) == "10% fewer"
    assert PROBABLE.nearest == 0.99
    assert replace(FALL, mild=Ends(low=0.72, high=0.8)).nearest == 0.87
    at_none = replace(UNSURE, mild=Ends(low=0.8, high=1.0))
    assert at_none.told == "cannot tell"
    rise = replace(UNSURE, mild=Ends(low=1.01, high=1.2))
    assert fell_words.answer(rise).startswith("Probably not: inappropriate referrals probably rose")


def test_what_blanks_alone_keep_from_being_told_is_said_to_be_of_them() -> None:
    assert not UNSURE.is_of_blanks
    undone = replace(UNSURE, counted="fell")
    assert undone.is_of_blanks
    assert "left blank" in fell_words.answer(undone)
    assert not replace(FALL, counted="fell").is_of_blanks
    assert not replace(PROBABLE, counted="fell").is_of_blanks


def test_the_ends_of_what_can_be_said_in_whole_hundredths() -> None:
    assert wording.percent(0.005) == "more than 99%"
    assert wording.percent(0.01) == "99%"
    assert wording.sure(UNSURE) == "Not sure enough"
