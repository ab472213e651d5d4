"""`referral-analysis fit`: any series, one table, the same as values for JSON, and plain errors."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from referral_analysis import its
from referral_analysis.errors import (
    ColumnMissingError,
    FileUnreadableError,
    ParametersError,
    ReferralAnalysisError,
    SeriesTooShortError,
    SpecError,
    ValueUnreadableError,
)
from referral_analysis.runs.analyst.fit import FitOptions, fit_series, timeline_of

Written = Callable[..., Path]
LAUNCH = ["launch=2011-05..2011-07"]
WIDEST = 100


def periods(form: str) -> list[str]:
    """Return periods from 2008 on as text."""
    if form == "week":
        days = pl.date_range(pl.date(2009, 1, 5), pl.date(2012, 3, 1), "1w", eager=True)
        return days.dt.strftime("%G-W%V").to_list()
    if form == "quarter":
        return [f"{year}-Q{quarter}" for year in range(2004, 2013) for quarter in (1, 2, 3, 4)]
    if form == "year":
        return [str(year) for year in range(1995, 2016)]
    days = pl.date_range(pl.date(2008, 4, 1), pl.date(2011, 12, 1), "1mo", eager=True)
    return days.dt.strftime("%Y-%m-%d" if form == "day" else "%Y-%m").to_list()


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """Write a series of counts around 400; changes are made to the frame first."""

    def write(
        change: Callable[[pl.DataFrame], pl.DataFrame] = lambda frame: frame, form: str = "month"
    ) -> Path:
        names = periods(form)
        counts = np.random.default_rng(4).poisson(400, len(names))
        path = tmp_path / "series.csv"
        change(pl.DataFrame({"period": names, "count": counts})).write_csv(path)
        return path

    return write


def test_the_table_holds_what_effects_gives(written: Written) -> None:
    result = fit_series(written(), ["inspection=2010-10", *LAUNCH])
    frame = pl.read_csv(written()).with_columns(pl.col("period"))
    timeline = its.Timeline(
        its.Interruption("inspection", starts="2010-10"),
        its.Interruption("launch", starts="2011-05", phase_in_ends="2011-07"),
    )
    fit = its.fit(frame, its.ItsSpec(timeline=timeline, seasonality=its.fourier(1)))
    ratio = its.effects(fit, "launch").row(0, named=True)
    rows = result.as_dict["effects"]
    assert isinstance(rows, list)
    row = next(row for row in rows if row["interruption"] == "launch")
    assert {name: row[name] for name in ("estimate", "low", "high")} == {
        name: ratio[name] for name in ("estimate", "low", "high")
    }
    line = next(line for line in result.text.splitlines() if line.startswith("launch"))
    assert line.split()[:6] == [
        "launch",
        "level",
        "change",
        *(f"{ratio[end]:.3f}" for end in ("estimate", "low", "high")),
    ]
    assert line.endswith("rose" if ratio["low"] > 1 else "cannot tell")


def test_the_text_says_what_was_fitted(written: Written) -> None:
    lines = fit_series(written(), LAUNCH).text.splitlines()
    assert lines[0] == "series.csv: 45 months, 2008-04 to 2011-12"
    assert lines[1] == "Interruptions: launch from 2011-05, to 2011-07 left out"
    assert lines[2] == (
        "Model ar1, log scale, season 1 pair of waves a year; 95% intervals: REML, Satterthwaite"
    )
    heads = "effect estimate low high unit p verdict"
    assert lines[4].split() == heads.split()
    assert "held the truth in simulation: 94-96%" in "\n".join(lines)
    assert "- few_after: launch: Few periods after" in "\n".join(lines)
    # a level change alone is the mean effect: not said twice
    assert not any("mean effect" in line for line in lines)


def test_json_holds_only_what_json_has(written: Written) -> None:
    for model in ("ar1", "quasi_poisson"):
        options = FitOptions(model=model, slope_change=True)
        result = fit_series(written(), LAUNCH, options)
        values = json.loads(json.dumps(result.as_dict, allow_nan=False))
        assert values["model"] == model
        assert (values["first"], values["last"]) == ("2008-04", "2011-12")
        assert values["interruptions"] == [
            {"name": "launch", "starts": "2011-05", "phase_in_ends": "2011-07"}
        ]
        assert {row["estimand"] for row in values["effects"]} >= {"mean_effect", "averted"}
        assert values["coefficients"]
        assert values["checks"]


@pytest.mark.parametrize(
    ("form", "interruption", "season"),
    [
        ("week", "launch=2011-W20..2011-W30", "1 pair"),
        ("quarter", "launch=2011-Q2", "1 pair"),
        ("year", "launch=2008", "none"),
        ("day", "launch=2011-05..2011-07", "1 pair"),
    ],
)
def test_weeks_quarters_years_and_dates_are_read(
    form: str, interruption: str, season: str, written: Written
) -> None:
    result = fit_series(written(form=form), [interruption])
    assert f"season {season}" in result.text
    frequency = "month" if form == "day" else form
    assert result.as_dict["frequency"] == frequency
    if form == "day":
        assert result.as_dict["first"] == "2008-04"


def test_four_years_of_months_have_two_pairs(written: Written) -> None:
    longer = written(
        lambda frame: pl.concat(
            [
                pl.DataFrame(
                    {"period": ["2008-01", "2008-02", "2008-03"], "count": [390, 410, 400]}
                ),
                frame,
            ]
        )
    )
    assert "season 2 pairs of waves a year" in fit_series(longer, LAUNCH).text
    asked = fit_series(longer, LAUNCH, FitOptions(seasonal_pairs=0))
    assert "season none" in asked.text


def test_segments_have_a_column_and_lines_stay_narrow(written: Written) -> None:
    names = ["North of the county", "South", "West", "East"]

    def segments(frame: pl.DataFrame) -> pl.DataFrame:
        return pl.concat(
            frame.with_columns(pl.lit(name).alias("Segment"), pl.lit(1e6).alias("exposure"))
            for name in names
        )

    options = FitOptions(model="ols_hac", slope_change=True, unit="referrals closed without action")
    happened = ["inspection=2010-10", "a very long name=2011-05..2011-07"]
    result = fit_series(written(segments), happened, options)
    lines = result.text.splitlines()
    assert lines[0].endswith("4 segments")
    assert max(map(len, lines)) <= WIDEST
    assert sum(line.startswith("North of the …") for line in lines) == 3 + 6
    assert any("and 1 more" in line for line in lines)
    assert result.as_dict["segments"] == sorted(names)


def test_headers_may_be_capitals_and_other_columns_are_left(written: Written) -> None:
    path = written(lambda frame: frame.rename(str.upper).with_columns(NOTE=pl.lit("x")))
    assert "45 months" in fit_series(path, LAUNCH).text


def test_a_pulse_of_numbers_is_written_short(written: Written) -> None:
    tiny = written(lambda frame: frame.select("period", value=pl.col("count") * 1e-7))
    text = fit_series(tiny, LAUNCH, FitOptions(scale="identity")).text
    assert "e-0" in text
    large = written(lambda frame: frame.select("period", pl.col("count") * 1000))
    lines = fit_series(large, LAUNCH).text.splitlines()
    assert any(line.startswith("averted") and "," in line for line in lines)
    huge = written(lambda frame: frame.select("period", pl.col("count") * 10**7))
    lines = fit_series(huge, LAUNCH).text.splitlines()
    assert any(line.startswith("averted") and "e+0" in line for line in lines)


def test_shares_are_fitted_on_the_logit_scale(written: Written) -> None:
    path = written(lambda frame: frame.with_columns(exposure=pl.lit(1000)))
    result = fit_series(path, LAUNCH, FitOptions(model="quasi_binomial"))
    assert result.as_dict["scale"] == "logit"
    assert "odds ratio" in result.text


def test_a_small_p_value_is_not_written_as_nothing(written: Written) -> None:
    fall = pl.when(pl.col("period") > "2011-04").then(100).otherwise(pl.col("count"))
    path = written(
        lambda frame: frame.with_columns(fall.alias("count") + pl.int_range(pl.len()) % 3)
    )
    assert " <.001  fell" in fit_series(path, LAUNCH).text


def test_what_has_no_ratio_is_a_dash(written: Written) -> None:
    path = written(lambda frame: frame.select("period", value=pl.col("count") - 400.5))
    lines = fit_series(path, LAUNCH, FitOptions(scale="identity")).text.splitlines()
    ratio = next(line.split() for line in lines if " ratio " in line)
    assert ratio[2] == "-"


def test_interruptions_are_read() -> None:
    timeline = timeline_of(
        ["inspection = 2010-10", "launch=2011-05..2011-07"],
        FitOptions(phase_in="ramp", slope_change=True),
    )
    inspection, launch = timeline.interruptions
    assert (inspection.name, inspection.starts, inspection.phase_in_ends) == (
        "inspection",
        "2010-10",
        None,
    )
    assert (inspection.phase_in, inspection.slope_change) == ("exclude", False)
    assert (launch.starts, launch.phase_in_ends) == ("2011-05", "2011-07")
    assert (launch.phase_in, launch.slope_change) == ("ramp", True)


@pytest.mark.parametrize(
    "text", ["launch", "launch=", "=2011-05", "launch=2011-05..", "launch=2011-05.2011-07", "a=b=c"]
)
def test_an_interruption_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(ParametersError, match=r"--interruption: .* such as launch=2011-05\.\.2011"):
        timeline_of([text])


def test_an_interruption_is_needed() -> None:
    with pytest.raises(ParametersError, match="--interruption: no interruption; need NAME=START"):
        timeline_of([])


def drop(frame: pl.DataFrame) -> pl.DataFrame:
    """Leave out the outcome."""
    return frame.rename({"count": "total"})


BAD: dict[str, tuple[Callable[[pl.DataFrame], pl.DataFrame], type[ReferralAnalysisError], str]] = {
    "no period": (
        lambda frame: frame.rename({"period": "month"}),
        ColumnMissingError,
        r"series\.csv: no column period; need the columns period and one of count and value",
    ),
    "no outcome": (drop, ColumnMissingError, "neither count nor value"),
    "two outcomes": (
        lambda frame: frame.with_columns(value=1.0),
        ColumnMissingError,
        "both a count and a value",
    ),
    "one name twice": (
        lambda frame: frame.with_columns(Count=1),
        FileUnreadableError,
        "two columns of one name",
    ),
    "no number": (
        lambda frame: frame.with_columns(
            pl.when(pl.int_range(pl.len()) == 3)
            .then(pl.lit("4OO"))
            .otherwise("count")
            .alias("count")
        ),
        ValueUnreadableError,
        r"count: 1 cell that is not a number, the first in row 4, in the shape 9aa; need numbers",
    ),
    "a thousands mark": (
        lambda frame: frame.with_columns(count=pl.lit("1,000")),
        ValueUnreadableError,
        "45 cells that are not a number",
    ),
    "an empty period": (
        lambda frame: frame.with_columns(
            pl.when(pl.int_range(pl.len()) != 3).then("period").alias("period")
        ),
        ValueUnreadableError,
        r"series\.csv: period: empty cells; need a period in each row",
    ),
    "no such day": (
        lambda frame: frame.with_columns(period=pl.col("period") + "-31"),
        ValueUnreadableError,
        "days that are not in the calendar",
    ),
    "no such period": (
        lambda frame: frame.with_columns(
            period=pl.when(pl.int_range(pl.len()) == 3)
            .then(pl.lit("Mai 2010, late"))
            .otherwise("period")
        ),
        ValueUnreadableError,
        r"series\.csv: period: row 4 holds no period, in the shape aaa 9999, aaaa; need a month",
    ),
    "other periods": (
        lambda frame: frame.with_columns(period=pl.lit("2010-W20")),
        SpecError,
        "periods of another length than the timeline's",
    ),
    "too short": (
        lambda frame: frame.tail(20),
        SeriesTooShortError,
        "all: 12 months before the launch; need at least 24",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_one_line(case: str, written: Written) -> None:
    change, error, message = BAD[case]
    with pytest.raises(error, match=message) as caught:
        fit_series(written(change), LAUNCH)
    assert "\n" not in str(caught.value)


def test_rows_of_other_widths_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "series.csv"
    path.write_text("period,count\n2010-01,3,4\n2010-02,5\n", "utf-8")
    with pytest.raises(FileUnreadableError, match="rows that cannot be split"):
        fit_series(path, LAUNCH)


def test_an_open_quotation_mark_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "series.csv"
    path.write_text('period,count\n2010-01,"3\n2010-02,5\n', "utf-8")
    with pytest.raises(ReferralAnalysisError, match=r"series\.csv") as caught:
        fit_series(path, LAUNCH)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError, match="no such file"):
        fit_series(tmp_path / "none.csv", LAUNCH)


def test_a_model_must_exist(written: Written) -> None:
    with pytest.raises(SpecError, match="model: 'arma'; need one of ols_hac"):
        fit_series(written(), LAUNCH, FitOptions(model="arma"))  # type: ignore[arg-type]


def test_windows_are_left_out_and_may_be_missing(written: Written) -> None:
    options = FitOptions(left_out=("2009-01..2009-03", "2010-02"))
    gone = ["2009-01", "2009-02", "2009-03", "2010-02"]
    path = written(lambda frame: frame.filter(~pl.col("period").is_in(gone)))
    assert timeline_of(LAUNCH, options).left_out == (
        ("2009-01", "2009-03"),
        ("2010-02", "2010-02"),
    )
    there = fit_series(written(), LAUNCH, options).as_dict["coefficients"]
    assert fit_series(path, LAUNCH, options).as_dict["coefficients"] == there
    assert fit_series(written(), LAUNCH).as_dict["coefficients"] != there


@pytest.mark.parametrize("text", ["", "2009-01..", "..2009-03"])
def test_a_window_written_otherwise_is_refused(text: str) -> None:
    with pytest.raises(ParametersError, match=r"--leave-out: a window written otherwise; need ST"):
        timeline_of(LAUNCH, FitOptions(left_out=(text,)))


def test_the_least_that_is_needed_is_an_option(written: Written) -> None:
    path = written(lambda frame: frame.tail(20))
    with pytest.raises(SeriesTooShortError, match="need at least 24"):
        fit_series(path, LAUNCH)
    assert fit_series(path, LAUNCH, FitOptions(least_before=12)).as_dict["effects"]


def test_a_tolerance_is_asked_of_the_last_interruption(tmp_path: Path) -> None:
    """A design of the papers', whose critical values come with the package."""
    months = pl.date_range(pl.date(2006, 4, 1), pl.date(2011, 12, 1), "1mo", eager=True)
    noise = 0.07 * np.random.default_rng(6).standard_normal(len(months))
    fall = np.where(np.arange(69) >= 64, np.log(0.6), 0.0)
    frame = pl.DataFrame({"period": months, "value": 0.5 * np.exp(noise + fall)})
    path = tmp_path / "odds.csv"
    frame.write_csv(path)
    result = fit_series(path, ["inspection=2010-10", *LAUNCH], FitOptions(tolerance=0.2))
    effects = result.as_dict["effects"]
    assert isinstance(effects, list)
    assert {row["interruption"] for row in effects} == {"launch"}
    assert {row["method"] for row in effects} == {"test inversion, family robust, drift 0.2 a year"}
    examined = result.as_dict["tolerance"]
    assert isinstance(examined, list)
    assert np.exp(examined[0]["full"]["high"]) == pytest.approx(effects[0]["high"])
    tip = examined[0]["drift_tip"]
    assert "The path may drift by itself by 0.2 a year" in result.text
    assert f"A drift of {tip:.2f} a year" in " ".join(result.text.split())
    assert json.loads(json.dumps(result.as_dict))["tolerance"] == examined
    assert fit_series(path, LAUNCH).as_dict["tolerance"] == []
