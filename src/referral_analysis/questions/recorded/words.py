"""Whether recording could explain it, in plain English."""

from referral_analysis.report.words.wording import Change, span


def wider(headline: Change, wide: Change) -> str:
    """Set the headline beside the wider count, which a change in recording would leave alone."""
    counted = (
        "Counting those as well, against the appropriate referrals of the same months, "
        f"the figures allow {span(wide)}"
    )
    if headline.verdict == wide.verdict != "cannot tell":
        return f"{counted}: the same direction, so such a change is not needed to explain it."
    if headline.verdict == "cannot tell":
        return f"{counted}."
    if wide.verdict != "cannot tell":
        return f"{counted}: the other direction, so such a change may be all there is to it."
    return f"{counted}: a change in recording cannot be ruled out as the explanation."
