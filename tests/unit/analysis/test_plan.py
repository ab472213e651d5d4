"""The plan: which months are compared with which."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from tests.plans import FEBRUARY

from referral_analysis.errors import ParametersError


@pytest.mark.parametrize(
    ("last_month", "before"),
    [
        (dt.date(2011, 12, 1), (dt.date(2010, 8, 1), dt.date(2010, 12, 1))),
        (dt.date(2012, 4, 1), (dt.date(2010, 8, 1), dt.date(2011, 4, 1))),
        # a year before May 2012 is the launch itself
        (dt.date(2012, 5, 1), (dt.date(2009, 8, 1), dt.date(2010, 5, 1))),
        (dt.date(2013, 4, 1), (dt.date(2009, 8, 1), dt.date(2011, 4, 1))),
        (dt.date(2013, 5, 1), (dt.date(2008, 8, 1), dt.date(2010, 5, 1))),
    ],
)
def test_the_same_months_before_end_before_the_launch(
    last_month: dt.date, before: tuple[dt.date, dt.date]
) -> None:
    plan = replace(
        FEBRUARY,
        series_starts=dt.date(2006, 4, 1),
        last_month=last_month,
        extract_drawn_on=dt.date(2013, 12, 1),
    )
    assert plan.same_months_before == before


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"inspection_month": dt.date(2008, 4, 1)}, "series_starts and inspection_month"),
        ({"inspection_month": dt.date(2011, 5, 1)}, "inspection_month and launch_month"),
        ({"inspection_month": FEBRUARY.series_starts}, "series_starts and inspection_month"),
        (
            {"inspection_month": None, "series_starts": dt.date(2011, 5, 1)},
            "series_starts and launch_month",
        ),
    ],
)
def test_an_earlier_shock_lies_between_the_first_month_and_the_launch_if_there_was_one(
    changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(ParametersError, match=f"{message}: they are out of order"):
        replace(FEBRUARY, **changes)
    assert replace(FEBRUARY, inspection_month=None).months_before == FEBRUARY.months_before
