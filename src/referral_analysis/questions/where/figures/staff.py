"""Agencies by how many of their staff the workshops reached."""

import polars as pl

from referral_analysis.questions.headings import change_and_range
from referral_analysis.questions.where.released import ReleasedWhere
from referral_analysis.questions.where.tables import ALIKE, LEAST_AGENCIES, MORE, TIMED, Staff
from referral_analysis.report.page.tables import Column, Table, write
from referral_analysis.report.words import wording

MODELS = {
    ALIKE: "All agencies alike, by the dates of the county's workshops",
    TIMED: "By the share of their staff reached, month by month",
    MORE: "For each tenth more of an agency's staff reached, beside the others",
}


def staff(released: ReleasedWhere) -> Table | None:
    """Set the share of staff reached beside the workshops' dates; None without the file."""
    table = released.staff
    if table.table.is_empty():
        return None
    shares = ", ".join(
        f"{name} {write(share, 'percent')}" for name, share in released.staff_reached.table.rows()
    )
    return Table(
        frame=table.table.with_columns(pl.col("model").replace_strict(MODELS)),
        columns=(
            Column(name=Staff.model, label="How the launch reached agencies"),
            *change_and_range(),
        ),
        caption="Change in agencies' inappropriate referrals by how many of their staff came",
        name="staff_reached",
        suppressed=table.suppressed,
        notes=(f"Of their staff had come by the end: {shares}.",),
    )


def told_of_staff(released: ReleasedWhere) -> str:
    """Say whether agencies changed more where more of their staff came."""
    ratio, low, high = released.staff.table.filter(pl.col("model") == MORE).row(0)[1:]
    if released.staff.suppressed["ratio"].any():
        return "How agencies changed by the share of their staff reached cannot be shown."
    if ratio is None:
        return (
            "Whether agencies changed more where more of their staff came cannot be told: it takes "
            f"{LEAST_AGENCIES} agencies or more, of which shares came that are a tenth apart."
        )
    ends = [wording.change_in_words(end) for end in (low, high)]
    if low < 1 < high:
        return (
            "Whether agencies changed more where more of their staff came cannot be told: for each "
            f"tenth more of the staff, anything from {ends[0]} to {ends[1]} is possible."
        )
    return (
        "Agencies changed differently where more of their staff came: each tenth more of the staff "
        f"goes with {wording.change_in_words(ratio)} ({ends[0]} to {ends[1]}). They may differ "
        "in other ways too."
    )
