"""Child protection plans: which section 47 enquiries led to one, when, and when it was entered."""

import numpy as np
import polars as pl

from referral_analysis.extract import columns
from referral_analysis.simulate.calendar import Dates, next_working_day
from referral_analysis.simulate.delays import Delay, lognormal_wait, wait
from referral_analysis.simulate.histories import known

_AFTER_ENQUIRY_SHARE = 0.415
"""Plans begun for a section 47 enquiry: 52,700 for 127,100 in England in 2012-13 (Department for
Education, SFR45/2013)."""
# assumptions: of the cases in need without an enquiry, those that moved in with a plan made by
# another council; days to the conference that makes one, to be held within 15 working days
_MOVED_IN_SHARE = 0.003
_CONFERENCE_DAYS = (18.0, 0.30)
_ENTERED = Delay(mean_days=1.5, tail_share=0.03, tail_mean_days=15)


def draw_plans(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """Draw when a plan began in each row's case, and when it was known; both null where none did.

    rows: as `histories.draw_histories` gives them, with referred_on and outcome. Only a case still
    open on the day can have a plan; it is entered no later than the closure is.
    """
    n = rows.height
    enquired_on: Dates = rows[columns.SECTION_47_ON].to_numpy()
    has_enquiry = ~np.isnat(enquired_on)
    is_in_need = (rows["outcome"] == "in_need").to_numpy()
    begins_on: Dates = np.where(has_enquiry, enquired_on, rows[columns.REFERRED_ON].to_numpy())
    planned_on = next_working_day(begins_on + lognormal_wait(rng, _CONFERENCE_DAYS, n))
    can_have = is_in_need & (planned_on <= rows[columns.CLOSED_ON].to_numpy())
    # so that the share is one of all enquiries, not only of those whose case stays open so long
    chance = _AFTER_ENQUIRY_SHARE * has_enquiry.sum() / max((has_enquiry & can_have).sum(), 1)
    has_plan = can_have & (rng.random(n) < np.where(has_enquiry, chance, _MOVED_IN_SHARE))
    entered_on = np.maximum(planned_on, rows["recorded_on"].to_numpy()) + wait(rng, _ENTERED, n)
    known_on = np.minimum(entered_on, rows[known(columns.CLOSED_ON)].to_numpy())
    none = np.datetime64("NaT", "D")
    return pl.DataFrame(
        {
            columns.CHILD_PROTECTION_PLAN_ON: np.where(has_plan, planned_on, none),
            known(columns.CHILD_PROTECTION_PLAN_ON): np.where(has_plan, known_on, none),
        }
    )
