"""Areas that are renamed, joined or made are named with their month; others are not."""

import datetime as dt

import polars as pl
import pytest

from referral_analysis.extract import Signal, check
from referral_analysis.extract.area_spans import spans
from referral_analysis.periods import month_range

MONTHS = month_range(dt.date(2014, 1, 1), dt.date(2016, 12, 1))
ALL = "county"


def monthly(**areas: tuple[int, int, int]) -> pl.DataFrame:
    """Return months with rows: of each area its first and last place among MONTHS, and rows."""
    frame = pl.DataFrame(
        [
            {"month": month, "segment": area.replace("_", " "), "rows": rows}
            for area, (first, last, rows) in areas.items()
            for month in MONTHS[first : last + 1]
        ]
    )
    whole = frame.group_by("month").agg(pl.col("rows").sum()).with_columns(segment=pl.lit(ALL))
    return pl.concat([whole.select(frame.columns), frame])


def test_areas_that_are_there_throughout_are_not_named() -> None:
    assert list(spans(monthly(Alder=(0, 35, 30), Beech=(0, 35, 12)), ALL)) == []


def test_a_renamed_area_is_named_with_the_line_that_joins_it() -> None:
    found = list(spans(monthly(Alder=(0, 35, 30), Old_Beech=(0, 14, 20), Beech=(15, 35, 22)), ALL))
    assert [one[:3] for one in found] == [
        ("area begins", "Beech", dt.date(2015, 4, 1)),
        ("area ends", "Old Beech", dt.date(2015, 3, 1)),
    ]
    assert found[0][3] == (
        "no referral before this month, about 22 a month from it on; Old Beech ends as it begins: "
        "if they are one, codes: {district: {Old Beech: Beech}}"
    )
    assert found[1][3].endswith("about 20 a month until it; Beech begins as it ends")


def test_an_area_that_went_into_another_is_named_with_what_to_do() -> None:
    (found,) = spans(monthly(Alder=(0, 35, 30), Beech=(0, 20, 20)), ALL)
    assert found[:3] == ("area ends", "Beech", dt.date(2015, 9, 1))
    assert found[3].endswith("part of another now, codes: {district: {Beech: THE OTHER}}")


@pytest.mark.parametrize(
    ("rows", "lacks", "is_named"), [(5, 4, True), (5, 3, False), (1, 19, False)]
)
def test_a_thin_area_may_lack_months_by_chance(rows: int, lacks: int, is_named: bool) -> None:  # noqa: FBT001
    """Named from twenty referrals on that it would have had: 5 a month in 4 months, not in 3."""
    found = list(spans(monthly(Alder=(0, 35, 30), Thin=(0, 35 - lacks, rows)), ALL))
    assert bool(found) is is_named


def test_three_years_of_a_thin_area_are_not_missed_because_it_is_thin() -> None:
    found = list(spans(monthly(Alder=(0, 35, 30), Thin=(25, 35, 1)), ALL))
    assert [one[:2] for one in found] == [("area begins", "Thin")]


def test_check_says_it() -> None:
    days = pl.date_range(MONTHS[0], dt.date(2016, 12, 31), "1d", eager=True)
    rows = pl.DataFrame({"referred_on": days, "district": "Alder"}).vstack(
        pl.DataFrame({"referred_on": days, "district": "Beech"}).with_columns(
            district=pl.when(pl.col("referred_on") < dt.date(2015, 4, 1))
            .then(pl.lit("Old Beech"))
            .otherwise("district")
        )
    )
    rows = rows.with_columns(pl.format("C{}", pl.int_range(pl.len())).alias("child_id"))
    checked = check(rows.lazy(), extract_date=dt.date(2017, 1, 10))

    def named(signal: Signal) -> bool:
        return signal.name.startswith("area")

    assert [(one.name, one.segment) for one in filter(named, checked.signals)] == [
        ("area begins", "Beech"),
        ("area ends", "Old Beech"),
    ]
