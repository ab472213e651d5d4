"""The order of a regression with seasonal ARIMA errors."""

from dataclasses import dataclass

from referral_analysis.errors import SpecError

# so many can be searched from every corner; short monthly series carry fewer
MOST_PARAMETERS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ArimaOrder:
    """(ar, differences, ma) (seasonal_ar, seasonal_differences, seasonal_ma) each `period` rows."""

    ar: int = 1
    differences: int = 0
    ma: int = 0
    seasonal_ar: int = 0
    seasonal_differences: int = 0
    seasonal_ma: int = 0
    period: int = 12

    def __post_init__(self) -> None:
        numbers = (*self.parameters, self.differences, self.seasonal_differences)
        if min(numbers) < 0 or sum(self.parameters) > MOST_PARAMETERS or self.period < 2:
            raise SpecError(
                "ARIMA order",
                found="a negative number, a season of less than 2 periods or too many parameters",
                needed=f"at most {MOST_PARAMETERS} autoregressive and moving average parameters",
                do="Correct the order.",
            )

    @property
    def parameters(self) -> tuple[int, int, int, int]:
        """How many parameters: ar, ma, seasonal ar, seasonal ma."""
        return self.ar, self.ma, self.seasonal_ar, self.seasonal_ma
