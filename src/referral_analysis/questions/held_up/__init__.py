"""Did the referrals that reached help hold up, and what did every other measure do?"""

from collections.abc import Mapping

from referral_analysis.extract.columns import (
    CHILD_ID,
    CLOSURE_REASON,
    CORE_ASSESSED_ON,
    INITIAL_ASSESSED_ON,
    PREVIOUS_REFERRED_ON,
    SECTION_47_ON,
)
from referral_analysis.questions.needs import Needs
from referral_analysis.series import MEASURES, MeasureName
from referral_analysis.series.measures import CLOSED_AT_ONCE

HELPED = Needs(
    asked="Whether the referrals that reached help held up",
    columns=(INITIAL_ASSESSED_ON, CORE_ASSESSED_ON, CLOSURE_REASON, SECTION_47_ON),
)
MEASURED: Mapping[MeasureName, Needs] = {
    name: Needs(
        asked=f"The change in this measure, {measure.label[0].lower()}{measure.label[1:]},",
        columns=tuple(
            CHILD_ID if column == PREVIOUS_REFERRED_ON else column
            for column in measure.counts.meta.root_names()
        ),
    )
    for name, measure in MEASURES.items()
    if measure.rows == "referrals" and not measure.is_whole_only and name != CLOSED_AT_ONCE
}
"""Every measure of the extract but what only another outcome sets apart; previous referrals are
found by the ids of children."""
