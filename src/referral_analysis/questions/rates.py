"""What rates are out of, in words: children and working days, or working days alone."""

from referral_analysis.questions.needs import Have, Needs, missing
from referral_analysis.series.exposure import WORKING_DAYS_A_YEAR

NEEDS = Needs(
    asked="How many referrals come for the children there are", companions=("population",)
)
_YEAR = f"a year of {WORKING_DAYS_A_YEAR} working days"


def per(have: Have) -> str:
    """Say what a rate is out of, after the figure."""
    return _YEAR if missing(NEEDS, have) else "per 10,000 children a year"


def per_in_short(have: Have) -> str:
    """Say the same in a column's head."""
    return "a year" if missing(NEEDS, have) else "per 10,000 a year"


def out_of(have: Have) -> str:
    """Say what a measure is counted by, beside one that is counted as a share."""
    return "by working days" if missing(NEEDS, have) else "for the children there are"


def unit(have: Have) -> str:
    """Name the unit of an axis."""
    return f"Referrals {per(have)}"


def defined(have: Have, *, whose: str = "", periods: str = "months") -> str:
    """Say how a rate is worked out, and that it is none for children where nobody counted them.

    whose: the children of which place, as in "the district's".
    """
    lacking = missing(NEEDS, have)
    if lacking is not None:
        return (
            f"Count / working days x {WORKING_DAYS_A_YEAR}: referrals {_YEAR}, so that {periods} "
            f"of different length compare. It is not a rate for children. {lacking.sentence}"
        )
    children = f"{whose} children" if whose else "children"
    return (
        f"Count / ({children} aged 0 to 17 x working days) x 10,000 x {WORKING_DAYS_A_YEAR}: "
        f"referrals per 10,000 children a year of {WORKING_DAYS_A_YEAR} working days, so that "
        f"{periods} of different length compare."
    )
