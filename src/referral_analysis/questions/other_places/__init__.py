"""How does this compare with other places, and with years in which nothing was launched?"""

from referral_analysis.questions.needs import Needs

NEEDS = Needs(asked="How other places moved", companions=("comparators",))
"""A report without that table has no such section: nobody owes one."""
