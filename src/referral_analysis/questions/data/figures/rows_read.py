"""What was read, what was left out, and which checks rows failed by quarter."""

import polars as pl

from referral_analysis.periods import month_name
from referral_analysis.questions.data.figures.scales import (
    markers,
    shade_of_share,
    share_key,
    sign,
    signs_in,
)
from referral_analysis.questions.data.figures.wide import by_column
from referral_analysis.questions.data.release import ReleasedQuality
from referral_analysis.report.charts.heat_map import heat_map
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table, write
from referral_analysis.report.words import wording

NOTHING_READ = (
    "The council gave counts by month: what it left out of them, and which referrals had no "
    "decision yet, is not known."
)
"""What is said of rows left out where there are none to look at."""
STEPS = (0.002, 0.01, 0.05)


def was_read(released: ReleasedQuality) -> Panel:
    """Show how many rows there were, and which months have settled."""
    plan, (read, kept, excluded) = released.plan, released.rows.table.row(0)
    rows = [
        ("Rows read", _count(read)),
        ("Kept", _count(kept)),
        ("Left out", _count(excluded)),
    ]
    is_counted = released.have.is_counted
    which = "as they were counted" if is_counted else "rows kept, by date of referral"
    months = f"{month_name(plan.series_starts)} to {month_name(plan.last_month)}, {which}"
    return panels.facts(
        [
            *([("Referrals counted", _count(read))] if is_counted else rows),
            ("Months looked at below", months),
            ("Closures settled up to", month_name(plan.last_settled_month)),
        ]
    )


def effect_of_exclusions(released: ReleasedQuality) -> Panel:
    """Say what the rows left out could do to the Board report's answer."""
    if released.have.is_counted:
        return panels.paragraphs(NOTHING_READ)
    return panels.paragraphs(
        could_move(released),
        "Copies of another row are not among them: the referral is in the analysis once. A row "
        "that cannot be dated counts both times, since it could belong to either. The percentages "
        "are rounded up.",
    )


def left_out(released: ReleasedQuality) -> str:
    """Give the share of rows left out in a word or two."""
    read, _, excluded = released.rows.table.row(0)
    if excluded is None:
        return "A few rows"
    if excluded == 0:
        return "Nothing"
    if read is None:
        return f"{wording.number(excluded)} rows"
    share = excluded / read
    return "Under 0.1%" if share < 0.001 else f"{write(share, 'percent')} of rows"


def could_move(released: ReleasedQuality) -> str:
    """Say how many more inappropriate referrals there could be, before and after, at most."""
    before, after = (_at_most(released, part) for part in ("before", "after"))
    return (
        "Had every row left out, and every referral without a decision, been an inappropriate "
        f"referral, there would have been {after} of them after the launch, and {before} before it."
    )


def _at_most(released: ReleasedQuality, part: str) -> str:
    row = released.bounds.table.row(by_predicate=pl.col("part") == part, named=True)
    percent = row["at_most_percent"]
    if percent is None:
        return "a number more that cannot be shown"
    return "no more" if percent == 0 else f"at most {percent}% more"


def failed_by_quarter(released: ReleasedQuality) -> Figure | Panel:
    """Show the share of each quarter's rows that failed each check; or say that none failed.

    Nothing of counts by month, which have no rows to check.
    """
    table, marks = released.rules_by_quarter.table, released.rules_by_quarter.suppressed
    if released.have.is_counted:
        return panels.nothing()
    if table.is_empty():
        return panels.paragraphs("No row failed any of the other checks, in any quarter.")
    cells = table.with_columns(
        pl.col("rule").alias("label"),
        shade_of_share(pl.col("failed_share"), STEPS).alias("shade"),
        is_hidden=marks["failed"],
    ).with_columns(
        sign(is_hidden=pl.col("is_hidden"), is_jump=pl.lit(value=False), is_up=pl.lit(value=False))
    )
    rules = table["rule"].unique(maintain_order=True).to_list()
    frame, hidden = by_column(table, marks, ("rule", "failed_share"))
    return Figure(
        name="failed-by-quarter",
        picture=heat_map(
            cells,
            share_key(STEPS, signs_in(cells)),
            description=_description(table),
            markers=markers(released.plan),
        ),
        headline="The other checks that rows failed, quarter by quarter",
        subtitle="Share of each quarter's rows that failed the checks that are not in figure 1",
        table=Table(
            frame=frame,
            columns=(
                Column(name="period", label="Quarter from", format="month"),
                *(Column(name=rule, label=rule, format="percent") for rule in rules),
            ),
            caption="Share of each quarter's rows that failed each check",
            suppressed=hidden,
        ),
    )


def _description(table: pl.DataFrame) -> str:
    shown = table.drop_nulls("failed_share").sort("failed_share", descending=True)
    if shown.is_empty():
        return "No share can be shown."
    most = shown.row(0, named=True)
    return (
        f"Of these {table['rule'].n_unique()} checks, the largest share of a quarter's "
        f"rows that can be shown is {write(most['failed_share'], 'percent')}: {most['rule']}, in "
        f"the quarter from {month_name(most['period'])}."
    )


def _count(value: int | None) -> str:
    return "a suppressed number" if value is None else wording.number(value)
