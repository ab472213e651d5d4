"""What the reports say where no case has two judgements: a sentence each, and no figure."""

import polars as pl
import pytest

from referral_analysis.disclosure import DFE
from referral_analysis.papers.board.display import audit_says
from referral_analysis.questions.audited import words
from referral_analysis.questions.audited.finding import JudgedCases, audit_summary
from referral_analysis.questions.audited.release import ReleasedSummary, release_summary
from referral_analysis.questions.audited.sample import Unrated

SAID: dict[Unrated, str] = {
    "none given to two": "No case was given to two auditors",
    "not back from two": "two auditors are in for fewer than two cases",
}


def judged_once(auditors: list[str]) -> ReleasedSummary:
    """Make an audit of 40 cases a cell, judged by the first auditor, 28 of them inappropriate."""
    cells = [(period, is_nfa) for period in ("before", "after") for is_nfa in (True, False)]
    rows = [
        (f"Q{number}-{i:02}", period, number, is_nfa, 800, auditors)
        for number, (period, is_nfa) in enumerate(cells)
        for i in range(40)
    ]
    names = ["referral_id", "period", "stratum", "is_nfa", "in_stratum", "auditors"]
    key = pl.DataFrame(rows, schema=names, orient="row")
    is_wrong = pl.col("referral_id").str.tail(2).cast(pl.Int64) < 28
    judgements = key.select(
        "referral_id",
        pl.lit(auditors[0]).alias("auditor"),
        pl.when(is_wrong)
        .then(pl.lit("inappropriate"))
        .otherwise(pl.lit("appropriate"))
        .alias("judgement"),
    )
    summary = audit_summary(JudgedCases(key=key, judgements=judgements), 0.95)
    protected = release_summary(summary, DFE)
    assert protected is not None
    return protected


@pytest.mark.parametrize(
    ("auditors", "why"), [(["K"], "none given to two"), (["K", "L"], "not back from two")]
)
def test_the_board_reads_shares_and_that_agreement_is_not_known(
    auditors: list[str], why: Unrated
) -> None:
    said = audit_says(judged_once(auditors)).text
    assert "70% of referrals were inappropriate after the launch" in said
    assert SAID[why] in said
    assert "agreed" not in said


def test_each_reason_is_a_sentence() -> None:
    for why, part in SAID.items():
        assert part in words.agreement_unknown(why)
        assert words.agreement_unknown(why).endswith(".")
