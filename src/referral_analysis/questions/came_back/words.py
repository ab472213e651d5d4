"""Whether children came back, in plain English."""

import datetime as dt

from referral_analysis.periods import month_name
from referral_analysis.report.words.moved import Moved, points

TOO_FEW = "Too few children came back for their share to be shown without singling any out."


def came_back(months: int, after: float, before: Moved) -> str:
    """Say how many children came back within so many months, against the same months before.

    before: the change in the share (after less before) with its range.
    """
    earlier = after - before.change
    return (
        f"Within {months} months {after * 100:.1f}% of {before.what} were referred again, and "
        f"{earlier * 100:.1f}% of those of the same months before: {points(before.change)}. "
        f"The figures allow anything from {points(before.low)} to {points(before.high)}."
    )


def nobody_compared(changed: dt.date | None) -> str:
    """Say why nobody is compared; changed: the day from which ids have another form, if any."""
    if changed is not None:
        return f"Whether more children came back cannot be told. {new_ids(changed)}"
    return "Too few children have been followed for three months to say whether more came back."


def new_ids(day: dt.date) -> str:
    """Say that ids of children have another form from a day, and what that leaves unknown."""
    return (
        f"From {month_name(day)} the ids of children have another form: a child referred before "
        "and after cannot be known for one. Children who would have to be followed across that "
        "month are left out of what is shown."
    )
