"""Whether recording could explain it, in plain English."""

from referral_analysis.report.words.wording import Change, span


def wider(headline: Change, wide: Change) -> str:
    """Set the headline beside the wider count, which such a change in recording leaves alone."""
    counted = (
        "Counting those as well, against the appropriate referrals of the same months, "
        f"the figures allow {span(wide)}"
    )
    if headline.told == "cannot tell":
        return f"{counted}."
    if headline.told == wide.told:
        probably = "probably " if wide.is_probable else ""
        return f"{counted}: they {probably}{wide.told} too, which that would not explain."
    if wide.told != "cannot tell":
        return f"{counted}: the other direction, so such a change may be all there is to it."
    return f"{counted}: such a change cannot be ruled out as the explanation."
