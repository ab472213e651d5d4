"""What changed since the last report?"""

from referral_analysis.extract.columns import REFERRAL_ID
from referral_analysis.questions.needs import Needs

NEEDS = Needs(asked="What changed since the last report", columns=(REFERRAL_ID,))
"""Reading refuses an extract without ids of referrals."""
