"""Were children referred again sooner?"""

from referral_analysis.extract.columns import CHILD_ID
from referral_analysis.questions.needs import Needs

NEEDS = Needs(asked="Whether children came back sooner", columns=(CHILD_ID,))
