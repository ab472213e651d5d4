"""Have the outcomes of recent months settled?"""

from collections.abc import Mapping

from referral_analysis.analysis.ripening import HAPPENED_ON, columns_of
from referral_analysis.questions.needs import Needs
from referral_analysis.series import MEASURES, MeasureName

OUTCOMES: Mapping[MeasureName, Needs] = {
    name: Needs(asked=MEASURES[name].label, columns=columns_of(name)) for name in HAPPENED_ON
}
