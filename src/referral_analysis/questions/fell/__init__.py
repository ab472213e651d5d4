"""Did inappropriate referrals fall?"""

from referral_analysis.extract.columns import CLOSED_ON, CLOSURE_REASON, IS_NFA, REFERRED_ON
from referral_analysis.questions.needs import Needs

NEEDS = Needs(asked="Whether inappropriate referrals fell", columns=(REFERRED_ON, IS_NFA))
"""Without these no report is made: reading refuses an extract that has not both."""
APPROPRIATE = Needs(asked="Whether appropriate referrals held up", columns=(CLOSURE_REASON,))
OTHERS_AT_ONE_AGE = Needs(
    asked="Which other referrals were closed as not in need", columns=(CLOSED_ON, CLOSURE_REASON)
)
"""Without it inappropriate referrals are set against all others."""
BY_DOSE = Needs(asked="How far the launch had come in each month", companions=("workshops",))
"""Without it the months of the phase-in are left out."""
