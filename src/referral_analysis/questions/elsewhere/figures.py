"""Did the work move elsewhere: contacts and CAFs beside the fall, and what both carry in words."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from referral_analysis.analysis.county import HEADLINE
from referral_analysis.analysis.files_beside import CONTACTS
from referral_analysis.questions import files_beside
from referral_analysis.questions.elsewhere import words as elsewhere
from referral_analysis.questions.elsewhere.released import ReleasedElsewhere
from referral_analysis.questions.elsewhere.tables import Elsewhere
from referral_analysis.questions.headings import change_and_range
from referral_analysis.questions.reading import headline_of
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.report.words.wording import Change, Ends
from referral_analysis.statistics.expected import expected_a_month

IN_A_SENTENCE = {
    "contacts_kept": "contacts that stayed contacts",
    "cafs_started": "new CAFs",
}
REFERRALS = (HEADLINE, "referrals")
_MARKED = ("observed_total", "ratio", "low", "high")
_SHOWN = ("label", "months", *_MARKED)
WORDS = {"contacts_kept": elsewhere.contacts, "cafs_started": elsewhere.cafs}


def work_elsewhere(released: ReleasedElsewhere) -> Panel:
    """Say of contacts, and of CAFs, whether the fall may have gone there."""
    rows = released.elsewhere.table.iter_rows(named=True)
    return panels.paragraphs(" ".join(_told(released, row) for row in rows))


def contacts_of(released: ReleasedElsewhere) -> Change | None:
    """Return the change in contacts that stayed contacts; None where there is none to show."""
    row = released.elsewhere.table.row(by_predicate=pl.col("measure") == CONTACTS, named=True)
    return None if row["ratio"] is None else _change(row, released.plan.step)


def _told(released: ReleasedElsewhere, row: Mapping[str, Any]) -> str:
    name = row["measure"]
    state = released.files.of(name)
    if row["missing"] is not None:
        return files_beside.could_not_look(row["missing"], files_beside.NAMES[name], state)
    if row["ratio"] is None:
        return f"The figures of {IN_A_SENTENCE[name]} may not be shown."
    headline = headline_of(released)
    if headline is None:
        return elsewhere.NOT_BESIDE
    told = WORDS[name](headline, _change(row, released.plan.step))
    left_out = files_beside.beside_its_figures(state, files_beside.NAMES[name], released.plan)
    return f"{told} {left_out}".rstrip()


def _change(row: Mapping[str, Any], step: int) -> Change:
    return Change(
        what=IN_A_SENTENCE[row["measure"]],
        ratio=row["ratio"],
        low=row["low"],
        high=row["high"],
        level=row["level"],
        observed_a_month=row["observed_total"] / row["months"],
        months=row["months"],
        mild=None
        if row.get("mild_low") is None
        else Ends(low=row["mild_low"], high=row["mild_high"]),
        step=step,
    )


def held_together(estimated: int) -> tuple[str, ...]:
    """Say that the ranges of contacts and CAFs hold at once, where both are there."""
    if estimated < len(IN_A_SENTENCE):
        return ()
    return (
        "The ranges of contacts that stayed contacts and of CAFs started hold both at once, in "
        "every report, and are wider for it.",
    )


def elsewhere_table(released: ReleasedElsewhere) -> Table:
    """Set contacts that stayed contacts, and CAFs, beside referrals: observed and expected."""
    is_shown = released.changes.table["measure"].is_in(REFERRALS)
    is_beside = released.elsewhere.table["missing"].ne_missing("are counted")
    table, marks = (
        pl.concat([changes.filter(is_shown).select(names), others.filter(is_beside).select(names)])
        for changes, others, names in (
            (released.changes.table, released.elsewhere.table, _SHOWN),
            (released.changes.suppressed, released.elsewhere.suppressed, _MARKED),
        )
    )
    observed = pl.col("observed_total") / pl.col("months")
    expected = expected_a_month(observed, pl.col("ratio"), step=released.plan.step)
    total = marks["observed_total"]
    return Table(
        frame=table.with_columns(observed_a_month=observed, expected_a_month=expected),
        columns=(
            Column(name=Elsewhere.label, label="Measure"),
            Column(name=Elsewhere.months, label="Months", format="count", unit="after the launch"),
            Column(name="observed_a_month", label="Observed", format="count", unit="a month"),
            Column(name="expected_a_month", label="Expected", format="count", unit="a month"),
            *change_and_range(),
        ),
        caption="Contacts and CAFs beside referrals, against what was expected without the launch",
        name="elsewhere",
        suppressed=marks.with_columns(
            total.alias("observed_a_month"), total.alias("expected_a_month")
        ),
        notes=held_together(released.elsewhere.table["ratio"].count()),
    )
