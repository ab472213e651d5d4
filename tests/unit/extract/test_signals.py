"""Months to ask about: each signal on rows that plainly show it, and none on rows that do not."""

import datetime as dt
from collections.abc import Mapping

import numpy as np
import polars as pl
import pytest

from referral_analysis.errors import ParametersError, RowsFailedError
from referral_analysis.extract import Severity, Signal, check
from referral_analysis.extract.check_report import to_lines
from referral_analysis.periods import month_range, working_days

DRAWN = dt.date(2012, 1, 13)
MONTHS = month_range(dt.date(2010, 1, 1), dt.date(2011, 12, 1))
A_DAY = 4


def rows(
    scale: Mapping[int, float] | None = None,
    missing: Mapping[int, float] | None = None,
    districts: tuple[str, ...] = ("Dover", "Thanet"),
) -> pl.DataFrame:
    """Make rows of a county whose months differ by chance alone, but for those scaled or emptied.

    scale, missing: place of a month among MONTHS -> how many times the rows; the share of Dover's
    rows without a source.
    """
    rng = np.random.default_rng(7)
    frames = []
    for place, (month, days) in enumerate(zip(MONTHS, working_days(MONTHS), strict=True)):
        for district in districts:
            count = rng.poisson(A_DAY * days * (scale or {}).get(place, 1.0))
            blank = round(count * (missing or {}).get(place, 0.0)) if district == "Dover" else 0
            source = [None] * blank + ["6"] * (count - blank)
            frames.append(
                pl.DataFrame(
                    {"referral_source": source}, schema={"referral_source": pl.String}
                ).with_columns(referred_on=pl.lit(month), district=pl.lit(district))
            )
    ids = pl.format("C{}", pl.int_range(pl.len())).alias("child_id")
    return pl.concat(frames).with_columns(ids)


def seen(frame: pl.DataFrame, **severities: Severity) -> list[Signal]:
    names = {name.replace("_", " "): severity for name, severity in severities.items()}
    checked = check(frame.lazy(), extract_date=DRAWN, severities=names)
    return [signal for signal in checked.signals if signal.name != "unripe outcomes"]


def test_months_that_differ_by_chance_are_no_signal() -> None:
    assert seen(rows()) == []


def test_months_are_those_of_the_calendar_before_1970_too() -> None:
    days = [dt.date(1969, 11, 30), dt.date(1969, 12, 1), dt.date(1970, 2, 28), dt.date(1970, 3, 1)]
    counted = pl.concat(
        pl.DataFrame({"referred_on": [day] * 20, "district": ["Dover"] * 20}) for day in days
    ).with_columns(child_id=pl.format("C{}", pl.int_range(pl.len())))
    checked = check(counted.lazy(), extract_date=dt.date(1970, 4, 1))
    gaps = {(one.segment, one.month) for one in checked.signals if one.name == "gap in months"}
    assert gaps == {(segment, dt.date(1970, 1, 1)) for segment in ("county", "Dover")}


def test_a_jump_in_volume_is_named_by_county_and_district() -> None:
    found = seen(rows(scale=dict.fromkeys(range(12, 24), 2.0)))
    assert {(signal.name, signal.segment, signal.month) for signal in found} == {
        ("jump in volume", segment, dt.date(2011, 1, 1))
        for segment in ("county", "Dover", "Thanet")
    }
    assert "in the month before" in found[0].sentence


def test_a_rise_of_a_fifth_is_no_jump() -> None:
    assert seen(rows(scale=dict.fromkeys(range(12, 24), 1.2))) == []


def test_a_month_without_referrals_is_a_gap() -> None:
    found = seen(rows(scale={5: 0.0, 6: 0.0}))
    gaps = {(s.segment, s.month, s.sentence) for s in found if s.name == "gap in months"}
    assert gaps == {
        (segment, dt.date(2010, 6, 1), "no referrals; months without: 2")
        for segment in ("county", "Dover", "Thanet")
    }


def test_a_jump_in_missing_values_is_named_by_field() -> None:
    found = seen(rows(missing=dict.fromkeys(range(9, 24), 0.4)))
    assert {(s.name, s.segment, s.month) for s in found} == {
        ("jump in missing values", segment, dt.date(2010, 10, 1)) for segment in ("county", "Dover")
    }
    assert found[1].sentence == "referral_source missing in 41% of rows after 0%"


def test_rows_without_a_district_are_a_jump_of_the_county_alone() -> None:
    frame = rows().with_columns(
        pl.when((pl.col("district") == "Thanet") & (pl.col("referred_on") >= dt.date(2011, 1, 1)))
        .then(None)
        .otherwise("district")
        .alias("district")
    )
    found = {(s.segment, s.month) for s in seen(frame) if s.name == "jump in missing values"}
    assert found == {("county", dt.date(2011, 1, 1))}


def test_recent_referrals_may_still_change() -> None:
    frame = pl.DataFrame(
        {"child_id": ["C1", "C2", "C3"],
         "referred_on": [dt.date(2011, 11, 4), dt.date(2011, 11, 5), dt.date(2012, 1, 9)]}
    )  # fmt: skip
    checked = check(frame.lazy(), extract_date=DRAWN)
    sentence = "referrals in the 70 days before the extract, whose outcomes may change: 1"
    assert [(s.month, s.sentence) for s in checked.signals] == [
        (dt.date(2011, 11, 1), sentence),
        (dt.date(2012, 1, 1), sentence),
    ]
    assert check(frame.lazy(), extract_date=DRAWN, ripens_in_days=0).signals == ()


def test_a_signal_can_stop_the_run() -> None:
    message = r"^gap in months: June 2010: no referrals; months without: 2 and 2 more; need"
    with pytest.raises(RowsFailedError, match=message):
        seen(rows(scale={5: 0.0, 6: 0.0}), gap_in_months="stop")


def test_a_signal_excludes_no_rows() -> None:
    with pytest.raises(ParametersError, match=r"rule_severities: gap in months as `exclude`; need"):
        seen(rows(), gap_in_months="exclude")


def test_the_whole_is_called_no_county() -> None:
    lines = to_lines(check(rows(scale={5: 0.0}).lazy(), extract_date=DRAWN))
    gaps = [line for line in lines if line.startswith("gap in months")]
    assert gaps[0].startswith("gap in months, June 2010: no referrals")
    assert not any("county" in line for line in gaps)
