"""Names of events above a plot, in the fewest rows in which none runs into another."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from referral_analysis.report.charts.layout import CHARACTER, GAP, Plot, Scene, Span, across


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A label above the plot: `at` px from its left edge, in a row counted upwards from 0."""

    at: float
    text: str
    row: int
    align: Literal["left", "right"]


def names_above(scene: Scene, plot: Plot) -> list[Placed]:
    """Place the names of the events and of the phase-in above a plot."""
    named = [(marker.date, marker.label) for marker in scene.markers]
    named += [(band.start, band.label) for band in bands_within(scene, plot)]
    labels = [(across(plot, day), text) for day, text in named if plot.first <= day <= plot.last]
    return above_plot(labels, plot.size.plot_width + plot.size.label_width)


def bands_within(scene: Scene, plot: Plot) -> list[Span]:
    """List the bands of a scene as far as they lie within the plot's days, the phase-in's last."""
    asked = [*scene.bands, *([scene.phase_in] if scene.phase_in else [])]
    return [
        replace(band, start=max(band.start, plot.first))
        for band in asked
        if band.start <= plot.last and band.end >= plot.first
    ]


_Box = tuple[int, float, float]  # row, left and right end, px
_Try = tuple[Placed, list[_Box]]


def above_plot(labels: Sequence[tuple[float, str]], width: float) -> list[Placed]:
    """Place labels, each anchored at a px, in the fewest rows in which none runs into another.

    A label runs right from its anchor or left, within 0..width; below it a rule runs down to the
    plot, which no other label may cross. Every way is tried of up to `MOST_TRIED` labels; more are
    placed one by one from the right, each where it is clear of those before.
    """
    tries = [_tries(at, text, width, len(labels)) for at, text in labels]
    if len(labels) > MOST_TRIED:
        return _one_by_one(labels, tries)
    ways = [way for way in itertools.product(*tries) if _is_clear(way)]
    best = min(ways or [tuple(options[0] for options in tries)], key=_cost)
    return [name for name, _ in best]


MOST_TRIED = 4
"""Labels of which every way is tried: with five it would be a hundred thousand ways."""


def _one_by_one(
    labels: Sequence[tuple[float, str]], tries: Sequence[Sequence[_Try]]
) -> list[Placed]:
    """Place each label in the first place that is clear of those right of it; in the order given.

    From the right, a staircase of labels that run right always stands: each crosses no rule of
    those below it. Labels that only fit running left come last, on top.
    """
    runs_right = [[one for one in each if one[0].align == "left"] for each in tries]
    placed: dict[int, _Try] = {}
    for number in sorted(range(len(labels)), key=lambda at: (not runs_right[at], -labels[at][0])):
        possible = runs_right[number] or tries[number]
        clear = (one for one in possible if _is_clear([*placed.values(), one]))
        placed[number] = next(clear, possible[-1])
    return [placed[number][0] for number in range(len(labels))]


def _tries(at: float, text: str, width: float, rows: int) -> list[_Try]:
    """List the places a label may have, with the boxes that it and its rule would fill."""
    length = len(text) * CHARACTER
    sides: list[tuple[Literal["left", "right"], float, float]] = []
    if at + length <= width or at - length < 0:
        sides.append(("left", at, at + length))
    if at - length >= 0:
        sides.append(("right", at - length, at))
    return [
        (
            Placed(at=at, text=text, row=row, align=align),
            [(row, left, right), *((lower, at, at) for lower in range(row))],
        )
        for row in range(rows)
        for align, left, right in sides
    ]


def _is_clear(way: Sequence[_Try]) -> bool:
    return all(
        row != other or right + GAP <= start or end + GAP <= left
        for (_, boxes), (_, others) in itertools.combinations(way, 2)
        for row, left, right in boxes
        for other, start, end in others
    )


def _cost(way: Sequence[_Try]) -> tuple[int, int, int]:
    names = [name for name, _ in way]
    rows = [name.row for name in names]
    return max(rows, default=0), sum(rows), sum(name.align == "right" for name in names)
