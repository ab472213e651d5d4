"""Whether the change lasts, as a section: a heading, sentences, and the ranges in a table."""

from referral_analysis.questions.fell import lasts as words
from referral_analysis.questions.fell.released import ReleasedFell
from referral_analysis.questions.fell.tables import FIRST_YEAR, Lasting
from referral_analysis.questions.headings import change_and_range
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table

NAMES = {
    "first year": "The first year after the launch",
    "since": "The months since",
    "one over the other": "The months since, against the first year",
}


def lasts_heading(released: ReleasedFell) -> Panel | None:
    """Show the section's heading; nothing in the first year after the launch."""
    if released.plan.months_after <= FIRST_YEAR:
        return None
    return panels.heading("Does the change last?")


def lasts(released: ReleasedFell) -> Panel | None:
    """Say whether what the first year showed is still there; nothing in that year."""
    if released.plan.months_after <= FIRST_YEAR:
        return None
    table = released.lasting.table
    if table.is_empty():
        return panels.paragraphs(words.not_yet(released.plan.months_after))
    told = words.stretches(table, released.plan.level)
    if not told:
        return panels.paragraphs("Whether the change lasts may not be shown here: " + _HIDDEN)
    return panels.paragraphs(words.answer(told), words.ranges(told), words.RULE)


_HIDDEN = "some months hold too few inappropriate referrals to be published."


def lasts_table(released: ReleasedFell) -> Table | None:
    """Show the level of each stretch against what was expected; nothing without one."""
    table = released.lasting.table
    if table.is_empty():
        return None
    return Table(
        frame=table.with_columns(table["name"].replace_strict(NAMES).alias(Lasting.name)),
        columns=(
            Column(name=Lasting.name, label="Months"),
            Column(name=Lasting.months, label="How many", format="count", unit="months"),
            *change_and_range(),
        ),
        caption="Inappropriate referrals against what was expected, by time since the launch",
        name="lasting",
        suppressed=released.lasting.suppressed,
    )
