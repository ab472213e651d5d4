"""What stands under the figures is what they count: by the outcome that the plan chose."""

import datetime as dt
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.papers.about import definitions
from referral_analysis.questions.needs import Have
from referral_analysis.series.outcome import NFA, Outcome, parsed

if TYPE_CHECKING:
    from referral_analysis.papers.board.release import ReleasedBoard

HAVE = Have(
    columns=frozenset({"referred_on"}),
    companions=frozenset(),
    months_before=37,
    months_after=5,
)
NOT_IN_NEED, AT_ONCE = "Assessed, not in need", "Closed with no further action"


@pytest.mark.parametrize(
    ("outcome", "names"),
    [(NFA, {NOT_IN_NEED}), (parsed("nfa_or_not_in_need"), {AT_ONCE})],
)
def test_not_in_need_is_defined_where_it_is_no_part_of_the_outcome(
    outcome: Outcome, names: set[str]
) -> None:
    board = SimpleNamespace(
        plan=replace(FEBRUARY, outcome=outcome, last_month=dt.date(2011, 11, 1)),
        changes=SimpleNamespace(table=pl.DataFrame({"measure": ["nfa", "closed_at_once"]})),
        have=HAVE,
    )
    panel = definitions(cast("ReleasedBoard", board))
    assert {name for name in (NOT_IN_NEED, AT_ONCE) if f"<dt>{name}</dt>" in panel.markup} == names
