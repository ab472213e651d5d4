"""What judgements say: agreement, cells, shares; and that small ones are not shown."""

import datetime as dt
from dataclasses import replace

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.disclosure import DFE, OPENSAFELY
from referral_analysis.questions.audited.finding import (
    AuditFindings,
    AuditSummary,
    JudgedCases,
    audit_summary,
)
from referral_analysis.questions.audited.release import (
    ReleasedSummary,
    release_audit,
    release_summary,
)
from referral_analysis.questions.audited.sample import AFTER, BEFORE

PLAN = replace(FEBRUARY, series_starts=dt.date(2010, 1, 1), fourier_pairs=1)
CELLS = ((BEFORE, True), (BEFORE, False), (AFTER, True), (AFTER, False))


def audit_of(
    *inappropriate: int, cases: int = 50, twice: int = 10, disagreed: int = 0
) -> JudgedCases:
    """Make an audit of 50 cases a cell, so many of each inappropriate, the first ten judged twice.

    Of those judged twice in the first cell so many divide the auditors.
    """
    key, judgements = [], []
    for number, ((period, is_nfa), wrong) in enumerate(zip(CELLS, inappropriate, strict=True)):
        for i in range(cases):
            referral = f"R{number}{i:03}"
            auditors = ["A", "B"] if i < twice else ["A"]
            key.append((referral, period, number, is_nfa, 600 if is_nfa else 1_800, auditors))
            says = "inappropriate" if i % cases < wrong else "appropriate"
            other = "appropriate" if number == 0 and i < disagreed else says
            judgements += [(referral, "A", says)]
            judgements += [(referral, "B", other)] if len(auditors) > 1 else []
    return JudgedCases(
        key=pl.DataFrame(
            key,
            schema={
                "referral_id": pl.String, "period": pl.String, "stratum": pl.Int64,
                "is_nfa": pl.Boolean, "in_stratum": pl.Int64, "auditors": pl.List(pl.String),
            },
            orient="row",
        ),
        judgements=pl.DataFrame(
            judgements, schema=["referral_id", "auditor", "judgement"], orient="row"
        ),
    )  # fmt: skip


def summarised(found: JudgedCases) -> AuditSummary:
    summary = audit_summary(found, 0.95)
    assert summary is not None
    return summary


def released(found: JudgedCases) -> ReleasedSummary:
    protected = release_summary(summarised(found), DFE)
    assert protected is not None
    return protected


def share(summary: AuditSummary | ReleasedSummary, period: str, what: str) -> float | None:
    table = summary.shares if isinstance(summary, AuditSummary) else summary.shares.table
    row = (pl.col("period") == period) & (pl.col("what") == what)
    value: float | None = table.row(by_predicate=row, named=True)["estimate"]
    return value


def test_shares_are_weighted_to_the_county() -> None:
    found = summarised(audit_of(40, 10, 40, 10))
    # a quarter has no further action: 0.25 x 0.8 + 0.75 x 0.2
    assert share(found, BEFORE, "prevalence") == pytest.approx(0.35)
    assert share(found, BEFORE, "ppv") == pytest.approx(0.8)
    assert share(found, AFTER, "false_omission") == pytest.approx(0.2)
    assert share(found, AFTER, "sensitivity") == pytest.approx(0.2 / 0.35)
    assert share(found, "change", "prevalence") == pytest.approx(0)


def test_a_case_that_divides_auditors_counts_by_half() -> None:
    found = summarised(audit_of(40, 10, 40, 10, disagreed=5))
    assert share(found, BEFORE, "ppv") == pytest.approx((35 + 5 / 2) / 50)
    assert dict(found.ratings.rows()) == {
        "all judged it inappropriate": 5 + 30,
        "all judged it appropriate": 0,
        "they disagreed": 5,
    }


def test_cases_judged_once_say_nothing_of_agreement() -> None:
    found = summarised(audit_of(40, 10, 40, 10, disagreed=4))
    raw = found.agreement.row(by_predicate=pl.col("coefficient") == "raw agreement", named=True)
    assert raw["estimate"] == pytest.approx(36 / 40)
    assert found.ratings["cases"].sum() == 40


def test_a_case_an_auditor_could_not_judge_is_left_to_the_other() -> None:
    found = audit_of(40, 10, 40, 10)
    is_first = (pl.col("referral_id") == "R0000") & (pl.col("auditor") == "B")
    unsure = JudgedCases(
        key=found.key,
        judgements=found.judgements.with_columns(
            pl.when(is_first).then(pl.lit("cannot tell")).otherwise("judgement").alias("judgement")
        ),
    )
    assert summarised(unsure).shares.equals(summarised(found).shares)
    assert summarised(unsure).ratings["cases"].sum() == 39


def test_no_audit_has_no_summary() -> None:
    assert audit_summary(None, 0.95) is None
    assert release_summary(None, DFE) is None


def test_an_audit_whose_auditors_share_no_case_has_all_but_agreement() -> None:
    found = summarised(audit_of(40, 10, 40, 10, twice=0))
    assert found.unrated == "none given to two"
    assert found.agreement.is_empty()
    assert found.ratings["cases"].to_list() == [0, 0, 0]
    assert found.shares.equals(summarised(audit_of(40, 10, 40, 10, twice=10)).shares)


