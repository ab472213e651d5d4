"""How each finding was judged, and what stays with the analyst."""

from referral_analysis.questions.data.release import ReleasedQuality
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel

BESIDE_QUARTERS = (
    "By month",
    "The reports on the answer count by quarters, as single months of what they count hold too "
    "few to be shown. Months of all referrals are shown here beside them, but for those that would "
    "tell what a quarter hides or the number of a month too small to show.",
)


def how_judged(released: ReleasedQuality) -> Panel:
    """Say how missing fields, sudden changes and months that stand out are found."""
    return panels.facts(
        [
            *([BESIDE_QUARTERS] if released.is_beside_quarters else []),
            (
                "Missing",
                "A field is missing where it should be filled in and holds nothing that the "
                "analysis can use: empty, not on its national list, or a district without a "
                "population. Each row is judged by the check of that number.",
            ),
            (
                "Sudden change",
                "A share that differs from that of the year before by a fifth or more, and by "
                "more than chance would bring in one of a hundred such tables if referrals came "
                "one by one. Families are often referred together, so some sudden changes are "
                "chance all the same. The first year has none before it and is not judged; of "
                "closure reasons the extract's first two, since what it closes first is quick.",
            ),
            (
                "Stands out",
                "A month of an XmR chart outside the limits (the mean and 2.66 mean moving ranges "
                "each side; moving ranges of 3.267 times their mean or more are left out of it "
                "once), or among seven in a row that rise or fall, seven on one side of the mean, "
                "or two of three near a limit. By the rules of NHS England's Making Data Count. "
                "Seasons are not taken out.",
            ),
            (
                "By district",
                "Quarters, since months of a district would let children be singled out. Volumes "
                "are shares of the county's, so that what moved every district is no change here.",
            ),
        ]
    )


def failed_rows(released: ReleasedQuality) -> Panel:
    """Say where the rows are that failed, where there were rows to check."""
    if released.have.is_counted:
        return panels.paragraphs("The council gave counts by month: there was no row to check.")
    return panels.paragraphs(
        "The rows that failed a check, with the numbers of the checks, are in private/"
        "failed_rows.csv in this report's folder: for the analyst alone, not to be passed on."
    )
