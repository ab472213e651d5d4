"""What was read, what was kept, and which rules rows failed: in all, and by quarter."""

from collections.abc import Collection

import polars as pl

from referral_analysis.extract import Checked, columns
from referral_analysis.extract.check import FAILED_RULES, fails
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.tables import Rows, Rules, RulesByQuarter


def rows_read(checked: Checked) -> pl.DataFrame:
    """Return the row of `Rows`."""
    return Rows.frame([(checked.n_read, checked.n_kept, checked.n_excluded)])


def rules_failed(checked: Checked) -> pl.DataFrame:
    """Return `Rules`."""
    rows = [(rule.number, rule.sentence, rule.severity, rule.failed) for rule in checked.rules]
    return Rules.frame(rows)


def rules_by_quarter(
    checked: Checked, plan: QualityPlan, but: Collection[str] = ()
) -> pl.DataFrame:
    """Return `RulesByQuarter`, of whole quarters, in order.

    Rows are put in the quarter of their referral date: those without one are in none. referrals
    are all of the quarter's rows, kept or not. Rules that no row failed are left out, and so are
    those in `but`.
    """
    failing = [rule for rule in checked.rules if rule.failed and rule.number not in but]
    excluding = [rule.number for rule in failing if rule.severity == "exclude"]
    flagging = [rule.number for rule in failing if rule.severity != "exclude"]
    failed = pl.concat(
        [
            _by_quarter(checked.kept, {number: pl.col(fails(number)) for number in flagging}),
            _by_quarter(checked.excluded, {n: _is_among(n) for n in [*flagging, *excluding]}),
        ],
        how="diagonal",
    )
    totals = failed.group_by("period").agg(pl.all().sum()).collect()
    return RulesByQuarter.checked(
        pl.DataFrame({"period": plan.quarters}, schema={"period": pl.Date})
        .join(totals, on="period", how="left")
        .fill_null(0)
        .unpivot(
            on=[*flagging, *excluding],
            index=["period", "referrals"],
            variable_name="rule",
            value_name="failed",
        )
        .select("rule", "period", pl.col("failed").cast(pl.Int64), "referrals")
        .sort(pl.col("rule").cast(pl.Enum([rule.number for rule in failing])), "period")
    )


def _is_among(number: str) -> pl.Expr:
    """Claim that an excluded row failed a rule, by the list of those it failed."""
    return pl.col(FAILED_RULES).str.split("; ").list.contains(number)


def _by_quarter(rows: pl.LazyFrame, failing: dict[str, pl.Expr]) -> pl.LazyFrame:
    return rows.group_by(pl.col(columns.REFERRED_ON).dt.truncate("1q").alias("period")).agg(
        pl.len().cast(pl.Int64).alias("referrals"),
        *(expression.sum().cast(pl.Int64).alias(name) for name, expression in failing.items()),
    )