def sheets_back(found: JudgedCases, auditor: str) -> JudgedCases:
    """Leave the judgements of one auditor only."""
    return JudgedCases(
        key=found.key, judgements=found.judgements.filter(pl.col("auditor") == auditor)
    )


def test_one_auditors_sheets_give_shares_and_no_agreement() -> None:
    back = sheets_back(audit_of(40, 10, 40, 10), "A")
    assert summarised(back).unrated == "not back from two"
    assert share(summarised(back), AFTER, "ppv") == pytest.approx(40 / 50)
    assert released(back).unrated == "not back from two"


@pytest.mark.parametrize(("pairs", "unrated"), [(1, "not back from two"), (2, None)])
def test_agreement_takes_two_cases_that_two_judged(pairs: int, unrated: str | None) -> None:
    found = audit_of(40, 10, 40, 10)
    second = found.judgements.filter(pl.col("auditor") == "B").head(pairs)
    back = JudgedCases(
        key=found.key,
        judgements=pl.concat([sheets_back(found, "A").judgements, second]),
    )
    assert summarised(back).unrated == unrated
    assert summarised(back).agreement.height == (0 if unrated else 5)


def test_shares_of_enough_cases_are_shown() -> None:
    shown = released(audit_of(40, 10, 40, 10, twice=20, disagreed=6))
    assert not shown.shares.suppressed.select(pl.any_horizontal(pl.all()).any()).item()
    assert not shown.agreement.suppressed.select(pl.any_horizontal(pl.all()).any()).item()


@pytest.mark.parametrize("few", [1, 5, 45, 49, 50])
def test_a_share_that_rests_on_few_cases_takes_all_that_rest_on_them(few: int) -> None:
    """Few inappropriate, few others or none at all: the share would give them away."""
    shown = released(audit_of(40, few, 40, 10))
    assert share(shown, BEFORE, "false_omission") is None
    # what together with the rest of the period would give it away goes too, the rest stays
    for what in ("prevalence", "sensitivity", "specificity"):
        assert share(shown, BEFORE, what) is None
        assert share(shown, "change", what) is None
        assert share(shown, AFTER, what) is not None
    assert share(shown, BEFORE, "ppv") == pytest.approx(0.8)
    assert share(shown, "change", "ppv") is not None


def test_agreement_is_not_shown_where_the_cases_behind_it_are_few() -> None:
    shown = released(audit_of(40, 10, 40, 10, disagreed=3))
    assert shown.ratings.table.filter(pl.col("outcome") == "they disagreed")["cases"][0] is None
    assert shown.agreement.table["estimate"].null_count() == shown.agreement.table.height


def test_none_at_all_is_no_small_count() -> None:
    shown = released(audit_of(40, 0, 40, 10))
    assert share(shown, BEFORE, "false_omission") == 0


MONTHS = [dt.date(2011, month, 1) for month in range(1, 13)]


def findings_with(nfa: int) -> AuditFindings:
    """Make findings whose first month has so few NFA; the others have 400 of 1,500."""
    rows = len(MONTHS)
    return AuditFindings(
        plan=PLAN,
        summary=summarised(audit_of(40, 10, 40, 10, twice=20, disagreed=6)),
        monthly=pl.DataFrame(
            {
                "period": MONTHS,
                "referrals": [1_500] * rows,
                "nfa": [nfa] + [400] * (rows - 1),
                "share": [0.3512] * rows,
                "low": [0.3012] * rows,
                "high": [0.4012] * rows,
            }
        ),
        effects=pl.DataFrame(
            {"series": ["corrected", "corrected_alone", "nfa"], "ratio": [0.8] * 3,
             "low": [0.6] * 3, "high": [1.0] * 3}
        ),
        as_before=pl.DataFrame({"estimate": [0.35], "low": [0.3], "high": [0.4]}),
    )  # fmt: skip


def test_months_with_enough_are_shown_and_stand_in_the_register() -> None:
    shown = release_audit(findings_with(400), DFE)
    assert shown.monthly.table["nfa_share"].null_count() == 0
    assert shown.effects.table["ratio"].null_count() == 0
    assert shown.protections.is_empty()
    register = shown.register.filter(pl.col("measure") == "nfa")
    assert register["count"].to_list() == [400] * 12
    assert set(register["report"]) == {"threshold_audit"}


@pytest.mark.parametrize("few", [3, 1_497])
def test_a_month_with_few_takes_every_modelled_figure(few: int) -> None:
    shown = release_audit(findings_with(few), DFE)
    assert shown.monthly.table["nfa"][0] is None
    assert shown.monthly.table["nfa_share"][0] is None
    for name in ("share", "low", "high"):
        assert shown.monthly.table[name].null_count() == 12
    assert shown.effects.table["ratio"].null_count() == 3
    assert not shown.protections.is_empty()
    assert shown.register.filter(pl.col("measure") == "nfa")["count"][0] is None


def test_where_counts_are_rounded_shares_are_no_finer() -> None:
    shown = release_audit(findings_with(402), OPENSAFELY)
    assert shown.monthly.table["nfa"][0] == 400
    assert shown.monthly.table["share"][0] == 0.35
