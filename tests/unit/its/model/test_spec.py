"""A specification validates itself."""

from collections.abc import Callable

import pytest

from referral_analysis import its
from referral_analysis.errors import SpecError
from referral_analysis.its import Interruption, ItsSpec, Timeline, calendar, fourier
from referral_analysis.its.model.spec import least_before

MONTHS = Timeline(Interruption("launch", starts="2011-05"))
WEEKS = Timeline(Interruption("launch", starts="2011-W20"))
YEARS = Timeline(Interruption("launch", starts="2011"))


def test_the_least_before_follows_the_periods_unless_given() -> None:
    assert least_before(ItsSpec(timeline=MONTHS)) == 24
    assert least_before(ItsSpec(timeline=YEARS)) == 3
    assert least_before(ItsSpec(timeline=MONTHS, least_before=6)) == 6


REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "model": (lambda: ItsSpec(timeline=MONTHS, model="lm"), "model: 'lm'; need one of ols_hac"),  # type: ignore[arg-type]
    "scale": (lambda: ItsSpec(timeline=MONTHS, scale="sqrt"), "scale: 'sqrt'; need one of log"),  # type: ignore[arg-type]
    "weighting": (
        lambda: ItsSpec(timeline=MONTHS, weighting="some"),  # type: ignore[arg-type]
        "weighting: 'some'; need one of auto, none, counts",
    ),
    "scale of counts": (
        lambda: ItsSpec(timeline=MONTHS, model="quasi_poisson", scale="identity"),
        "scale: 'identity' with model='quasi_poisson'; need 'log'",
    ),
    "scale of shares": (
        lambda: ItsSpec(timeline=MONTHS, model="quasi_binomial"),
        "scale: 'log' with model='quasi_binomial'; need 'logit'",
    ),
    "too many pairs": (
        lambda: ItsSpec(timeline=MONTHS, seasonality=fourier(6)),
        r"seasonality: fourier\(6\) for months; need 1 to 5 pairs",
    ),
    "no pairs": (
        lambda: ItsSpec(timeline=MONTHS, seasonality=fourier(0)),
        r"seasonality: fourier\(0\) for months",
    ),
    "pairs of years": (
        lambda: ItsSpec(timeline=YEARS, seasonality=fourier(1)),
        r"seasonality: fourier\(1\) for years",
    ),
    "calendar of weeks": (
        lambda: ItsSpec(timeline=WEEKS, seasonality=calendar()),
        r"seasonality: calendar\(\) for weeks; need months or quarters",
    ),
    "least": (lambda: ItsSpec(timeline=MONTHS, least_after=0), "least_before, least_after: "),
    "named twice": (
        lambda: ItsSpec(timeline=MONTHS, covariates=("a",), control="a"),
        "covariates: a column named twice",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_fitted_is_refused(case: str) -> None:
    make, message = REFUSED[case]
    with pytest.raises(SpecError, match=message):
        make()


@pytest.mark.parametrize(
    "name", ["launch", "trend", "intercept", "control", "sin1", "cos2", "month_3", "launch:slope"]
)
def test_a_covariate_may_not_have_the_name_of_a_column_of_the_design(name: str) -> None:
    timeline = its.Timeline(its.Interruption("launch", starts="2011-05"))
    with pytest.raises(SpecError, match=f"covariates: {name}, a name of the model's own columns"):
        its.ItsSpec(timeline=timeline, covariates=(name,))
    its.ItsSpec(timeline=timeline, covariates=(f"{name.replace(':', '_')}_of_others",))
