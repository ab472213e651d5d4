"""What limits an answer is named as what it is: drift of the path, or chance among few."""

import datetime as dt

import pytest

from referral_analysis.analysis.foresight import Foreseen, Foresight
from referral_analysis.analysis.rule import Decision
from referral_analysis.its.tolerance import tolerance_for
from referral_analysis.runs.analyst import planning


def foresight(a_month: float, yes: float, probably: float) -> Foresight:
    """Return what was foreseen for 24 months after; yes, probably: the smallest falls as ratios."""
    return Foresight(
        decision=Decision(form="ratio", residual_correlation=0.6, months=61),
        tolerances=tolerance_for(61),
        months=61,
        a_month=a_month,
        sd=0.1,
        rho=0.2,
        noise_share=0.1,
        seen=Foreseen.frame(
            [
                {
                    Foreseen.months_after: 24,
                    Foreseen.last_month: dt.date(2013, 7, 1),
                    Foreseen.fall_yes: yes,
                    Foreseen.fall_probably: probably,
                    Foreseen.rise_yes: 1.4,
                }
            ]
        ),
    )


@pytest.mark.parametrize(
    ("a_month", "yes", "probably", "said"),
    [
        (457.0, 0.74, 0.77, "how far the path may drift by itself decides"),  # the sample's
        (6.0, 0.35, 0.36, "with about 6 a month chance moves them by more"),  # 20 referrals a month
    ],
)
def test_why_a_fifth_would_not_be_told(
    a_month: float, yes: float, probably: float, said: str
) -> None:
    told = planning.of_a_fifth(foresight(a_month, yes, probably))
    assert told.startswith("A fall of 20% would not be told (yes) four times in five within 24")
    assert said in told


def test_a_fifth_that_would_be_told_needs_no_reason() -> None:
    told = planning.of_a_fifth(foresight(900.0, 0.85, 0.86))
    assert told == "A fall of 20% would be told (yes) four times in five from 24 months after."
