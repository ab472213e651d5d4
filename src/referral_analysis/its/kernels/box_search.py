"""The lowest point of each series' surface over two parameters inside a box.

A grid finds the basin; Newton steps from finite differences, kept inside the box, find its bottom.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from referral_analysis.its.kernels.result import Flags, Floats, Integers

DIFFERENCE = 1e-4  # values are good to some 1e-12 of 100: slopes then to 1e-6, curvatures to 1e-2
GAIN = 1e-9  # a step that promises to lower the value by less ends the search
LONGEST = 0.4  # of a step in either parameter
MAX_STEPS = 40
WALL = 1e-12  # so near to a limit is on it
AS_LOW = 1.0  # so much a basin's bottom may lie below its lowest node
FLATTEST = 1e-2  # curvatures below are rounding error
# centre, one and the other way in each parameter, and both at once
STENCIL = np.array([[0, 1, -1, 0, 0, 1], [0, 0, 0, 1, -1, 1]])

# numbers of series (L,), places (2, L) -> values (L,)
Surface = Callable[[Integers, Floats], Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Limits of two parameters, and how many nodes the grid has between them, limits included."""

    low: tuple[float, float]
    high: tuple[float, float]
    nodes: tuple[int, int]

    def grid(self) -> Floats:
        """Return the places of all nodes (2, nodes), the second parameter running faster."""
        axes = [
            np.linspace(*limits) for limits in zip(self.low, self.high, self.nodes, strict=True)
        ]
        return np.stack([axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Bottom:
    """place (2, S), value (S,) there, and whether the search came to rest (S,)."""

    place: Floats
    value: Floats
    is_converged: Flags


def lowest_in_box(box: Box, values: Floats, surface: Surface) -> Bottom:
    """Return the lowest point of each surface from its values (nodes, nodes, S) on the grid.

    A surface that is about as low on the wall of the second parameter's lower limit, in another
    basin, is searched from there too: between two nodes that basin may be the lower one.
    """
    series = np.arange(values.shape[2])
    others = np.flatnonzero(_has_other_basin(values))
    starts = [_lowest_nodes(box, values), _lowest_nodes(box, values[:, :1, others])]
    both = _descended(
        box, np.concatenate([series, others]), np.concatenate(starts, axis=1), surface
    )
    found, again = _part(both, slice(len(series))), _part(both, slice(len(series), None))
    is_lower = again.value < found.value[others]
    for ours, theirs in zip(
        (found.place, found.value, found.is_converged),
        (again.place, again.value, again.is_converged),
        strict=True,
    ):
        ours[..., others[is_lower]] = theirs[..., is_lower]
    return found


def _part(bottom: Bottom, some: slice) -> Bottom:
    return Bottom(
        place=bottom.place[:, some],
        value=bottom.value[some],
        is_converged=bottom.is_converged[some],
    )


def _lowest_nodes(box: Box, values: Floats) -> Floats:
    """Return the place (2, S) of the lowest node; values may be those of one wall alone."""
    first, second = _lowest(values)
    return box.grid().reshape(2, *box.nodes)[:, first, second]


def _lowest(values: Floats) -> tuple[Integers, Integers]:
    """Return the number of the lowest node in either parameter, (S,) each."""
    nodes = values.shape[0] * values.shape[1]
    flat = values.reshape(nodes, values.shape[2]).argmin(axis=0)
    first, second = np.unravel_index(flat, values.shape[:2])
    return np.asarray(first), np.asarray(second)


def _has_other_basin(values: Floats) -> Flags:
    """Claim of each surface (S,) that its wall has a node about as low as the lowest elsewhere."""
    is_as_low = values[:, 0].min(axis=0) < values.min(axis=(0, 1)) + AS_LOW
    return np.asarray(is_as_low & (_lowest(values)[1] > 0))


def _descended(box: Box, series: Integers, place: Floats, surface: Surface) -> Bottom:
    """Go down from a place (2, L) of each of some series, numbered (L,), to its basin's bottom."""
    left = np.arange(series.size)
    shape = _shape(series, place, surface)
    is_converged, reach = np.zeros(series.size, dtype=np.bool_), np.full(series.size, LONGEST)
    for _ in range(MAX_STEPS):
        step = _step(box, place[:, left], shape[:, left], reach[left])
        is_converged[left] = np.abs(np.einsum("is,is->s", shape[1:3, left], step)) < GAIN
        going = ~is_converged[left]
        left, step = left[going], step[:, going]
        if not left.size:
            break
        target = place[:, left] + step
        after = _shape(series[left], target, surface)
        better = after[0] < shape[0, left]
        place[:, left] = np.where(better, target, place[:, left])
        shape[:, left] = np.where(better, after, shape[:, left])
        length = np.abs(step).max(axis=0)
        reach[left] = np.where(better, np.minimum(2 * reach[left], LONGEST), length / 4)
    return Bottom(place=place, value=shape[0], is_converged=is_converged)


def _shape(series: Integers, place: Floats, surface: Surface) -> Floats:
    """Return value, slopes (2) and curvatures (own, own, mixed) at each place, (6, L)."""
    around = place[:, None, :] + DIFFERENCE * STENCIL[:, :, None]
    values = surface(np.tile(series, 6), around.reshape(2, -1)).reshape(6, -1)
    here, right, left, up, down, both = values
    slope = np.stack([right - left, up - down]) / (2 * DIFFERENCE)
    bend = np.stack([right - 2 * here + left, up - 2 * here + down, both - right - up + here])
    return np.concatenate([here[None], slope, bend / DIFFERENCE**2])


def _step(box: Box, place: Floats, shape: Floats, reach: Floats) -> Floats:
    """Return Newton's step inside the box (2, L); pressed on a wall, a parameter stays there."""
    low, high = np.array(box.low)[:, None], np.array(box.high)[:, None]
    is_free = np.ones(place.shape, dtype=np.bool_)
    step = -shape[1:3]
    for turn in range(3):  # downhill first, then with each parameter in turn found to be pressed
        pressed = ((place <= low + WALL) & (step < 0)) | ((place >= high - WALL) & (step > 0))
        if turn and not (pressed & is_free).any():
            break
        is_free &= ~pressed
        step = _newton(shape, is_free)
    longest = np.abs(step).max(axis=0)
    step *= np.minimum(1, reach / np.maximum(longest, reach))
    return np.asarray(np.clip(place + _along_wall(step, place, (low, high)), low, high) - place)


def _newton(shape: Floats, is_free: Flags) -> Floats:
    """Return Newton's step (2, L) in the free parameters; curvatures downwards count as upwards."""
    slope, (first, second, mixed) = np.where(is_free, shape[1:3], 0.0), shape[3:]
    mixed = np.where(is_free.all(axis=0), mixed, 0.0)
    middle, half = (first + second) / 2, np.hypot((first - second) / 2, mixed)
    steep, flat = (1 / np.maximum(np.abs(middle + way * half), FLATTEST) for way in (1, -1))
    # the inverse with these two eigenvalues is a multiple of the matrix plus one of the identity
    many = (steep - flat) / np.maximum(2 * half, np.finfo(float).tiny)
    own = steep - many * (middle + half)
    across = many * mixed
    return -np.stack(
        [
            (own + many * first) * slope[0] + across * slope[1],
            across * slope[0] + (own + many * second) * slope[1],
        ]
    )


def _along_wall(step: Floats, place: Floats, box: tuple[Floats, Floats]) -> Floats:
    """Shorten a step so that it ends on the wall it would cross: the ridge may run aslant."""
    low, high = box
    room = np.where(step > 0, high - place, low - place)
    moving = np.abs(step) > np.finfo(float).eps
    share = np.where(moving, room / np.where(moving, step, 1.0), 1.0).min(axis=0)
    return np.asarray(step * np.minimum(share, 1.0))
