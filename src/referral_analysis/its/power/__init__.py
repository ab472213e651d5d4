"""What could be seen: power, the smallest change that would be, and how long until it is."""

from referral_analysis.its.power.answers import minimum_detectable, periods_until_seen, power_curve
from referral_analysis.its.power.errors_of_estimate import Detection
from referral_analysis.its.power.scenario import PowerScenario, scenario_of

__all__ = [
    "Detection",
    "PowerScenario",
    "minimum_detectable",
    "periods_until_seen",
    "power_curve",
    "scenario_of",
]
