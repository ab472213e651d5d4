"""The audit report's first screen and its figures: right for each verdict, silent where hidden."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.disclosure import DFE
from referral_analysis.papers.threshold_audit import display
from referral_analysis.questions.audited import words
from referral_analysis.questions.audited.finding import AuditFindings, AuditSummary
from referral_analysis.questions.audited.release import ReleasedAudit, release_audit

MONTHS = pl.date_range(dt.date(2010, 9, 1), dt.date(2011, 12, 1), "1mo", eager=True)
PLAN = replace(FEBRUARY, series_starts=MONTHS[0], last_month=MONTHS[-1], fourier_pairs=1, events=())
WHAT = {
    "prevalence": (0.42, 0.37),
    "ppv": (0.8, 0.82),
    "false_omission": (0.25, 0.2),
    "sensitivity": (0.59, 0.61),
    "specificity": (0.89, 0.92),
}


def report(
    low: float = 0.62,
    high: float = 1.03,
    *,
    few: int = 20,
    as_before: float | None = 0.35,
    ppv_moved: float = 0.0,
) -> ReleasedAudit:
    """Release an audit whose corrected effect has this range; `few` is one cell's inappropriate."""
    shares = [
        row
        for what, (before, after) in WHAT.items()
        for row in (
            ("before", what, before, before - 0.05, before + 0.05),
            ("after", what, after, after - 0.05, after + 0.05),
            ("change", what, after - before, -0.1 + ppv_moved, 0.1 + ppv_moved),
        )
    ]
    summary = AuditSummary(
        level=0.95,
        ratings=pl.DataFrame({"outcome": ["a", "b", "c"], "cases": [49, 52, 14]}),
        agreement=pl.DataFrame(
            [("raw agreement", 0.88, 0.8, 0.93), ("Gwet's AC1", 0.76, 0.64, 0.88)],
            schema=["coefficient", "estimate", "low", "high"],
            orient="row",
        ),
        cells=pl.DataFrame(
            {
                "period": ["before", "before", "after", "after"],
                "is_nfa": [True, False, True, False],
                "drawn": [100] * 4,
                "judged": [99] * 4,
                "inappropriate": [80, 25, 81, few],
            }
        ),
        shares=pl.DataFrame(
            shares, schema=["period", "what", "estimate", "low", "high"], orient="row"
        ),
    )
    rows = len(MONTHS)
    after = (dt.date(2011, 8, 1) <= MONTHS).to_list()
    found = AuditFindings(
        plan=PLAN,
        summary=summary,
        monthly=pl.DataFrame(
            {
                "period": MONTHS,
                "referrals": [1_500] * rows,
                "nfa": [360 if is_after else 460 for is_after in after],
                "share": [0.36 if is_after else 0.42 for is_after in after],
                "low": [0.3] * rows,
                "high": [0.5] * rows,
            }
        ),
        effects=pl.DataFrame(
            {
                "series": ["corrected", "corrected_alone", "nfa"],
                "ratio": [(low * high) ** 0.5] * 3,
                "low": [low] * 3,
                "high": [high] * 3,
            }
        ),
        as_before=pl.DataFrame(
            {"estimate": [as_before], "low": [as_before], "high": [as_before]},
            schema=dict.fromkeys(("estimate", "low", "high"), pl.Float64),
        ),
    )
    return release_audit(found, DFE)


@pytest.mark.parametrize(
    ("low", "high", "answer"),
    [
        (0.62, 0.99, "inappropriate referrals fell after the launch"),
        (1.01, 1.4, "inappropriate referrals rose after the launch"),
        (0.62, 1.03, "we cannot yet tell whether inappropriate referrals fell"),
    ],
)
def test_the_answer_is_that_of_the_corrected_range(low: float, high: float, answer: str) -> None:
    assert answer in display.answer(report(low, high)).text


def test_a_figure_that_may_not_be_shown_is_said_to_be_hidden() -> None:
    hidden = report(few=3)
    assert (
        display.answer(hidden).text == "The audit judged too few cases for its answer to be shown."
    )
    assert display.answer(hidden).markup.count("Cannot be shown") == 3
    assert "too few cases" in display.trust(hidden).text
    assert "too few cases" in display.as_before(hidden).text
    assert "cannot be shown" in display.months(hidden).picture.description
    assert "cannot be shown" in display.effects(hidden).picture.description


def test_an_outcome_that_auditors_bear_out_may_be_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "GOOD", 0.75)  # of this audit the worse share is 0.8
    assert "Do not report" not in display.limits_and_next(report()).markup


def test_a_flag_whose_meaning_moved_comes_first_in_what_to_do() -> None:
    assert "meaning has moved" not in display.limits_and_next(report()).markup
    moved = display.limits_and_next(report(ppv_moved=0.2)).markup
    assert moved.index("meaning has moved") < moved.index("Discuss the cases")


def test_what_the_flag_would_have_stood_for_or_that_nothing_can_be_said() -> None:
    assert "would have stood for 35%" in display.as_before(report()).text
    assert "nothing can be worked out" in display.as_before(report(as_before=None)).text


def test_the_months_in_words() -> None:
    description = display.months(report()).picture.description
    assert "from August 2011 between 36% and 36%" in description
    assert "The share with no further action lies below it throughout." in description
