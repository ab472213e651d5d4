"""What is judged in the worlds: ranges of many series of one design at once.

`as_built`: the headline before months' paths could drift, as its functions build it: 37 months,
the launch by its dose, two waves, test inversion over all structures. `by_itself`: a series alone,
as built: calendar months where three years allow, else two waves. `tolerant`: either, by the engine
that lets the path drift.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl
from benchmarks.worlds_simulator import (
    DOSE,
    INSPECTION,
    Counts,
    Floats,
    Integers,
    Window,
    months_of,
)
from numpy.typing import NDArray

from referral_analysis import its
from referral_analysis.analysis.events import LAUNCH, Event
from referral_analysis.analysis.model import Choices, by_dose, spec, spec_alone
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import LEAST_CORRELATION
from referral_analysis.its.intervals.inversion import Line, invert
from referral_analysis.its.model.design import Design
from referral_analysis.its.tolerance.few import Events
from referral_analysis.its.tolerance.interval import Climbed, at_level, climb
from referral_analysis.its.tolerance.ladder import ladder_of
from referral_analysis.periods import add_months, month_range

LAUNCHED, COUNTED_FROM, HALF = dt.date(2011, 5, 1), 37, 0.5
"""The launch; the months before it that the headline as built goes back."""
EXPOSURE = 323_000.0 * 21


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ends:
    """Ranges of the log ratio (n,) each."""

    low: Floats
    high: Floats


def log_odds(counts: Counts) -> Floats:
    """Return log((inappropriate + 1/2) / (others + 1/2)) (n, T)."""
    return np.asarray(np.log((counts.inappropriate + HALF) / (counts.others + HALF)))


def log_rates(count: Integers) -> Floats:
    """Return log((count + 1/2) / exposure) (n, T); the worlds' months are all as long."""
    return np.asarray(np.log((count + HALF) / EXPOSURE))


def dates_of(window: Window) -> list[dt.date]:
    """Return the months of a window; month 0 is May 2011."""
    months = months_of(window)
    return month_range(add_months(LAUNCHED, int(months[0])), add_months(LAUNCHED, int(months[-1])))


def cut(series: Floats, was: Window, wanted: Window) -> Floats:
    """Cut series (n, T of `was`) to a narrower window."""
    return series[:, np.isin(months_of(was), months_of(wanted))]


def as_built(series: Floats, window: Window, level: float = 0.95) -> Ends:
    """Invert the headline's test for log odds (n, T of the window)."""
    return _inverted(series, window, "headline", level)


def by_itself(series: Floats, window: Window, level: float = 0.95) -> Ends:
    """Invert the test of log rates (n, T of the window), workshops by their dose."""
    return _inverted(series, window, "alone", level)


def _inverted(series: Floats, window: Window, what: str, level: float) -> Ends:
    short = Window(before=min(window.before, COUNTED_FROM), after=window.after)
    design = fitted_once(short, what).batches[0].design
    found = invert(
        line_of(design), cut(series, window, short)[:, design.is_kept], family="all", level=level
    )
    return Ends(low=found.low, high=found.high)


def line_of(design: Design) -> Line:
    """Ask a design of its launch."""
    contrast = (np.array(design.names) == LAUNCH).astype(np.float64)
    return Line(design=design.matrix, times=design.times, contrast=contrast)


@cache
def fitted_once(window: Window, what: str) -> its.ItsFit:
    """Fit a series of the product's design: "headline", "alone", or either ", left out"."""
    months = pl.DataFrame({"period": dates_of(window)})
    plan = plan_of(window)
    choices = Choices() if what.endswith("left out") else by_dose(doses())
    asked = spec_alone(plan, months, choices) if "alone" in what else spec(plan, choices)
    noise = np.random.default_rng(1).standard_normal(months.height)
    return its.fit(months.with_columns(value=pl.Series(np.exp(noise))), asked)


def doses() -> pl.DataFrame:
    """Return the dose of the workshops' months: period, dose."""
    periods = [add_months(LAUNCHED, place) for place in range(len(DOSE))]
    return pl.DataFrame({"period": periods, "dose": DOSE})


def plan_of(window: Window) -> Plan:
    """Return the plan of a window, with the inspection seven months before the launch."""
    dates = dates_of(window)
    return Plan(
        series_starts=dates[0],
        last_month=dates[-1],
        events=(Event(name="inspection", starts=add_months(LAUNCHED, INSPECTION)),),
        launch_month=LAUNCHED,
        phase_in_ends=add_months(LAUNCHED, len(DOSE) - 1),
        fourier_pairs=2,
        is_interim=False,
        level=0.95,
        guardrail_margin=0.1,
        extract_drawn_on=add_months(dates[-1], 3),
        nfa_ripens_in_days=10,
        closure_ripens_in_days=70,
    )


def correlations(counts: Counts, window: Window) -> Floats:
    """Return the correlation (n,) that the rule reads, of the months before the launch."""
    short = Window(before=min(window.before, COUNTED_FROM), after=window.after)
    before = months_of(short) < 0
    design = fitted_once(short, "headline").batches[0].design.full[before]
    design = design[:, design.any(axis=0)]
    basis = np.linalg.qr(design)[0]
    residuals = []
    for count in (counts.inappropriate, counts.others):
        rates = cut(log_rates(count), window, short)[:, before]
        rest = rates - (rates @ basis) @ basis.T
        residuals.append(rest - rest.mean(axis=1, keepdims=True))
    one, other = residuals
    both = (one * other).sum(axis=1)
    return np.asarray(both / np.sqrt((one**2).sum(axis=1) * (other**2).sum(axis=1)))


def is_adjusted(counts: Counts, window: Window) -> NDArray[np.bool_]:
    """Claim of each county that the rule would adjust for the others, not divide by them."""
    return np.asarray(correlations(counts, window) < LEAST_CORRELATION)


def tolerant(
    series: Floats,
    window: Window,
    what: str,
    tolerances: Sequence[float],
    level: float = 0.95,
    *,
    events: Integers | None = None,
) -> Mapping[str, Ends]:
    """Return the ranges of series (n, T of the window) at each tolerance, by its name.

    The product's own engine: every month before the launch, those of the workshops left out, an
    outlying month guarded against. what: "headline", or "alone". events (n, T): what was counted,
    for the noise of fewer of them after a fall.
    """
    found = at_level(climbed(series, window, what, tolerances, events=events), level)
    return {
        named(tolerance): Ends(low=found.low[:, place], high=found.high[:, place])
        for place, tolerance in enumerate(tolerances)
    }


def climbed(
    series: Floats,
    window: Window,
    what: str,
    tolerances: Sequence[float],
    *,
    events: Integers | None = None,
) -> Climbed:
    """Prepare series (n, T of the window) for tolerances."""
    fitted = fitted_once(window, f"{what}, left out")
    batch = fitted.batches[0]
    ladder = ladder_of(batch, LAUNCH, fitted.spec)
    known = None if events is None else events_before(events, window)
    return climb(ladder, series[:, batch.design.is_kept], np.array(tolerances), events=known)


def events_before(events: Integers, window: Window) -> Events:
    """Return the events (n, T of the window) of the year before the launch, as a fit knows them."""
    months = months_of(window)
    year = events[:, (months >= -12) & (months < 0)]
    return Events(mean=year.mean(axis=1) + HALF, after=window.after)


def named(tolerance: float) -> str:
    """Name a method by its tolerance."""
    return f"tolerance {tolerance:g}"
