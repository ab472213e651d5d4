"""What to fit: a frozen specification that validates itself."""

from dataclasses import dataclass
from typing import Literal, get_args

from referral_analysis.errors import SpecError
from referral_analysis.its.arima.order import ArimaOrder
from referral_analysis.its.model.timeline import Timeline, is_taken
from referral_analysis.periods import Frequency

Model = Literal[
    "ols_hac",
    "prais_winsten",
    "ar1",
    "ar1_noise",
    "quasi_poisson",
    "negative_binomial",
    "quasi_binomial",
    "arima",
    "structural",
]
Scale = Literal["log", "logit", "identity"]
Weighting = Literal["auto", "none", "counts"]

# two whole years of months, quarters or one of weeks, so that season and trend can be told apart;
# three points each side is the least that EPOC accepts in an interrupted time series
LEAST_BEFORE: dict[Frequency, int] = {"month": 24, "week": 52, "quarter": 8, "year": 3}
LEAST_AFTER = 3
AR1_ERRORS = ArimaOrder()
# models of counts and shares have one natural scale
SCALE_OF: dict[str, Scale] = {
    "quasi_poisson": "log",
    "negative_binomial": "log",
    "quasi_binomial": "logit",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fourier:
    """Sine and cosine pairs with one to `pairs` cycles a year."""

    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A dummy for each month (or quarter) of the year but the first."""


Seasonality = Fourier | Calendar


def fourier(pairs: int) -> Fourier:
    """Return seasonality by that many sine and cosine pairs a year.

    >>> its.fourier(2)
    Fourier(pairs=2)
    """
    return Fourier(pairs=pairs)


def calendar() -> Calendar:
    """Return seasonality by a dummy a month of the year; for series of 48 months or more.

    >>> its.ItsSpec(timeline=its.Timeline(launch), seasonality=its.calendar()).seasonality
    Calendar()
    """
    return Calendar()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ItsSpec:
    """What to fit to each segment of a series.

    scale: "log" (ratios), "logit" (odds ratios of a share: count of exposure) or "identity".
    seasonality: `fourier(k)`, `calendar()` or None for none. trend: a straight line in time.
    covariates: columns of the series, used as they are; none named as a column of the design.
    control: a column with another series that the interruption cannot have touched; it enters on
    the model's scale, as a covariate.
    weighting: how linear models on the log or logit scale treat counts. "counts" adds 1/2 and
    weights by 1 / (1 / mean + overdispersion); "auto" does so under 100 a period, and where a
    period has none; "none" never.
    least_before, least_after: clean periods that a segment must have on each side of the last
    interruption; by default 24 months, 52 weeks, 8 quarters or 3 years before, 3 after.
    hac_lag: Newey-West lag of `ols_hac`; None is the automatic one. arima_order: of the errors of
    `arima`; one that differences takes no seasonality that it differences away. unit: what is
    counted, for the effects' `unit` column.
    """

    timeline: Timeline
    model: Model = "ar1"
    scale: Scale = "log"
    seasonality: Seasonality | None = None
    trend: bool = True
    covariates: tuple[str, ...] = ()
    control: str | None = None
    weighting: Weighting = "auto"
    least_before: int | None = None
    least_after: int = LEAST_AFTER
    hac_lag: int | None = None
    arima_order: ArimaOrder = AR1_ERRORS
    unit: str | None = None

    def __post_init__(self) -> None:
        for option, allowed in (("model", Model), ("scale", Scale), ("weighting", Weighting)):
            _check_option(option, getattr(self, option), get_args(allowed))
        natural = SCALE_OF.get(self.model, self.scale)
        if self.scale != natural:
            raise SpecError(
                "scale",
                found=f"{self.scale!r} with model={self.model!r}",
                needed=f"{natural!r}",
                do="Change the scale or the model.",
            )
        _check_seasonality(self)
        _check_least(self)
        _check_columns(self)


def least_before(spec: ItsSpec) -> int:
    """Return how many clean periods a segment must have before the last interruption."""
    if spec.least_before is not None:
        return spec.least_before
    return LEAST_BEFORE[spec.timeline.frequency]


def _check_option(option: str, given: object, allowed: tuple[str, ...]) -> None:
    if given not in allowed:
        raise SpecError(
            option, found=f"{given!r}", needed=f"one of {', '.join(allowed)}", do="Correct it."
        )


# a pair of k cycles a year needs more than 2 k periods a year
MOST_PAIRS: dict[Frequency, int] = {"month": 5, "week": 25, "quarter": 1, "year": 0}


def _check_seasonality(spec: ItsSpec) -> None:
    frequency = spec.timeline.frequency
    seasonality = spec.seasonality
    if seasonality is None:
        return
    if isinstance(seasonality, Calendar):
        is_possible = frequency in {"month", "quarter"}
        found, needed = f"calendar() for {frequency}s", "months or quarters"
    else:
        is_possible = 1 <= seasonality.pairs <= MOST_PAIRS[frequency]
        found = f"fourier({seasonality.pairs}) for {frequency}s"
        needed = f"1 to {MOST_PAIRS[frequency]} pairs"
    if is_possible:
        return
    raise SpecError("seasonality", found=found, needed=needed, do="Correct it.")


def _check_least(spec: ItsSpec) -> None:
    if spec.least_after < 1 or (spec.least_before is not None and spec.least_before < 1):
        raise SpecError(
            "least_before, least_after",
            found="a number below 1",
            needed="at least one period each side",
            do="Correct it; EPOC asks for three.",
        )


def _check_columns(spec: ItsSpec) -> None:
    named = [*spec.covariates, *([spec.control] if spec.control else [])]
    if len(set(named)) != len(named):
        raise SpecError(
            "covariates",
            found="a column named twice",
            needed="different columns",
            do="Correct it.",
        )
    clash = [name for name in spec.covariates if is_taken(name) or name in spec.timeline.names]
    if clash:
        raise SpecError(
            "covariates",
            found=f"{clash[0]}, a name of the model's own columns",
            needed="names that are not an interruption's, intercept, trend, control, sin1, cos1, "
            "month_2 or the like, nor hold a colon",
            do="Rename the column in the series and in the spec.",
        )
