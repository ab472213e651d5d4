"""What changed since the last report: which figures moved, and by how much for each cause."""

from collections.abc import Mapping

import polars as pl

from referral_analysis.periods import month_name, months_between
from referral_analysis.questions.changed import words
from referral_analysis.questions.changed.release import ReleasedSince
from referral_analysis.questions.changed.released import ReleasedChanged
from referral_analysis.questions.changed.tables import Moves
from referral_analysis.questions.changed.window import Window
from referral_analysis.questions.reading import headline_of
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table, write
from referral_analysis.report.words import wording
from referral_analysis.series.outcome import Outcome

CAUSES: Mapping[str, str] = {
    "checks": "Codes, districts and checks of rows",
    "recorded": "Referrals recorded since, or taken out",
    "changed": "Outcomes or dates changed since",
    "months": "Months since then",
    "parameters": "The plan: which months, and how they are modelled",
}


def since_heading(released: ReleasedChanged) -> Panel | None:
    """Show the section's heading; nothing where there was no report to compare with."""
    return panels.heading("What changed since the last report") if released.since else None


def since_words(released: ReleasedChanged) -> Panel | None:
    """Say what both reports counted, and what moved the headline."""
    if released.since is None:
        return None
    then, now = released.since.totals.table.rows(named=True)
    windows = released.since.since.windows
    drawn_on = released.since.since.plan.extract_drawn_on
    outcome = released.since.since.plan.outcome
    opening = (
        f"The last report, from the extract of {drawn_on.day} {month_name(drawn_on)}, counted "
        f"{_counted(then, outcome)} in {_months(windows[0])}. This one counts "
        f"{_counted(now, outcome)} in "
        f"{_months(windows[-1])}."
    )
    moved = _headline(released.since, then["ratio"], now["ratio"])
    before = released.since.then
    told = None if before is None else headline_of(released)
    if before is None or told is None:
        return panels.paragraphs(opening, moved)
    return panels.paragraphs(opening, f"{moved} {words.verdicts(before, told)}")


def since_table(released: ReleasedChanged) -> Table | None:
    """Show what moved, a row a cause."""
    if released.since is None:
        return None
    moves, totals = released.since.moves, released.since.totals.table
    steps = pl.col("moved").cum_prod() * totals["ratio"][0]
    short = released.since.since.plan.outcome.short
    return Table(
        frame=moves.table.with_columns(
            pl.col("cause").replace_strict(CAUSES, return_dtype=pl.String),
            ((steps - steps / pl.col("moved")) * 100).round(1) + 0.0,  # no minus before nothing
        ),
        columns=(
            Column(name=Moves.cause, label="What changed"),
            Column(name=Moves.referrals_more, label="Referrals", format="count", unit="more"),
            Column(name=Moves.referrals_fewer, label="Referrals", format="count", unit="fewer"),
            Column(name=Moves.nfa_more, label=short, format="count", unit="more"),
            Column(name=Moves.nfa_fewer, label=short, format="count", unit="fewer"),
            Column(
                name=Moves.moved, label="Moves the headline by", format="decimal", unit="points"
            ),
        ),
        caption="What moved the figures since the last report, one cause at a time",
        name="since-the-last-report",
        suppressed=moves.suppressed,
        notes=(
            "Each row is what moved when this alone was changed, in this order. The last report's "
            f"count, and what is more less what is fewer, {_adding(released)} this report's; so do "
            "the points by which each moves the percentage of the headline. The last report's "
            "extract was worked out again by this version of the program.",
        ),
    )


def _adding(released: ReleasedChanged) -> str:
    return "make" if released.policy.rounded_to == 1 else "make, but for rounding,"


def _counted(row: Mapping[str, int | None], outcome: Outcome) -> str:
    if row["referrals"] is None or row["nfa"] is None:
        return "a number of referrals that is not shown"
    all_of_them, nfa = (wording.number(row[name] or 0) for name in ("referrals", "nfa"))
    return f"{all_of_them} referrals, {nfa} of them {outcome.closed},"


def _months(window: Window) -> str:
    first, last = window
    if months_between(first, last) == 0:
        return month_name(first)
    return f"{month_name(first)} to {month_name(last)}"


def _headline(released: ReleasedSince, then: float | None, now: float | None) -> str:
    if then is None or now is None:
        return "How the headline moved is not shown."
    moved = dict(released.moves.table.select("cause", "moved").rows())
    parts = [
        (released.shared_months_moved, "the same months, as they are recorded now"),
        (moved["months"], "the months since"),
        (moved["parameters"], "the plan"),
    ]
    told, at = [], then
    for part, what in parts:
        if part:
            told.append(f"{words.points(at, at * part)} by {what}")
            at *= part
    shown = ", ".join(told)
    return (
        f"The change in inappropriate referrals was {write(then, 'change')} and is "
        f"{write(now, 'change')}. It was moved {shown}."
    )
