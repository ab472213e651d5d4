"""What `referral-analysis fit` can do about an error, in its own options.

The library's errors name the fields of its specification, which the command does not have.
"""

import re

from referral_analysis.errors import ReferralAnalysisError

_ADVICE = (
    (
        r"left_out|Leave those periods out",
        "Mend the file: fill it, or leave those periods out with --leave-out.",
    ),
    (r"weighting", "Choose another --model or --weights, or combine periods in the file."),
    (
        r"least that the spec asks|Merge this segment",
        "Extend the series, take the segment out of the file, or set --least-before or "
        "--least-after lower.",
    ),
    (r"Interruption\b|`at`", "Give it with --interruption NAME=START."),
    (
        r"phase_in|phase-in|shape|dose",
        "Choose another --phase-in, or give the --interruption another end.",
    ),
    (r"level or the interval|interval", "Change --level, or leave --test-inversion out."),
    (
        r"[Mm]odel|scale|order|differenc",
        "Extend the series, or choose another --model or fewer --seasonal-pairs.",
    ),
    (r"spec\b|design|covariates", "Extend the series, or ask for fewer --seasonal-pairs."),
    (r"timeline", "Write --interruption in the same form as the file's periods."),
)
"""What the library's advice speaks of -> what the command can do; the first found counts."""


def advice(do: str) -> str:
    """Say a library's advice in the options of `fit`; what names no field stays as it is."""
    return next((said for pattern, said in _ADVICE if re.search(pattern, do)), do)


def in_options(error: ReferralAnalysisError) -> ReferralAnalysisError:
    """Return the same error with advice that `fit` has options for."""
    return type(error)(error.where, found=error.found, needed=error.needed, do=advice(error.do))
