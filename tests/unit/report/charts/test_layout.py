"""Axis steps and labels that keep clear of each other."""

import datetime as dt
import math
from itertools import combinations, pairwise

import polars as pl
import pytest

from referral_analysis.report.charts.labels_above import (
    Placed,
    above_plot,
    bands_within,
    names_above,
)
from referral_analysis.report.charts.layout import (
    CHARACTER,
    GAP,
    HALF,
    MONTH_ROOM,
    NARROW,
    WIDE,
    Marker,
    Plot,
    Scene,
    Size,
    Span,
    across,
    apart,
    down,
    month_ticks,
    steps,
    wrapped,
)
from referral_analysis.report.charts.ratio_axis import TICK_ROOM, ratio_axis


@pytest.mark.parametrize(
    ("lowest", "highest", "values"),
    [
        (0, 231, [0, 50, 100, 150, 200, 250]),
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (0, 0.43, [0, 0.1, 0.2, 0.3, 0.4, 0.5]),
        (0, 12, [0, 2.5, 5, 7.5, 10, 12.5]),
        (100, 130, [100, 110, 120, 130]),
    ],
)
def test_steps_are_round_and_cover_the_values(
    lowest: float, highest: float, values: list[float]
) -> None:
    assert steps(lowest, highest) == values


@pytest.mark.parametrize(
    ("first", "last", "ticks"),
    [
        (dt.date(2011, 1, 1), dt.date(2011, 4, 1), 3),
        (dt.date(2008, 4, 1), dt.date(2012, 1, 1), 9),
        (dt.date(2006, 4, 1), dt.date(2012, 1, 1), 7),
        (dt.date(1950, 1, 1), dt.date(2011, 12, 1), 13),
    ],
)
def test_months_labelled_are_few_and_apart_with_the_first_and_the_last(
    first: dt.date, last: dt.date, ticks: int
) -> None:
    found = month_ticks(first, last)
    assert len(found) == ticks
    assert found[0] == first
    assert found[-1] == (last - dt.timedelta(days=1)).replace(day=1)
    room = MONTH_ROOM / WIDE.plot_width * (last - first)
    assert all(later - earlier >= room for earlier, later in pairwise(found))
    if ticks > 4:
        assert any(day.month == 1 for day in found)


def test_a_narrow_chart_labels_fewer_months() -> None:
    days = dt.date(2008, 4, 1), dt.date(2012, 1, 1)
    assert len(month_ticks(*days, HALF.plot_width)) == 5
    assert [day.month for day in month_ticks(*days, NARROW.plot_width)] == [4, 1, 1, 1, 12]
    longer = dt.date(2013, 4, 1), dt.date(2019, 1, 1)
    found = month_ticks(*longer, NARROW.plot_width)
    assert [(day.year, day.month) for day in found] == [(2013, 4), (2016, 1), (2018, 12)]


def test_places_are_linear_in_days_and_values() -> None:
    plot = Plot(
        first=dt.date(2011, 1, 1), last=dt.date(2011, 1, 11), values=(0.0, 10.0, 20.0), size=WIDE
    )
    assert across(plot, dt.date(2011, 1, 6)) == WIDE.plot_width / 2
    assert [down(plot, value) for value in (20, 5, 0)] == pytest.approx(
        [0, 0.75 * WIDE.plot_height, WIDE.plot_height]
    )


@pytest.mark.parametrize("wanted", [[100, 101], [101, 100], [5, 3, 4], [290, 295], [50, 200]])
def test_end_labels_stay_apart_and_inside(wanted: list[float]) -> None:
    heights = [20.0, 38.0, 20.0][: len(wanted)]
    placed = apart(wanted, heights, 300)
    spans = sorted((at - h / 2, at + h / 2) for at, h in zip(placed, heights, strict=True))
    assert all(one[1] <= other[0] + 1e-9 for one, other in pairwise(spans))
    assert spans[0][0] >= 0
    assert spans[-1][1] <= 300


def test_end_labels_that_are_clear_do_not_move() -> None:
    assert apart([50, 200], [20, 20], 300) == [50, 200]


def test_neighbouring_events_share_a_row_by_turning_away() -> None:
    inspection, launch = above_plot([(430, "Ofsted inspection"), (520, "Launch")], 780)
    assert (inspection.row, launch.row) == (0, 0)
    assert (inspection.align, launch.align) == ("right", "left")


def test_a_label_goes_up_a_row_where_it_would_run_into_another() -> None:
    placed = above_plot([(300, "x" * 20), (350, "x" * 20), (400, "x" * 20)], 780)
    assert [name.row for name in placed] == [0, 1, 0]


def test_no_rule_crosses_a_label() -> None:
    placed = above_plot(
        [(230, "Launch, May to July 2011"), (180, "Inspection"), (250, "Audit")], 400
    )
    for name in placed:
        length = len(name.text) * 7
        left = name.at - length if name.align == "right" else name.at
        for other in placed:
            if other.row > name.row:
                assert not left - GAP < other.at < left + length + GAP


