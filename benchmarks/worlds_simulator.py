"""Months of made-up counties, drawn by a simulator of its own; numpy and nothing of the product.

A month is numbered from the launch, 0. Referrals are closed with no further action (here
"inappropriate") or go on to an assessment; those are in need or not. Logs of their expected
numbers are sums of paths: what all share, what is inappropriate referrals' own, what breaks the
analysis's assumptions (`Departure`) and the launch. Children come in families, so counts vary more
than Poisson's.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Timing = Literal["dose", "May", "August", "over 6 months"]
Target = Literal["odds", "all", "both", "launch"]
"""What a departure moves: inappropriate referrals alone; all; all, and inappropriate ones again;
or the launch's effect."""
Path = Callable[[Integers, np.random.Generator, int], Floats]

INSPECTION, PHASE_IN = -7, 3
DOSE = (0.08, 0.45, 0.95)
"""What share of its workshops a county has had in May, June and July."""
FAMILY_SIZES, FAMILY_SHARES = np.array([1, 2, 3, 4]), np.array([0.6, 0.22, 0.12, 0.06])
NOT_IN_NEED, CLOSED_EARLY = 0.3, 0.65
"""Of those assessed, the share not in need; and of these, closed before the others are counted."""
OWN_TREND, SHARED_TREND = 0.01, 0.02
OWN_INSPECTION, SHARED_INSPECTION = 0.04, 0.15
BURN_IN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """So many months before the launch, and after the three in which it came."""

    before: int
    after: int

    @property
    def name(self) -> str:
        """Months before/months after."""
        return f"{self.before}/{self.after}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shocks:
    """An autoregression of first order: sd and correlation of months; Student's t if `freedom`."""

    sd: float
    rho: float
    freedom: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Departure:
    """A path (T,) or (n, T) of logs that no analysis is told of.

    is_random: it averages to nothing, and is left out of what is expected.
    """

    path: Path
    target: Target = "odds"
    is_random: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class World:
    """One setting: what it breaks, in words, and how its months are drawn.

    inappropriate, assessed: expected a month before anything moves. ratio: the launch's on
    inappropriate referrals, coming in by `timing`; others_ratio: on those assessed, by the
    workshops' dose. blank_share: of inappropriate referrals after the launch, flags left empty.
    empty_share: of months, those in which nobody recorded a flag.
    """

    name: str
    breaks: str
    group: str
    inappropriate: float = 450.0
    assessed: float = 950.0
    own: Shocks = Shocks(sd=0.05, rho=0.4)
    shared: Shocks = Shocks(sd=0.13, rho=0.4)
    others_own: Shocks = Shocks(sd=0.0, rho=0.0)
    own_inspection: float = OWN_INSPECTION
    departures: tuple[Departure, ...] = ()
    ratio: float = 1.0
    timing: Timing = "dose"
    others_ratio: float = 1.0
    blank_share: float = 0.0
    empty_share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Counts:
    """Counts (n, T) of n counties. blanks: inappropriate referrals without a flag, in `others` too.

    assessed: all that went on, in need or not. others: what the product sets inappropriate
    referrals against: all but those, without what closed as not in need within days.
    """

    inappropriate: Integers
    others: Integers
    assessed: Integers
    in_need: Integers
    blanks: Integers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Means:
    """Logs of expected counts (n, T)."""

    inappropriate: Floats
    assessed: Floats


def months_of(window: Window) -> Integers:
    """Return the months (T,) of a window, numbered from the launch."""
    return np.arange(-window.before, PHASE_IN + window.after, dtype=np.int64)


def calendar_of(months: Integers) -> Integers:
    """Return calendar months, 1 to 12; the launch is in May."""
    return (months + 4) % 12 + 1


def share_come(timing: Timing, months: Integers) -> Floats:
    """Return the share (T,) of the launch's effect that has come in."""
    if timing == "May":
        return (months >= 0).astype(np.float64)
    if timing == "August":
        return (months >= PHASE_IN).astype(np.float64)
    if timing == "over 6 months":
        return np.clip((months - PHASE_IN + 1) / 6, 0.0, 1.0)
    come = (months >= PHASE_IN).astype(np.float64)
    for month, share in enumerate(DOSE):
        come[months == month] = share
    return come


def truth(world: World, window: Window) -> float:
    """Return the log of the launch's ratio on inappropriate referrals, meaned over months after."""
    months = months_of(window)
    return float(_launch(world, months, None, 1)[0, months >= PHASE_IN].mean())


def expected(world: World, months: Integers) -> Means:
    """Return what is expected (1, T) without shocks or random departures."""
    return _means(world, months, None, 1)


