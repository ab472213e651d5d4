"""Verdicts as a table: each side of each edge."""

import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.errors import ParametersError

NO, FELL, ROSE, CANNOT = "no_change_that_matters", "fell", "rose", "cannot_tell"
CASES = [
    # estimand, scale, low, high, verdict, verdict with a margin of 0.9
    ("level_change", "ratio", 0.80, 0.99, FELL, FELL),
    ("level_change", "ratio", 0.80, 1.00, CANNOT, CANNOT),
    ("level_change", "ratio", 1.01, 1.20, ROSE, ROSE),
    ("level_change", "ratio", 1.00, 1.20, CANNOT, CANNOT),
    ("mean_effect", "ratio", 0.91, 1.11, CANNOT, NO),
    ("mean_effect", "ratio", 0.90, 1.05, CANNOT, CANNOT),
    ("mean_effect", "ratio", 0.95, 1 / 0.9, CANNOT, CANNOT),
    ("mean_effect", "ratio", 0.95, 0.99, FELL, FELL),
    ("slope_change", "ratio", 0.95, 1.05, CANNOT, CANNOT),
    ("level_change", "absolute", -9.0, -1.0, FELL, FELL),
    ("level_change", "absolute", -1.0, 1.0, CANNOT, CANNOT),
    ("averted", "absolute", 1.0, 9.0, FELL, FELL),
    ("averted", "absolute", -9.0, -1.0, ROSE, ROSE),
    ("averted", "absolute", -1.0, 9.0, CANNOT, CANNOT),
    ("mean_effect", "ratio", None, 0.9, FELL, FELL),
    ("mean_effect", "ratio", 0.95, None, CANNOT, CANNOT),
    ("mean_effect", "ratio", None, None, CANNOT, CANNOT),
]
SCHEMA = ("estimand", "scale", "low", "high", "plain", "with_margin")


def test_verdicts_follow_from_intervals() -> None:
    frame = pl.DataFrame(CASES, SCHEMA, orient="row")
    plain, with_margin = its.verdicts(frame), its.verdicts(frame, ratio_margin=0.9)
    assert plain["verdict"].to_list() == frame["plain"].to_list()
    assert with_margin["verdict"].to_list() == frame["with_margin"].to_list()


@pytest.mark.parametrize("margin", [0.0, 1.0, 10.0])
def test_a_margin_is_a_ratio_below_one(margin: float) -> None:
    frame = pl.DataFrame(CASES, SCHEMA, orient="row")
    with pytest.raises(ParametersError, match=r"ratio_margin: .* need the largest fall that does"):
        its.verdicts(frame, ratio_margin=margin)
