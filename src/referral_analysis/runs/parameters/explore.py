"""The choices in the cell of notebooks/explore.ipynb, which is a workbench and no report."""

from typing import Literal

from pydantic import Field

from referral_analysis.runs.parameters.contract import Parameters
from referral_analysis.runs.parameters.values import Text


class Explore(Parameters):
    """What an analyst may change in notebooks/explore.ipynb."""

    parameters_file: Text = Field(
        description="the parameters of a run: its extract, mappings and dates"
    )
    measure: Literal["nfa", "inappropriate_wide", "appropriate", "referrals"] = Field(
        description="what is counted"
    )
    model: Literal[
        "ar1", "ar1_noise", "ols_hac", "prais_winsten", "quasi_poisson", "negative_binomial"
    ] = Field(description="how months are taken to resemble each other")
    phase_in: Literal["exclude", "ramp"] = Field(
        description="leave the phase-in out, or let the effect rise over it"
    )
    fourier_pairs: int = Field(ge=0, le=5, description="sine and cosine pairs for the seasons")
    confidence_percent: int = Field(ge=80, le=99, description="confidence level of the intervals")
