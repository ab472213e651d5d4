"""Did the work move elsewhere, to contacts or to early help?"""

from referral_analysis.extract.columns import CHILD_ID
from referral_analysis.questions.needs import Needs

CONTACTS = Needs(
    asked="Whether the line between contacts and referrals moved",
    columns=(CHILD_ID,),
    companions=("contacts",),
)
CAFS = Needs(asked="Whether children were helped by a CAF instead", companions=("cafs",))
