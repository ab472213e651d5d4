"""Could a change in recording explain it?"""

from referral_analysis.extract.columns import CLOSURE_REASON
from referral_analysis.questions.needs import Needs

NEEDS = Needs(
    asked="Whether a change in how cases are recorded explains it", columns=(CLOSURE_REASON,)
)
