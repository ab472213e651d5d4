"""What shares of a month or half-year tell of counts that are hidden: worlds worked by hand."""

import datetime as dt
from collections.abc import Sequence
from itertools import product

import polars as pl
import pytest

from referral_analysis.analysis.events import Event
from referral_analysis.disclosure import DFE, Earlier, earlier_releases
from referral_analysis.disclosure.counted import Count, county_count
from referral_analysis.disclosure.register import register_of
from referral_analysis.periods import add_months, month_range
from referral_analysis.questions.data.finding import QualityFindings
from referral_analysis.questions.data.plan import QualityPlan
from referral_analysis.questions.data.release import ReleasedQuality, release_quality

FIRST, LAST = dt.date(2016, 4, 1), dt.date(2017, 3, 1)
DRAWN = dt.date(2017, 5, 9)
MONTHS = month_range(FIRST, LAST)
LAUNCH = dt.date(2016, 10, 1)
PLAN = QualityPlan(
    series_starts=FIRST,
    last_month=LAST,
    events=(Event(name="inspection", starts=dt.date(2016, 6, 1)),),
    launch_month=LAUNCH,
    phase_in_ends=LAUNCH,
    rebase_months=(),
    is_interim=False,
    extract_drawn_on=DRAWN,
    nfa_ripens_in_days=10,
    closure_ripens_in_days=42,
)
NO_JUMP = {"count_before": None, "whole_before": None, "change": None, "is_jump": False}
REFERRALS = 40
NEED, FLAG = "Primary need", "No further action flag"


def field(name: str, expected: Sequence[int], missing: Sequence[int]) -> pl.DataFrame:
    of = "all referrals" if name == FLAG else "referrals with further action"
    return pl.DataFrame(
        {"field": name, "expected_of": of, "period": MONTHS, "expected": expected,
         "missing": missing, **NO_JUMP}
    )  # fmt: skip


def needs(nfa: Sequence[int]) -> pl.DataFrame:
    """Two needs: of those with further action, 20 in a half-year have the second."""
    halves = [(0, sum(REFERRALS - n for n in nfa[:6])), (6, sum(REFERRALS - n for n in nfa[6:]))]
    return pl.DataFrame(
        [
            {"key": f"primary_need {code}", "column": "primary_need", "code": code, "label": code,
             "period": MONTHS[at], "count": count, "listed": listed, **NO_JUMP}
            for at, listed in halves
            for code, count in (("N1", listed - 20), ("N2", 20))
        ],
        {"key": pl.String, "column": pl.String, "code": pl.String, "label": pl.String,
         "period": pl.Date, "count": pl.Int64, "listed": pl.Int64, "count_before": pl.Int64,
         "whole_before": pl.Int64, "change": pl.Float64, "is_jump": pl.Boolean},
    )  # fmt: skip


def released(
    nfa: Sequence[int],
    *,
    missing: Sequence[int] = (0,) * 12,
    blank: Sequence[int] = (0,) * 12,
    earlier: Earlier | None = None,
) -> ReleasedQuality:
    """Release a county of one district, 40 referrals a month, given who had no further action."""
    found = QualityFindings(
        plan=PLAN,
        rows=pl.DataFrame({"read": [500], "kept": [480], "excluded": [20]}),
        bounds=pl.DataFrame(
            {"part": ["before", "after"], "nfa": [60, 60], "could_be_nfa": [0, 0]}
        ),
        completeness=pl.concat(
            [
                field(FLAG, [REFERRALS] * 12, blank),
                field(NEED, [REFERRALS - n for n in nfa], missing),
            ]
        ),
        rules=pl.DataFrame(
            {"rule": ["8610", "8568"], "sentence": "x", "severity": "flag",
             "failed": [sum(missing) + 30, sum(blank) + 30]}
        ),
        rules_by_quarter=pl.DataFrame(
            {"rule": "8600", "period": [FIRST], "failed": [9], "referrals": [120]}
        ),
        drift=needs(nfa),
        volume=pl.DataFrame(
            {"period": MONTHS, "referrals": REFERRALS, "working_days": 20, "per_day": 2.0,
             "phase": 0, "mean": 2.0, "lower": 1.0, "upper": 3.0, "is_trial": False,
             "signal": ""}
        ),
        districts=pl.DataFrame(
            {"segment": "Dover", "period": [FIRST], "referrals": [120], "missing": [0],
             "of_county": [120], **{f"{what}_{name}": value for what in ("volume", "missing")
                                    for name, value in NO_JUMP.items()}}
        ),
        segment_months=pl.DataFrame(
            {"kind": "district", "segment": "Dover", "period": MONTHS, "referrals": REFERRALS,
             "nfa": nfa, "child_working_days": 1.0}
        ),
    )  # fmt: skip
    return release_quality(found, DFE, earlier)


