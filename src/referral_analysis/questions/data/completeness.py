"""How complete each field is, month by month: filled in, and usable, where it should be."""

from collections.abc import Collection
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.extract import Rule, columns, rules, rules_of_codes
from referral_analysis.extract.codes import NOT_IN_NEED, is_closed_as_not_in_need
from referral_analysis.questions.data.jumps import with_jumps
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.tables import Completeness
from referral_analysis.questions.needs import Needs

A_YEAR = 12
OF_ALL = "all referrals"
"""Of which referrals a field is expected, where no outcome has a part in it."""
FLAG = "No further action flag"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field:
    """A field that should be filled in: where, and the rule by which it is.

    A row without a verdict is not complete. The rule says what is usable: on its list, a known
    district; so what is missing here is what the rule counts.
    """

    label: str
    expected: str
    where: pl.Expr = field(repr=False)
    rule: Rule

    @property
    def needs(self) -> Needs:
        """What the field cannot be looked at without."""
        read = dict.fromkeys((*self.where.meta.root_names(), *sorted(self.rule.needs)))
        return Needs(asked="How often it is missing", columns=tuple(read))


def fields(areas: Collection[str]) -> tuple[Field, ...]:
    """List the fields that a referral should have; a plan or an enquiry by itself is none."""
    always = pl.col(columns.REFERRED_ON).is_not_null()
    closed = pl.col(columns.CLOSED_ON).is_not_null()
    return (
        Field(
            label="District",
            expected=OF_ALL,
            where=always,
            rule=rules_of_codes.has_known_district(areas),
        ),
        Field(
            label="Referring agency",
            expected=OF_ALL,
            where=always,
            rule=rules_of_codes.has_listed_source(),
        ),
        Field(
            label=FLAG,
            expected=OF_ALL,
            where=always,
            rule=rules.has_nfa_flag(),
        ),
        Field(
            label="Primary need",
            expected="referrals with further action",
            where=~pl.col(columns.IS_NFA).fill_null(value=False),
            rule=rules.has_need_unless_nfa(),
        ),
        Field(
            label="Closure reason",
            expected="closed cases",
            where=closed,
            rule=rules.has_reason_with_closure_date(),
        ),
        Field(
            label="Closure date",
            expected="cases with a closure reason",
            where=pl.col(columns.CLOSURE_REASON).is_not_null(),
            rule=rules.has_date_with_closure_reason(),
        ),
        Field(
            label="Assessment date",
            expected=f"cases closed after assessment ({', '.join(NOT_IN_NEED)})",
            where=is_closed_as_not_in_need(),
            rule=rules.assessed_before_not_in_need(),
        ),
        Field(
            label="Section 47 date",
            expected="cases with a child protection plan",
            where=pl.col(columns.CHILD_PROTECTION_PLAN_ON).is_not_null(),
            rule=rules.enquired_before_plan(),
        ),
    )


def by_month(rows: pl.LazyFrame, areas: Collection[str], plan: QualityPlan) -> pl.DataFrame:
    """Return `Completeness`: how many should have each field, how many lack it, and jumps.

    Fields whose columns the extract lacks are left out.
    """
    judged = _judged(rows, areas)
    counted = (
        rows.group_by(pl.col(columns.REFERRED_ON).dt.month_start().alias("period"))
        .agg(
            pl.struct(
                expected=_is_expected(one).sum().cast(pl.Int64),
                missing=_is_missing(one).sum().cast(pl.Int64),
            ).alias(one.label)
            for one in judged
        )
        .collect()
    )
    months = pl.DataFrame({"period": plan.months}, schema={"period": pl.Date})
    monthly = months.join(counted, on="period", how="left")
    tidy = pl.concat(_of_field(monthly, one) for one in judged)
    one = with_jumps(tidy, by="field", count="missing", whole="expected", periods=A_YEAR)
    order = pl.Enum([field.label for field in judged])
    return Completeness.checked(one.sort(pl.col("field").cast(order), "period"))


def lacks_any(rows: pl.LazyFrame, areas: Collection[str]) -> pl.Expr:
    """Claim that a row lacks at least one of the fields it should have; never null."""
    return pl.any_horizontal(_is_missing(one) for one in _judged(rows, areas))


def _judged(rows: pl.LazyFrame, areas: Collection[str]) -> list[Field]:
    held = set(rows.collect_schema().names())
    return [one for one in fields(areas) if set(one.needs.columns) <= held]


def _is_expected(one: Field) -> pl.Expr:
    return one.where.fill_null(value=False)


def _is_missing(one: Field) -> pl.Expr:
    return _is_expected(one) & ~one.rule.passes.fill_null(value=False)


def _of_field(monthly: pl.DataFrame, one: Field) -> pl.DataFrame:
    counts = pl.col(one.label).struct
    return monthly.select(
        pl.lit(one.label).alias("field"),
        pl.lit(one.expected).alias("expected_of"),
        "period",
        counts.field("expected").fill_null(0),
        counts.field("missing").fill_null(0),
    )
