"""Released rows of the wider count as the value that sentences are made of."""

from dataclasses import replace

from referral_analysis.questions.reading import change_of
from referral_analysis.questions.recorded.released import ReleasedRecorded
from referral_analysis.report.words.wording import Change, Ends
from referral_analysis.series.measures import WIDER


def wider_of(released: ReleasedRecorded) -> Change | None:
    """Return the change of the wider count against the appropriate referrals; None as above.

    None too where it is the outcome itself, or none wider is known.
    """
    if not released.plan.outcome.is_nfa:
        return None
    wider, row = change_of(released, WIDER), released.recording.table.row(0, named=True)
    if wider is None or row["ratio"] is None:
        return None
    return replace(
        wider,
        ratio=row["ratio"],
        low=row["low"],
        high=row["high"],
        mild=Ends(low=row["mild_low"], high=row["mild_high"]),
    )
