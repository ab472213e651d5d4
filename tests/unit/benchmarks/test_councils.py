"""Which outcome a council of a given size and shares would be let look at, and the sums by size."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from benchmarks import councils, councils_ranges
from benchmarks.councils import NFA, WIDE, Council, Told
from benchmarks.worlds_simulator import drawn, months_of

from referral_analysis.analysis import county, headline

HEAD = "time_period,new_la_code,referral_count,no_further_action_count,not_in_need_count\n"
USED = Council(code="A", referrals=2400, nfa=360, not_in_need=480)
UNUSED = Council(code="B", referrals=2400, nfa=12, not_in_need=720)
TINY = Council(code="C", referrals=24, nfa=6, not_in_need=0)


def test_councils_of_a_year_are_read_the_smallest_first(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text(
        f"{HEAD}2025,B,2400.0,12.0,720.0\n2025,C,24.0,6.0,0.0\n2024,D,9.0,1.0,1.0\n2025,E,100.0,,9.0\n",
        "utf-8",
    )
    assert councils.councils(table, 2025) == [TINY, UNUSED]


@pytest.mark.parametrize(
    ("council", "fate"), [(USED, "nfa"), (UNUSED, "nfa_or_not_in_need"), (TINY, "line")]
)
def test_a_council_looks_at_the_first_outcome_of_which_it_has_enough(
    council: Council, fate: str
) -> None:
    assert councils.fate_of(council, 1.0, 0)[0] == fate


def test_the_months_have_the_council_s_size_and_shares() -> None:
    for outcome, share in ((NFA, 0.005), (WIDE, 0.305)):
        counts = councils.months(UNUSED, outcome, 1.0, 0)
        every = counts.inappropriate + counts.assessed
        assert np.mean(every) == pytest.approx(200, rel=0.2)
        found = councils.frequency(counts, outcome)
        assert found.share == pytest.approx(share, rel=0.3)
        assert found.outcome == outcome


def judged(code: str, a_month: float, low: float, high: float) -> Told:
    return Told(
        code=code, a_month=a_month, effect=1.0, draw=0, fate="nfa", form="ratio", estimate=1.0,
        low=low, high=high, truth=1.0, told="cannot tell",
    )  # fmt: skip


def test_the_sums_by_size_count_what_was_told() -> None:
    rows = [
        judged("A", 200, 0.8, 1.25),
        judged("B", 399, 0.4, 0.8),
        Told(code="C", a_month=399, effect=1.0, draw=0, fate="line"),
        judged("D", 400, 0.8, 1.25),
    ]
    band = next(one for one in councils.by_band(rows) if (one["effect"], one["from"]) == (1.0, 200))
    assert (band["simulated"], band["reports"], band["lines"], band["coverage"]) == (3, 2, 1, 50.0)
    assert band["median_width"] == pytest.approx((np.log(1.25 / 0.8) + np.log(2)) / 2, abs=0.01)


def test_councils_are_spread_over_size_with_both_ends() -> None:
    listed = [Council(code=str(n), referrals=n, nfa=1, not_in_need=1) for n in range(11)]
    assert [one.referrals for one in councils.spread(listed, 3)] == [0, 5, 10]


def test_a_table_that_is_not_there_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["councils", "nowhere/table.csv"])
    with pytest.raises(SystemExit, match="2"):
        councils.main()
    assert "table.csv is not there" in capsys.readouterr().err


def test_ranges_of_councils_are_those_of_the_headline() -> None:
    plan = replace(
        councils.plan_of(),
        last_month=councils_ranges.LAST_MONTH,
        extract_drawn_on=councils_ranges.DRAWN_ON,
    )
    world, months = councils.world_of(UNUSED, WIDE, 1.0), months_of(councils_ranges.WINDOW)
    monthly = councils.laid_out(drawn(world, months, 1, 3), "nfa_or_not_in_need", plan)
    form, ranges = councils_ranges.ranges_of(county.pair(monthly), plan)
    told = headline.of_months(monthly, None, plan)
    assert form == told.decision.form
    for name in councils_ranges.TOLERANCES:
        reach = getattr(told.examined, name)
        assert ranges[name] == pytest.approx((reach.low, reach.high))


def test_a_drifting_council_wanders_as_far_as_the_tolerance_says() -> None:
    calm, wild = (
        councils_ranges.drifting(UNUSED, WIDE, 1.0, name)
        for name in ("calm", "drifts by all of it")
    )
    assert calm.departures == ()
    path = wild.departures[0].path(np.arange(13), np.random.default_rng(1), 4000)
    assert np.std(path[:, 12] - path[:, 0]) == pytest.approx(councils_ranges.A_YEAR, rel=0.05)
    assert councils_ranges.A_YEAR == 0.2  # of 61 months and more (decision 19)


def test_bands_of_few_councils_are_drawn_more_often() -> None:
    listed = [replace(TINY, code=str(n)) for n in range(7)] + [replace(USED, code="big")] * 100
    assert councils_ranges.draws_of(listed[0], listed, 20) == 72
    assert councils_ranges.draws_of(listed[-1], listed, 20) == 20
