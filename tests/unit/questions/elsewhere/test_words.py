"""Did the work move elsewhere: the words say what both ranges carry, and no more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_analysis.analysis.files_beside import FileState
from referral_analysis.questions import files_beside
from referral_analysis.questions.elsewhere import words as elsewhere
from referral_analysis.report.words.wording import Change


def change(what: str, ratio: float, low: float, high: float, observed: float) -> Change:
    return Change(
        what=what, ratio=ratio, low=low, high=high, level=0.95, observed_a_month=observed, months=5
    )


# 400 a month observed: about 100 fewer than expected, from 44 to 171
FALL = change("inappropriate referrals", 0.8, 0.7, 0.9, 400)
UNCLEAR_FALL = change("inappropriate referrals", 0.9, 0.7, 1.1, 400)
RISE = change("inappropriate referrals", 1.2, 1.1, 1.3, 400)


def contacts(ratio: float, low: float, high: float, observed: float = 1_000) -> Change:
    return change("contacts that stayed contacts", ratio, low, high, observed)


@pytest.mark.parametrize(
    ("fall", "other", "moved"),
    [
        (FALL, contacts(1.10, 1.02, 1.20), "matched"),  # 20 to 167 more
        (FALL, contacts(1.02, 1.01, 1.03), "in part"),  # at most 29 more
        (FALL, contacts(1.00, 0.90, 1.10), "cannot tell"),  # at most 91 more
        (FALL, contacts(0.95, 0.90, 1.02), "too small"),  # at most 20 more
        (FALL, contacts(0.80, 0.70, 0.90), "too small"),  # fewer of them too
        (UNCLEAR_FALL, contacts(1.10, 1.02, 1.20), "no fall"),
        (RISE, contacts(1.10, 1.02, 1.20), "no fall"),
    ],
)
def test_both_ranges_judge_and_nothing_else(
    fall: Change, other: Change, moved: elsewhere.Moved
) -> None:
    assert elsewhere.moved(fall, other) == moved


def test_the_line_may_have_moved_when_the_ranges_carry_it() -> None:
    told = elsewhere.contacts(FALL, contacts(1.10, 1.02, 1.20))
    assert told == (
        "The fall in inappropriate referrals is matched by a rise in contacts that stayed "
        "contacts: the line between the two may have moved. A month, there were about 100 fewer "
        "inappropriate referrals and 91 more contacts that stayed contacts."
    )


def test_a_line_that_cannot_have_moved_far_is_said_not_to_have() -> None:
    told = elsewhere.contacts(FALL, contacts(0.95, 0.90, 1.02))
    assert "cannot explain all of the fall" in told
    assert "at most 20 more a month, and at least 44 fewer inappropriate referrals" in told
    assert "at most 0 more a month" in elsewhere.contacts(FALL, contacts(0.8, 0.7, 0.9))


def test_what_cannot_be_told_is_said_to_be_so() -> None:
    told = elsewhere.contacts(FALL, contacts(1.00, 0.90, 1.10))
    assert told.startswith("We cannot tell whether the line between contacts and referrals moved")
    assert "anything from a fall of 10% to a rise of 10%" in told


def test_without_a_fall_nothing_moved() -> None:
    told = elsewhere.contacts(UNCLEAR_FALL, contacts(1.10, 1.02, 1.20))
    assert told.startswith("There is no clear fall in inappropriate referrals")
    assert "may have moved" not in told
    assert elsewhere.cafs(UNCLEAR_FALL, contacts(1.1, 1.02, 1.2)).startswith("For contacts")


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ((1.30, 1.10, 1.55, 250), "perhaps as many as there were fewer"),
        ((1.05, 1.01, 1.09, 250), "but not as many as there were fewer"),
        ((1.00, 0.80, 1.25, 250), "We cannot tell whether CAFs took their place"),
        ((1.00, 0.95, 1.05, 250), "did not take the place of all of them"),
    ],
)
def test_cafs_are_what_the_thresholds_intend(
    other: tuple[float, float, float, float], words: str
) -> None:
    assert words in elsewhere.cafs(FALL, change("new CAFs", *other))


def test_a_file_that_is_not_there_is_said_not_to_be() -> None:
    for reason in set(files_beside.COULD_NOT_LOOK) - {"are counted"}:
        told = files_beside.could_not_look(reason, "contacts file", FileState(reason=None))
        assert "could not look" in told
        assert "contacts file" in told


RATIOS = st.lists(st.floats(0.3, 3.0), min_size=3, max_size=3, unique=True).map(sorted)


@given(fall=RATIOS, other=RATIOS, observed=st.floats(1, 5_000))
def test_words_never_say_more_than_the_ranges(
    fall: list[float], other: list[float], observed: float
) -> None:
    ranges = [(middle, low, high) for low, middle, high in (fall, other)]
    fell = change("inappropriate referrals", *ranges[0], 400)
    risen = contacts(*ranges[1], observed)
    told = elsewhere.contacts(fell, risen)
    if "may have moved" in told:
        assert fell.high < 1 < risen.low
    if "cannot explain all of the fall" in told:
        assert fell.high < 1
        assert elsewhere.more_a_month(risen)[2] < elsewhere.fewer_a_month(fell)[1]