def test_labels_that_nothing_can_keep_apart_are_still_placed() -> None:
    assert len(above_plot([(10, "x" * 90), (10, "y" * 90)], 100)) == 2


def test_seven_labels_are_placed_at_once_and_none_runs_into_another() -> None:
    """Every way of seven would be a hundred million ways."""
    labels = [(40 + 60 * place, f"Event {place} of many") for place in range(7)]
    placed = above_plot(labels, 780)
    assert [(name.at, name.text) for name in placed] == labels
    for one, other in combinations(placed, 2):
        if one.row == other.row:
            first, second = (_ends(name) for name in (one, other))
            assert first[1] + GAP <= second[0] or second[1] + GAP <= first[0]


def _ends(name: Placed) -> tuple[float, float]:
    length = len(name.text) * CHARACTER
    return (name.at - length, name.at) if name.align == "right" else (name.at, name.at + length)


def test_what_lies_outside_a_chart_is_not_named_and_a_band_is_cut_at_its_edge() -> None:
    plot = Plot(first=dt.date(2018, 4, 1), last=dt.date(2023, 4, 1), values=(0, 1), size=WIDE)
    scene = Scene(
        y_title="",
        markers=(
            Marker(date=dt.date(2017, 1, 1), label="Before"),
            Marker(date=dt.date(2019, 1, 1), label="Within"),
        ),
        bands=(
            Span(start=dt.date(2016, 1, 1), end=dt.date(2018, 3, 31), label="Over"),
            Span(start=dt.date(2018, 1, 1), end=dt.date(2018, 6, 30), label="Begun"),
        ),
        phase_in=Span(start=dt.date(2021, 9, 1), end=dt.date(2021, 11, 30), label="Workshops"),
    )
    assert [name.text for name in names_above(scene, plot)] == ["Within", "Begun", "Workshops"]
    assert [(one.start, one.label) for one in bands_within(scene, plot)] == [
        (plot.first, "Begun"),
        (dt.date(2021, 9, 1), "Workshops"),
    ]


def effects(label: str, lows: list[float | None], highs: list[float | None]) -> pl.DataFrame:
    schema = {"label": pl.String, "low": pl.Float64, "high": pl.Float64}
    return pl.DataFrame({"label": [label] * len(lows), "low": lows, "high": highs}, schema)


def test_ratio_axis_holds_no_change_and_round_ratios() -> None:
    axis = ratio_axis(effects("Police", [0.7, None, 0.6], [0.95, None, 1.5]), WIDE)
    assert axis.low < 0.6
    assert axis.high > 1.5
    assert {0.8, 1.0, 1.5} <= set(axis.ticks)
    assert 0 < axis.no_change < axis.width


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0.35, 1.1, (0.4, 0.5, 0.6, 0.7, 0.8, 1.0)),
        (0.6, 1.0, (0.6, 0.7, 0.75, 0.8, 0.9, 1.0, 1.1)),
        (0.9, 1.4, (0.9, 1.0, 1.1, 1.2, 1.3)),
        (0.05, 9.0, (0.2, 0.3, 0.4, 0.6, 1.0, 1.5, 2.0, 3.0, 4.0)),
    ],
)
def test_every_round_ratio_with_room_for_its_figure_is_a_tick(
    low: float, high: float, ticks: tuple[float, ...]
) -> None:
    axis = ratio_axis(effects("Police", [low], [high]), WIDE)
    per_log = axis.width / math.log(axis.high / axis.low)
    assert axis.ticks == ticks
    assert all(math.log(b / a) * per_log >= TICK_ROOM for a, b in pairwise(ticks))


def test_ratio_axis_is_cut_at_a_fifth_and_five_times() -> None:
    axis = ratio_axis(effects("Police", [0.01], [80.0]), HALF)
    assert (axis.low, axis.high) == (0.2, 5.0)


def test_ratio_axis_without_any_estimate_still_shows_no_change() -> None:
    axis = ratio_axis(effects("Police", [None], [None]), WIDE)
    assert axis.low < 1 < axis.high


@pytest.mark.parametrize("size", [WIDE, HALF])
def test_long_names_get_room_but_not_the_whole_chart(size: Size) -> None:
    short, long = (ratio_axis(effects(x, [0.8], [1.2]), size) for x in ("Police", "x" * 90))
    assert short.labels < 60
    assert long.labels < long.width + 148
    assert short.labels + short.width == long.labels + long.width


def test_labels_break_between_words() -> None:
    assert wrapped("No further action, or not in need", 140) == (
        "No further action,\nor not in need"
    )
    assert wrapped("All months of the extract, from 2006", 200) == (
        "All months of the\nextract, from 2006"
    )
    assert wrapped("Police", 140) == "Police"
    assert wrapped("Unbreakable-word", 10) == "Unbreakable-\nword"
