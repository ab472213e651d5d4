"""The dose of a phase-in: how much of an interruption each segment had had in each period."""

import numpy as np
import polars as pl

from referral_analysis.errors import SpecError
from referral_analysis.its.kernels.result import Floats
from referral_analysis.its.model.panel import SegmentPanel, period_numbers_of
from referral_analysis.its.model.timeline import Interruption, Timeline


def doses(interruption: Interruption, panel: SegmentPanel, timeline: Timeline) -> Floats:
    """Return the dose (S, N): 0 before the start, 1 after the phase-in, the frame's in between.

    SpecError where the frame lacks a phase-in period of the panel, or holds one twice.
    """
    frame = _checked(interruption)
    numbers = period_numbers_of(frame["period"], timeline, where=f"{interruption.name}: dose")
    values = frame["dose"].cast(pl.Float64).to_numpy()
    start, after = interruption.start.number, interruption.first_after
    dose = np.zeros((len(panel.segments), len(panel.numbers)))
    dose[:, panel.numbers >= after] = 1.0
    is_between = (panel.numbers >= start) & (panel.numbers < after)
    for number in panel.numbers[is_between].tolist():
        here = numbers == number
        dose[:, panel.numbers == number] = _of_segments(frame, values, here, panel, interruption)
    return dose


def _of_segments(
    frame: pl.DataFrame,
    values: Floats,
    here: np.typing.NDArray[np.bool_],
    panel: SegmentPanel,
    interruption: Interruption,
) -> Floats:
    """Return one period's dose of each segment (S, 1)."""
    if "segment" not in frame.columns:
        if here.sum() != 1:
            raise _incomplete(interruption, "a phase-in period without a row, or with two")
        return np.full((len(panel.segments), 1), values[here][0])
    labels = frame["segment"].cast(pl.String).to_numpy()[here]
    known = dict(zip(labels.tolist(), values[here].tolist(), strict=True))
    if len(known) != len(labels) or not known.keys() >= set(panel.segments):
        raise _incomplete(interruption, "a segment without a dose in a phase-in period, or two")
    return np.array([[known[segment]] for segment in panel.segments])


def _checked(interruption: Interruption) -> pl.DataFrame:
    frame = interruption.dose
    if frame is None or not {"period", "dose"} <= set(frame.columns):
        raise _incomplete(interruption, "no columns period and dose")
    if not frame["dose"].dtype.is_numeric() or not frame["dose"].is_between(0, 1).all():
        raise _incomplete(interruption, "a dose below 0 or above 1")
    if frame["dose"].null_count() or frame["period"].null_count():
        raise _incomplete(interruption, "empty cells")
    return frame


def _incomplete(interruption: Interruption, found: str) -> SpecError:
    return SpecError(
        f"{interruption.name}: dose",
        found=found,
        needed="a dose from 0 to 1 for each phase-in period (and segment)",
        do="Complete the frame of doses.",
    )