def shown_of(found: ReleasedQuality, name: str) -> list[int | None]:
    rows = found.completeness.table.filter(pl.col("field") == name)
    return rows["missing"].to_list()


def board_said(counts: dict[Count, int | None]) -> Earlier:
    return earlier_releases(register_of(counts, ("board_report", DRAWN), 1, None))


def board_of(nfa: Sequence[int]) -> Earlier:
    """Read a Board report that shows all months of more than five with no further action."""
    shown = {county_count("referrals", month, month): REFERRALS for month in MONTHS}
    of_nfa = {
        county_count("nfa", month, month): None if n in range(1, 6) else n
        for month, n in zip(MONTHS, nfa, strict=True)
    }
    return board_said({**shown, **of_nfa})


def test_a_share_of_those_with_further_action_does_not_tell_who_had_none() -> None:
    """8 of 37 is 21.6%, which no other number from 35 to 39 rounds to: three had none."""
    assert [n for n in range(35, 40) if round(100 * 8 / n, 1) == 21.6] == [37]
    nfa = [12, 3, 12, 12, 12, 12, 12, 12, 12, 12, 4, 12]
    alone = shown_of(released(nfa, missing=[8] * 12), NEED)
    assert (alone[1], alone[10]) == (None, None)
    shown = shown_of(released(nfa, missing=[8] * 12, earlier=board_of(nfa)), NEED)
    assert [at for at in range(12) if shown[at] is None] == [1, 10]


def test_nor_what_another_report_hides_for_the_sake_of_another_count() -> None:
    earlier = board_said({county_count("nfa", MONTHS[4], MONTHS[4]): None})
    shown = shown_of(released([12] * 12, missing=[8] * 12, earlier=earlier), NEED)
    assert shown[4] is None
    earlier = board_said({county_count("nfa", MONTHS[4], MONTHS[4]): 12})
    shown = shown_of(released([12] * 12, missing=[8] * 12, earlier=earlier), NEED)
    assert shown == [8] * 12


@pytest.mark.parametrize("missing", [0, 37])
def test_a_share_of_none_or_all_tells_of_no_number(missing: int) -> None:
    nfa = [12, 3, 12, 12, 12, 12, 12, 12, 12, 12, 4, 12]
    of_each = [8, missing, *[8] * 10]
    assert shown_of(released(nfa, missing=of_each), NEED)[1] == missing


def test_needs_of_a_half_year_do_not_tell_its_one_hidden_month() -> None:
    """240 less those with a need is who had no further action; the other five months are shown."""
    nfa = [12, 3, 12, 12, 12, 12, 12, 12, 12, 12, 12, 12]
    drift = released(nfa, earlier=board_of(nfa)).drift.table
    assert drift["count"].null_count() == 2
    assert drift.filter(pl.col("period") == MONTHS[6])["count"].to_list() == [148, 20]
    alone = released([12] * 12, earlier=board_of([12] * 12)).drift.table
    assert alone["count"].null_count() == 0


def test_flags_left_blank_by_month_do_not_tell_more_than_their_stretches() -> None:
    """The Board says how many flags are blank before and after: what is left is one month's."""
    blank = [9, 4, 9, 9, 9, 9, 9, 9, 3, 9, 9, 9]
    before = county_count("unflagged", FIRST, add_months(LAUNCH, -1))
    after = county_count("unflagged", add_months(LAUNCH, 1), LAST)
    earlier = board_said({before: sum(blank[:6]), after: sum(blank[7:])})
    shown = shown_of(released([12] * 12, blank=blank, earlier=earlier), FLAG)
    for months, total in ((range(6), sum(blank[:6])), (range(7, 12), sum(blank[7:]))):
        hidden = [at for at in months if shown[at] is None]
        left = total - sum(shown[at] or 0 for at in months)
        fits = [
            given for given in product(range(1, left + 1), repeat=len(hidden)) if sum(given) == left
        ]
        for place, at in enumerate(hidden):
            if blank[at] in range(1, 6):
                assert len({given[place] for given in fits}) >= 5


def test_the_register_tells_later_reports_what_the_shares_told() -> None:
    register = released([12] * 12).register
    rows = register.filter(
        pl.col("measure") == "nfa", pl.col("first_month") == pl.col("last_month")
    )
    assert rows["count"].to_list() == [12] * 12
    assert register.filter(pl.col("measure") == "unflagged").height == 12 + 3


def test_what_the_board_report_registered_is_not_registered_again() -> None:
    register = released([12] * 12, earlier=board_of([12] * 12)).register
    mine = register.filter(pl.col("report") == "data_quality", pl.col("measure") == "nfa")
    assert mine["first_month"].to_list() == [MONTHS[0], MONTHS[6]]  # half-years, not months
    assert mine["count"].to_list() == [72, 72]
