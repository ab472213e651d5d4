"""The guardrail measures as released, judged together."""

from referral_analysis.questions.held_up import HELPED
from referral_analysis.questions.held_up.released import ReleasedHeldUp
from referral_analysis.questions.needs import missing
from referral_analysis.statistics.non_inferiority import Held, together


def helped(released: ReleasedHeldUp) -> Held | None:
    """Judge the guardrail measures together; None where one is not known, held or shown."""
    if missing(HELPED, released.have) is not None:
        return None
    verdicts: list[Held | None] = released.guardrail.table["verdict"].to_list()
    known = [verdict for verdict in verdicts if verdict is not None]
    return together(known) if known and len(known) == len(verdicts) else None
