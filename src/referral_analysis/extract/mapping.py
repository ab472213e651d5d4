"""How a council's own headers and codes become the vocabulary of `extract.columns`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from referral_analysis.errors import ParametersError
from referral_analysis.extract import columns
from referral_analysis.extract.empty_words import NO_VALUE_WORDS

CODED = (
    columns.REFERRAL_SOURCE,
    columns.PRIMARY_NEED,
    columns.CLOSURE_REASON,
    columns.DISTRICT,
    columns.IS_NFA,
    *columns.dates(),
)
"""The columns whose values a mapping may translate; of a date, the words that stand for none."""

MAY_LACK = (
    columns.DISTRICT,
    columns.REFERRAL_SOURCE,
    columns.CLOSED_ON,
    columns.CLOSURE_REASON,
)
"""The required columns that an extract may be without, once a person says so by a header of ""."""


OPTIONAL = (*MAY_LACK, *(column.name for column in columns.REFERRALS if not column.required))


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractMapping:
    """What an extract calls its columns and codes, where that differs from ours.

    `headers`: our column name -> the council's header, "" where the extract has no such column.
    `codes`: our column name -> {the council's value: the code}; an empty code stands for no value.
    Of the flag, `blank` says what an empty field means. ParametersError on names that are not ours.
    """

    headers: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check("columns", self.headers, tuple(column.name for column in columns.REFERRALS))
        _check("codes", self.codes, CODED)
        for name, header in self.headers.items():
            if not header and name not in OPTIONAL:
                raise ParametersError(
                    f"columns, {name}",
                    found="no header",
                    needed=f"the header that holds it; only {', '.join(OPTIONAL)} may be missing",
                    do="Put the extract's own header on the right.",
                )

    def with_areas(self, areas: Collection[str]) -> Self:
        """Return a mapping by which these are areas, also one named by a word for no value."""
        named = {area: area for area in areas if area.lower() in NO_VALUE_WORDS}
        if not named:
            return self
        own = {**named, **self.codes.get(columns.DISTRICT, {})}
        return replace(self, codes={**self.codes, columns.DISTRICT: own})

    def header_of(self, column: str) -> str:
        """Return the header that holds one of our columns."""
        return self.headers.get(column, column)


def _check(where: str, given: Mapping[str, object], allowed: tuple[str, ...]) -> None:
    for name in given:
        if name not in allowed:
            raise ParametersError(
                where,
                found=f"the unknown column {name}",
                needed=f"one of {', '.join(allowed)}",
                do="Put our name on the left and the extract's own on the right.",
            )


NO_MAPPING = ExtractMapping()