def drawn(world: World, months: Integers, counties: int, seed: int) -> Counts:
    """Draw counties: the same for the same arguments, whatever else is drawn."""
    rng = np.random.default_rng([seed, zlib.crc32(world.name.encode())])
    return counted(_means(world, months, rng, counties), world, months, rng)


def means_drawn(world: World, months: Integers, counties: int, seed: int) -> Means:
    """Draw what is expected of counties, shocks and random departures among it: as `drawn`."""
    rng = np.random.default_rng([seed, zlib.crc32(world.name.encode())])
    return _means(world, months, rng, counties)


def counted(means: Means, world: World, months: Integers, rng: np.random.Generator) -> Counts:
    """Draw the counts of what is expected (n, T)."""
    all_inappropriate = families(rng, np.exp(means.inappropriate))
    in_need = families(rng, (1 - NOT_IN_NEED) * np.exp(means.assessed))
    not_in_need = families(rng, NOT_IN_NEED * np.exp(means.assessed))
    closed_early = rng.binomial(not_in_need, CLOSED_EARLY)
    blanks = rng.binomial(all_inappropriate, world.blank_share * (months >= 0))
    is_kept = rng.random(all_inappropriate.shape) >= world.empty_share
    inappropriate = (all_inappropriate - blanks) * is_kept
    return Counts(
        inappropriate=inappropriate,
        others=in_need + not_in_need - closed_early + blanks,
        assessed=in_need + not_in_need,
        in_need=in_need,
        blanks=blanks,
    )


def within(counts: Counts, months: Integers, window: Window) -> Counts:
    """Keep the columns of a window."""
    kept = np.isin(months, months_of(window))
    return Counts(
        inappropriate=counts.inappropriate[:, kept],
        others=counts.others[:, kept],
        assessed=counts.assessed[:, kept],
        in_need=counts.in_need[:, kept],
        blanks=counts.blanks[:, kept],
    )


def families(rng: np.random.Generator, expected_children: Floats) -> Integers:
    """Draw children in families of one to four: variance 2.15 times the mean."""
    a_family = float(FAMILY_SIZES @ FAMILY_SHARES)
    found = np.zeros(expected_children.shape, dtype=np.int64)
    for size, share in zip(FAMILY_SIZES, FAMILY_SHARES, strict=True):
        found += size * rng.poisson(expected_children * share / a_family)
    return found


def autoregression(shocks: Shocks, shape: tuple[int, int], rng: np.random.Generator) -> Floats:
    """Draw paths (n, T) that have gone on for ever."""
    innovations = rng.standard_normal(shape)
    if shocks.freedom is not None:
        ordinary = np.sqrt(shocks.freedom / (shocks.freedom - 2))
        innovations = rng.standard_t(shocks.freedom, shape) / ordinary
    found = innovations.copy()
    for month in range(1, shape[1]):
        found[:, month] = (
            shocks.rho * found[:, month - 1] + np.sqrt(1 - shocks.rho**2) * innovations[:, month]
        )
    return shocks.sd * found


def _means(world: World, months: Integers, rng: np.random.Generator | None, n: int) -> Means:
    shape = (n, len(months))
    shared, own, others_own = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    if rng is not None:
        shared += autoregression(world.shared, shape, rng)
        own += autoregression(world.own, shape, rng)
        others_own += autoregression(world.others_own, shape, rng)
    years, is_inspected = months / 12, months >= INSPECTION
    shared += SHARED_TREND * years + _season(months) + SHARED_INSPECTION * is_inspected
    own += OWN_TREND * years + world.own_inspection * is_inspected
    for departure in world.departures:
        if departure.target == "launch" or (departure.is_random and rng is None):
            continue
        path = departure.path(months, rng or np.random.default_rng(0), n)
        if departure.target in {"all", "both"}:
            shared += path
        if departure.target in {"odds", "both"}:
            own += path
    return Means(
        inappropriate=np.log(world.inappropriate) + shared + own + _launch(world, months, rng, n),
        assessed=np.log(world.assessed)
        + shared
        + others_own
        + np.log(world.others_ratio) * share_come("dose", months),
    )


def _launch(world: World, months: Integers, rng: np.random.Generator | None, n: int) -> Floats:
    effect = np.tile(np.log(world.ratio) * share_come(world.timing, months), (n, 1))
    for departure in world.departures:
        if departure.target == "launch":
            effect += departure.path(months, rng or np.random.default_rng(0), n)
    return effect


def _season(months: Integers) -> Floats:
    """Return a year's two waves: full in autumn and spring, low in summer and at Christmas."""
    turn = 2 * np.pi * calendar_of(months) / 12
    first = 0.10 * np.sin(turn) + 0.06 * np.cos(turn)
    return np.asarray(first + 0.05 * np.sin(2 * turn) - 0.05 * np.cos(2 * turn))
