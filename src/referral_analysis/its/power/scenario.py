"""A series that is planned or under way: its design, and how its errors are thought to behave."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from referral_analysis.errors import SpecError
from referral_analysis.its.intervals.correlation import Structure
from referral_analysis.its.model.design import Design, designs
from referral_analysis.its.model.fit import Batch, ItsFit
from referral_analysis.its.model.panel import WHOLE, SegmentPanel, left_out
from referral_analysis.its.model.spec import ItsSpec
from referral_analysis.periods import Period, parse_period, period_label

RHO_MOST = 0.99


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PowerScenario:
    """A series from period `first` to `last`, fitted to `spec`, whose errors are AR(1) with noise.

    sd: standard deviation of a period's error on the model's scale: on the log scale 0.08 is about
    8%. rho: correlation of neighbours; noise_share: of the variance that is sampling noise, which
    no period shares with another. name: for the frames' `scenario` column.
    """

    spec: ItsSpec
    first: str
    last: str
    sd: float
    rho: float = 0.0
    noise_share: float = 0.0
    name: str = ""

    def __post_init__(self) -> None:
        ends = [
            parse_period(self.first, where="scenario: first"),
            parse_period(self.last, where="scenario: last"),
        ]
        frequency = self.spec.timeline.frequency
        if {end.frequency for end in ends} != {frequency} or ends[1].number <= ends[0].number:
            raise SpecError(
                "scenario: first, last",
                found="periods of another length than the timeline's, or in the wrong order",
                needed=f"the first and the last {frequency} of the series",
                do="Correct them.",
            )
        if not (self.sd > 0 and abs(self.rho) <= RHO_MOST and 0 <= self.noise_share < 1):
            raise SpecError(
                "scenario: sd, rho, noise_share",
                found="a number that no errors can have",
                needed=f"sd above 0, rho within {RHO_MOST} of 0, a noise_share from 0 to below 1",
                do="Correct it.",
            )
        if self.spec.covariates or self.spec.control:
            raise SpecError(
                "scenario: spec",
                found="covariates or a control, whose future values are not known",
                needed="a spec without them",
                do="Take them out; a control that explains the series lowers sd.",
            )


def scenario_of(fitted: ItsFit, *, segment: str = WHOLE, name: str = "") -> PowerScenario:
    """Return the scenario of a fitted segment: its periods, and its errors as they were estimated.

    SpecError for a segment that was not fitted, and for models that do not estimate rho.
    """
    for batch, row in _segments(fitted):
        if batch.segments[row] == segment:
            return _of_segment(fitted.spec, batch, row, name or segment)
    raise SpecError(
        "segment",
        found="a segment that was not fitted",
        needed=f"one of {', '.join(fitted.segments[:5])}",
        do="Correct `segment`.",
    )


def structure_of(scenario: PowerScenario) -> Structure:
    """Return the correlation of a scenario's errors."""
    return Structure("ar1_noise", scenario.rho, scenario.noise_share)


def design_of(scenario: PowerScenario, *, last: int | None = None) -> Design:
    """Return the design of a scenario, to its own last period or to the one numbered `last`."""
    spec = scenario.spec
    end = parse_period(scenario.last).number if last is None else last
    numbers = np.arange(parse_period(scenario.first).number, end + 1)
    panel = SegmentPanel(
        segments=(WHOLE,),
        places=np.zeros(1, dtype=np.int64),
        numbers=numbers,
        observed=np.zeros((1, len(numbers))),
        exposure=None,
        events=None,
        columns=np.empty((1, len(numbers), 0)),
        is_left_out=left_out(numbers, spec.timeline),
        is_count=True,
    )
    design, _ = next(designs(panel, spec))
    return design


def _segments(fitted: ItsFit) -> Iterator[tuple[Batch, int]]:
    for batch in fitted.batches:
        for row in range(len(batch.segments)):
            yield batch, row


def _of_segment(spec: ItsSpec, batch: Batch, row: int, name: str) -> PowerScenario:
    kernel = batch.kernel
    if kernel.rho is None:
        raise SpecError(
            "model",
            found=f"{spec.model!r}, which estimates no correlation",
            needed="ar1, ar1_noise or prais_winsten",
            do="Fit one of these first.",
        )
    share = 0.0 if kernel.noise_share is None else float(kernel.noise_share[row])
    frequency, numbers = spec.timeline.frequency, batch.design.numbers
    first, last = (period_label(Period(frequency, int(numbers[end]))) for end in (0, -1))
    return PowerScenario(
        spec=spec,
        first=first,
        last=last,
        sd=float(np.sqrt(kernel.scale[row])),
        rho=float(np.clip(kernel.rho[row], -RHO_MOST, RHO_MOST)),
        noise_share=share,
        name=name,
    )
