"""Whether a change may be an earlier event's is said from every way of taking that, both sides."""

import pytest

from referral_analysis.questions.fell.doubts import launch_or
from referral_analysis.report.words.wording import Verdict

LEAD = "The launch, or the flood? As planned, and in"
BEST = "of taking what that did, the best estimate is"


@pytest.mark.parametrize(
    ("verdicts", "ratios", "says"),
    [
        (
            ["fell", "fell", "fell"],
            [0.75, 0.77, 0.76],
            f"{LEAD} 2 other ways {BEST} from a fall of 25% to a fall of 23%, and each tells a "
            "clear fall: that alone does not explain it.",
        ),
        (
            ["fell", "cannot tell"],
            [0.75, 0.95],
            f"{LEAD} 1 other way {BEST} from a fall of 25% to a fall of 5%; whether a change can "
            "be told rests on which of them is right.",
        ),
        (
            ["cannot tell", "cannot tell"],
            [0.951, 0.949],
            f"{LEAD} 1 other way {BEST} a fall of 5%; no change can be told by any of them.",
        ),
        (
            ["rose", "rose"],
            [1.2, 1.3],
            f"{LEAD} 1 other way {BEST} from a rise of 20% to a rise of 30%, and each tells a "
            "clear rise: that alone does not explain it.",
        ),
    ],
)
def test_the_sentence_follows_what_every_way_tells(
    verdicts: list[Verdict], ratios: list[float], says: str
) -> None:
    assert launch_or("the flood", verdicts, ratios) == says
