"""What can be asked of an interruption: each estimand as a contrast and the periods it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from referral_analysis.errors import SpecError
from referral_analysis.its.kernels.result import Flags, Floats
from referral_analysis.its.model.design import SLOPE, Design, effect_rows, is_after
from referral_analysis.its.model.timeline import Interruption

Estimand = Literal["level_change", "slope_change", "mean_effect", "effect_at", "averted"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Question:
    """One estimand: contrast (p,) of the coefficients; periods (N,): those it is about.

    shape (k,): the effect in each of those periods over the contrast, where one number makes them
    all; None where several coefficients do. number: the period of `effect_at`.
    """

    estimand: Estimand
    contrast: Floats
    periods: Flags
    shape: Floats | None
    number: int | None = None


def questions(
    design: Design, interruption: Interruption, periods_after: Sequence[int]
) -> list[Question]:
    """List what is asked of an interruption, averted last; SpecError for a period beyond the end.

    A level change is about the mean of all periods after it where the effect is constant, else
    about the first.
    """
    rows, after = effect_rows(design, interruption.name), is_after(design, interruption)
    shown, name = rows[after], interruption.name
    is_constant = bool((shown == shown[:1]).all())
    asked = []
    if name in design.names:
        periods = after if is_constant else _nth(after, 1)
        asked.append(_question("level_change", _unit(design, name), rows, periods))
    if name + SLOPE in design.names:
        asked.append(_question("slope_change", _unit(design, name + SLOPE), rows, after))
    asked.append(_question("mean_effect", shown.mean(axis=0), rows, after))
    for ahead in periods_after:
        if not 1 <= ahead <= len(shown):
            raise SpecError(
                "periods_after",
                found=f"{ahead}",
                needed=f"1 to {len(shown)}, the clean periods after the {name}",
                do="Correct it.",
            )
        here = _nth(after, ahead)
        number = int(design.numbers[here][0])
        asked.append(_question("effect_at", shown[ahead - 1], rows, here, number))
    asked.append(_question("averted", shown.mean(axis=0), rows, after))
    return asked


def _question(
    estimand: Estimand, contrast: Floats, rows: Floats, periods: Flags, number: int | None = None
) -> Question:
    return Question(
        estimand=estimand,
        contrast=contrast,
        periods=periods,
        shape=_shape(rows[periods], contrast),
        number=number,
    )


def _shape(shown: Floats, contrast: Floats) -> Floats | None:
    """Return the factors (k,) that make each row of `shown` of the contrast, if there are such."""
    factor = np.asarray(shown @ contrast / (contrast @ contrast), dtype=np.float64)
    if np.allclose(np.outer(factor, contrast), shown, rtol=1e-12, atol=0):
        return factor
    return None


def _unit(design: Design, name: str) -> Floats:
    return np.asarray(np.array(design.names) == name, dtype=np.float64)


def _nth(after: Flags, ahead: int) -> Flags:
    """Claim of each period (N,) that it is the nth of those after."""
    return np.asarray(after & (np.cumsum(after) == ahead))
