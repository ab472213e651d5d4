"""What happened to each referral and when the council's system knew it."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from referral_analysis.arrays import Flags
from referral_analysis.extract import columns
from referral_analysis.simulate.calendar import Dates, next_working_day
from referral_analysis.simulate.delays import Delay, lognormal_wait, wait

# assumptions: most are prompt, and each has the stragglers that make recent months unripe
_REFERRAL_RECORDED = Delay(mean_days=0.5, tail_share=0.015, tail_mean_days=25)
_NFA_DECIDED = Delay(mean_days=2.5, tail_share=0.06, tail_mean_days=14)
_REVERSED = Delay(mean_days=30)
_NOT_IN_NEED_CLOSED = Delay(mean_days=7, tail_share=0.10, tail_mean_days=30)
_SECTION_47_BEGUN = Delay(mean_days=5)
_EVENT_RECORDED = Delay(mean_days=1.5, tail_share=0.03, tail_mean_days=15)
# medians and log-scale SDs of waits that are log-normal, in days
_INITIAL_DAYS = (10.0, 0.45)
_CORE_DAYS = (40.0, 0.40)
_OPEN_DAYS = (110.0, 1.10)

_NFA_REVERSED_SHARE = 0.010
_INITIAL_SHARE = 0.96
_CORE_SHARE = 0.45
_CORE_SHARE_NOT_IN_NEED = 0.08
_SECTION_47_SHARE = 0.28
_REASONS = pl.Series(["RC7", "RC5", "RC3", "RC1", "RC4", "RC6", "RC2"])
_REASON_SHARES = (0.930, 0.035, 0.015, 0.007, 0.005, 0.006, 0.002)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Outcomes:
    """The rows' final outcomes, as masks."""

    nfa: Flags
    not_in_need: Flags
    in_need: Flags


def draw_histories(
    rng: np.random.Generator, recording: np.random.Generator, rows: pl.DataFrame
) -> pl.DataFrame:
    """Draw what followed each row of referred_on and outcome.

    Columns: recorded_on; initial_assessed_on, core_assessed_on, section_47_on, closed_on, each
    with the day it became known (null with it); closure_reason; and the like of first_closed_on
    and reversed_on for an NFA decision that did not last.
    """
    kind = _Outcomes(
        nfa=(rows["outcome"] == "nfa").to_numpy(),
        not_in_need=(rows["outcome"] == "not_in_need").to_numpy(),
        in_need=(rows["outcome"] == "in_need").to_numpy(),
    )
    referred_on: Dates = rows[columns.REFERRED_ON].to_numpy()
    recorded_on = referred_on + wait(recording, _REFERRAL_RECORDED, len(referred_on))
    events = _draw_reversals(rng, kind, referred_on)
    events |= _draw_assessments(rng, kind, events.pop("begins_on"))
    events |= {columns.CLOSED_ON: _draw_closures(rng, kind, referred_on, events)}
    return pl.DataFrame(
        {
            "recorded_on": recorded_on,
            **events,
            **_draw_known(recording, recorded_on, events),
            columns.CLOSURE_REASON: _draw_reasons(rng, kind),
        }
    )


def known(event: str) -> str:
    """Name the column that holds the day an event became known to the council's system."""
    return event.removesuffix("_on") + "_known_on"


def _draw_known(
    recording: np.random.Generator, recorded_on: Dates, events: dict[str, Dates]
) -> dict[str, Dates]:
    """Draw when each event was entered: after the referral was, and no later than the closure."""
    entered = {
        known(name): np.maximum(happened_on, recorded_on)
        + wait(recording, _EVENT_RECORDED, len(recorded_on))
        for name, happened_on in events.items()
    }
    closed_known_on = entered[known(columns.CLOSED_ON)]
    return {name: np.minimum(known_on, closed_known_on) for name, known_on in entered.items()}


def _draw_reversals(
    rng: np.random.Generator, kind: _Outcomes, referred_on: Dates
) -> dict[str, Dates]:
    """Draw NFA decisions that did not last; work on the case begins once they are reversed."""
    n = len(referred_on)
    decided = next_working_day(referred_on + wait(rng, _NFA_DECIDED, n))
    reopened = next_working_day(decided + np.timedelta64(7, "D") + wait(rng, _REVERSED, n))
    is_reversed = ~kind.nfa & (rng.random(n) < _NFA_REVERSED_SHARE)
    return {
        "first_closed_on": _only(is_reversed, decided),
        "reversed_on": _only(is_reversed, reopened),
        "begins_on": np.where(is_reversed, reopened, referred_on),
    }


def _draw_assessments(
    rng: np.random.Generator, kind: _Outcomes, begins_on: Dates
) -> dict[str, Dates]:
    n = len(begins_on)
    initial_on = next_working_day(begins_on + lognormal_wait(rng, _INITIAL_DAYS, n))
    core_on = next_working_day(initial_on + lognormal_wait(rng, _CORE_DAYS, n))
    section_47_on = next_working_day(begins_on + wait(rng, _SECTION_47_BEGUN, n))
    core_share = np.where(kind.in_need, _CORE_SHARE, _CORE_SHARE_NOT_IN_NEED)
    has_initial = ~kind.nfa & (kind.not_in_need | (rng.random(n) < _INITIAL_SHARE))
    # a case that skips the initial assessment goes straight to a core one
    has_core = ~kind.nfa & (~has_initial | (rng.random(n) < core_share))
    has_section_47 = kind.in_need & (rng.random(n) < _SECTION_47_SHARE)
    return {
        columns.INITIAL_ASSESSED_ON: _only(has_initial, initial_on),
        columns.CORE_ASSESSED_ON: _only(has_core, core_on),
        columns.SECTION_47_ON: _only(has_section_47, section_47_on),
    }


def _draw_closures(
    rng: np.random.Generator, kind: _Outcomes, referred_on: Dates, events: dict[str, Dates]
) -> Dates:
    """Close every case: an NFA at its decision, others after their last assessment or enquiry."""
    n = len(referred_on)
    names = (columns.INITIAL_ASSESSED_ON, columns.CORE_ASSESSED_ON, columns.SECTION_47_ON)
    last = np.fmax.reduce([events[name] for name in names])
    nfa_on = referred_on + wait(rng, _NFA_DECIDED, n)
    not_in_need_on = last + wait(rng, _NOT_IN_NEED_CLOSED, n)
    in_need_on = last + np.timedelta64(1, "D") + lognormal_wait(rng, _OPEN_DAYS, n)
    return next_working_day(
        np.where(kind.nfa, nfa_on, np.where(kind.not_in_need, not_in_need_on, in_need_on))
    )


def _draw_reasons(rng: np.random.Generator, kind: _Outcomes) -> pl.Series:
    picked = rng.choice(len(_REASONS), size=len(kind.nfa), p=_REASON_SHARES)
    reasons = _REASONS.gather(np.where(kind.in_need, picked, 0))
    return pl.select(
        pl.when(pl.lit(pl.Series(kind.not_in_need))).then(pl.lit("RC8")).otherwise(reasons)
    ).to_series()


def _only(rows: NDArray[np.bool_], days: Dates) -> Dates:
    return np.where(rows, days, np.datetime64("NaT", "D"))
