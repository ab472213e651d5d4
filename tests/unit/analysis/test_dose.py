"""The dose of the launch, worked by hand."""

import datetime as dt

import polars as pl
import pytest
from tests.unit.analysis.test_primary import PLAN

from referral_analysis.analysis import dose
from referral_analysis.errors import ParametersError
from referral_analysis.extract import Population

AREAS = Population(
    estimates=pl.DataFrame(
        {
            "area": [area for area in ("Dover", "Swale", "Thanet") for _ in (2007, 2012)],
            "year": [2007, 2012] * 3,
            "children_0_17": [20_000] * 6,
        }
    )
)


def held(*days: tuple[int, int, str]) -> pl.DataFrame:
    rows = [(dt.date(2011, month, day), district) for month, day, district in days]
    return pl.DataFrame(rows, {"date": pl.Date, "district": pl.String}, orient="row")


def referrals(counts: dict[str | None, int], month: dt.date) -> pl.DataFrame:
    """Return inappropriate referrals of a month, so many of each district."""
    districts = [name for name, count in counts.items() for _ in range(count)]
    return pl.DataFrame(
        {"referred_on": month, "district": districts, "is_nfa": True},
        schema={"referred_on": pl.Date, "district": pl.String, "is_nfa": pl.Boolean},
    )


BEFORE = referrals({"Dover": 30, "Swale": 60, "Thanet": 10, None: 900}, dt.date(2010, 1, 1))
WORKSHOPS = held((5, 15, "Dover"), (5, 16, "Dover"), (6, 1, "Swale"), (7, 31, "Swale"))


def of(rows: pl.DataFrame, workshops: pl.DataFrame) -> list[float]:
    found = dose.of_launch(rows.lazy(), AREAS, workshops, PLAN)
    assert found is not None
    return found["dose"].to_list()


def test_districts_weigh_as_they_referred_before_the_launch() -> None:
    # May: half of Dover's; Thanet, without any, as the county: 1 of 4. June: all of Dover's,
    # half of Swale's, 3 of 4. July: as June, since the last is after the middle of the month
    may, june = 0.3 * 0.5 + 0.1 * 0.25, 0.3 + 0.6 * 0.5 + 0.1 * 0.75
    assert of(BEFORE, WORKSHOPS) == pytest.approx([may, june, june], abs=0.0051)


def test_months_from_the_launch_on_do_not_weigh() -> None:
    after = referrals({"Dover": 5000}, dt.date(2011, 9, 1))
    launch = referrals({"Swale": 5000}, PLAN.launch_month)
    assert of(pl.concat([BEFORE, after, launch]), WORKSHOPS) == of(BEFORE, WORKSHOPS)


def test_the_last_month_before_the_launch_weighs_too() -> None:
    april = referrals({"Dover": 100}, dt.date(2011, 4, 30))
    # 130 of 200 are Dover's: half its workshops were held by the middle of May, then all
    may, june = 0.65 * 0.5 + 0.05 * 0.25, 0.65 + 0.3 * 0.5 + 0.05 * 0.75
    assert of(pl.concat([BEFORE, april]), WORKSHOPS) == pytest.approx([may, june, june], abs=0.0051)


def test_each_district_has_the_dose_of_its_own_workshops() -> None:
    found = dose.of_districts(WORKSHOPS, ["Dover", "Thanet"], PLAN)
    doses = {name: rows["dose"].to_list() for (name,), rows in found.group_by("segment")}
    assert doses == {"Dover": [0.5, 1, 1], "Thanet": [0.25, 0.75, 0.75]}
    assert found.columns == ["segment", "period", "dose"]


@pytest.mark.parametrize(
    ("workshops", "found"),
    [
        (held((5, 1, "Dover"), (8, 1, "Dover")), "1 held outside the phase-in"),
        (held((4, 30, "Dover"), (4, 29, "Dover")), "2 held outside the phase-in"),
        (held(), "none"),
    ],
)
def test_workshops_outside_the_phase_in_are_refused(workshops: pl.DataFrame, found: str) -> None:
    with pytest.raises(ParametersError, match=rf"workshops: {found}; need one or more, each from"):
        of(BEFORE, workshops)


@pytest.mark.parametrize(
    ("day", "outside"), [((4, 30), 1), ((5, 1), 0), ((7, 31), 0), ((8, 1), 1), ((8, 31), 1)]
)
def test_the_phase_in_is_from_its_first_day_to_its_last(day: tuple[int, int], outside: int) -> None:
    assert dose.outside_phase_in(held((*day, "Dover"), (6, 1, "Swale")), PLAN) == outside
