"""Can the data carry an answer: completeness, rules, codes, volumes?"""

from collections.abc import Mapping

from referral_analysis.extract.codes import CODE_LISTS
from referral_analysis.extract.columns import (
    CLOSED_ON,
    CLOSURE_REASON,
    DISTRICT,
    PRIMARY_NEED,
    REFERRAL_SOURCE,
)
from referral_analysis.questions.needs import Needs

RECORDED = (
    "How referrals were recorded cannot be said: the council gave counts by month, which have no "
    "fields of single referrals and no rows to check; rows of single referrals would bring it."
)
"""What is said of fields, codes and checks where the extract is counts by month."""
DISTRICTS = Needs(asked="Whether any district changed its recording", columns=(DISTRICT,))
_CODED = {
    REFERRAL_SOURCE: "referring agencies",
    PRIMARY_NEED: "primary needs",
    CLOSURE_REASON: "closure reasons",
}
CODES: Mapping[str, Needs] = {
    column: Needs(
        asked=f"Whether the use of codes of {_CODED[column]} changed",
        columns=(CLOSED_ON, column) if column == CLOSURE_REASON else (column,),
    )
    for column in CODE_LISTS
}
