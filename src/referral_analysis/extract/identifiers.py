"""Child ids that look like real ones: unique pupil numbers and NHS numbers, by their check digits.

A pseudonym of the same form passes a check digit by chance: one in 23 for a pupil number, one in
11 for an NHS number. So most of the ids of that form have to pass before an extract is refused.
Sources: DfE, unique pupil numbers guidance; NHS data dictionary, NHS number (modulus 11).
"""

from dataclasses import dataclass, field

import polars as pl

from referral_analysis.errors import RowsFailedError
from referral_analysis.extract import columns

_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
_NHS_DIGITS = 10
_LOOKED_AT = 100_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Identifier:
    """A kind of number: its length, its form, and the claim that its check digit is right."""

    name: str
    length: int
    form: str
    is_valid: pl.Expr = field(repr=False)


def _digit(place: int) -> pl.Expr:
    return pl.col("id").str.slice(place, 1).cast(pl.Int64, strict=False)


def _upn_is_valid() -> pl.Expr:
    """Weigh the digits by 2 to 13: the sum modulo 23 gives the letter in front."""
    total = pl.sum_horizontal(_digit(place) * (place + 1) for place in range(1, 13))
    return pl.col("id").str.slice(0, 1) == (total % 23).replace_strict(
        dict(enumerate(_UPN_LETTERS)), default=None, return_dtype=pl.String
    )


def _nhs_number_is_valid() -> pl.Expr:
    """Weigh nine digits by 10 to 2: 11 less the sum modulo 11 is the tenth; 10 is never given."""
    total = pl.sum_horizontal(_digit(place) * (_NHS_DIGITS - place) for place in range(9))
    return (11 - total % 11) % 11 == _digit(9)


IDENTIFIERS = (
    Identifier(
        name="unique pupil numbers", length=13, form=r"^[A-Z]\d{12}$", is_valid=_upn_is_valid()
    ),
    Identifier(
        name="NHS numbers", length=_NHS_DIGITS, form=r"^\d{10}$", is_valid=_nhs_number_is_valid()
    ),
)


def require_pseudonyms(ids: pl.Series) -> None:
    """Raise RowsFailedError where most child ids of the form of a real one pass its check digit."""
    # spaces and hyphens are how people write these numbers; a plain pseudonym is neither longer
    likely = ids.filter(ids.str.len_bytes().is_between(_NHS_DIGITS, 17)).head(_LOOKED_AT)
    plain = likely.str.to_uppercase().str.replace_all(r"[ -]", "").unique().to_frame("id")
    for kind in IDENTIFIERS:
        of_form = plain.filter(pl.col("id").str.contains(kind.form))
        valid = int(of_form.select(kind.is_valid.sum()).item())
        if of_form.height and 2 * valid >= of_form.height:
            raise RowsFailedError(
                columns.CHILD_ID,
                found=f"ids that look like {kind.name} ({valid:,} of {of_form.height:,} that were"
                " looked at)",
                needed="pseudonyms",
                do="Replace them at the source, or say `pseudonymised: true` if they are made up.",
            )
