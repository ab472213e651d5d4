"""What does the audit of thresholds say?"""

from referral_analysis.questions.needs import Needs

NEEDS = Needs(
    asked="Whether referrals closed with no further action were truly inappropriate",
    companions=("audit",),
)
