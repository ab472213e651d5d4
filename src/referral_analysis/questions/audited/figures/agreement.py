"""How far the auditors agreed on the cases that more than one of them judged."""

import polars as pl

from referral_analysis.questions.audited import words
from referral_analysis.questions.audited.release import ReleasedAudit
from referral_analysis.questions.audited.tables import AgreementFound, RatedCases
from referral_analysis.questions.headings import range_from_to
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table


def ratings(released: ReleasedAudit) -> Table | Panel:
    """Show what became of the cases given to two auditors; say why where none has come back."""
    if released.summary.unrated is not None:
        return panels.paragraphs(words.agreement_unknown(released.summary.unrated))
    table = released.summary.ratings
    return Table(
        frame=table.table.with_columns(
            pl.col("outcome").str.slice(0, 1).str.to_uppercase() + pl.col("outcome").str.slice(1)
        ),
        columns=(
            Column(name=RatedCases.outcome, label="Of the cases judged more than once"),
            Column(name=RatedCases.cases, label="Cases", format="count"),
        ),
        caption="Cases judged by more than one auditor, none knowing of the other",
        notes=("Cases that an auditor could not judge are left out.",),
        name="ratings",
        suppressed=table.suppressed,
    )


def agreement(released: ReleasedAudit) -> Table | None:
    """Show the coefficients of agreement; nothing where no case has two judgements."""
    if released.summary.unrated is not None:
        return None
    table = released.summary.agreement
    written = table.table.with_columns(
        pl.col("coefficient").str.slice(0, 1).str.to_uppercase()
        + pl.col("coefficient").str.slice(1),
        *(
            pl.col(name).round(2).map_batches(_two_decimals, return_dtype=pl.String)
            for name in ("estimate", "low", "high")
        ),
    )
    return Table(
        frame=written,
        columns=(
            Column(name=AgreementFound.coefficient, label="Measure"),
            Column(name=AgreementFound.estimate, label="Agreement"),
            *range_from_to(AgreementFound.low, AgreementFound.high, "text"),
        ),
        caption="How far auditors agreed: 1 is always, 0 is what chance would give",
        name="agreement",
        suppressed=table.suppressed,
        notes=(
            "Raw agreement is not set against chance. Kappa and alpha fall towards 0 where nearly "
            "all cases are of one kind, however well auditors agree; AC1 does not. Judgements "
            "of cannot tell count as not given.",
        ),
    )


def _two_decimals(values: pl.Series) -> pl.Series:
    written = [None if value is None else f"{value:.2f}" for value in values.to_list()]
    return pl.Series(values.name, written, dtype=pl.String)
