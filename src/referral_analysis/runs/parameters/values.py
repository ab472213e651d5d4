"""The types of values that parameters are written in: each says what was needed in one line."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, PlainValidator, StringConstraints, WithJsonSchema

from referral_analysis.disclosure.policy import PolicyName
from referral_analysis.extract import codes
from referral_analysis.extract.columns import CLOSURE_REASON
from referral_analysis.series import outcome


def _written(form: str, meaning: str) -> AfterValidator:
    def check(text: str) -> str:
        try:
            written = dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).strftime(form)
        except ValueError:
            written = ""
        if written != text:
            raise ValueError(meaning)
        return text

    return AfterValidator(check)


def _without_controls(text: str) -> str:
    """Refuse what no page, workbook or file system takes; line ends and tabs may stand."""
    if any(character < " " and character not in "\n\t" for character in text):
        raise ValueError("text without control characters")
    return text


LONGEST_TEXT, MOST_FILES = 200, 100
MONTH_PATTERN, DAY_PATTERN = r"^\d{4}-\d{2}$", r"^\d{4}-\d{2}-\d{2}$"
Month = Annotated[
    str,
    _written("%Y-%m", "a month written YYYY-MM, such as 2011-05"),
    WithJsonSchema({"type": "string", "pattern": MONTH_PATTERN}),
]
Day = Annotated[
    str,
    _written("%Y-%m-%d", "a day written YYYY-MM-DD, such as 2012-01-13"),
    WithJsonSchema({"type": "string", "pattern": DAY_PATTERN}),
]
Text = Annotated[
    str, StringConstraints(min_length=1, max_length=LONGEST_TEXT), AfterValidator(_without_controls)
]


def _files(given: object) -> str | list[str]:
    """Check a path, or a list of paths; one line of what is needed, whichever it is."""
    listed = given if isinstance(given, list) else [given]
    paths = [path for path in listed if isinstance(path, str)]
    if not 1 <= len(listed) <= MOST_FILES or len(paths) < len(listed):
        raise ValueError(f"a path, or a list of up to {MOST_FILES} paths")
    if not all(1 <= len(path) <= LONGEST_TEXT for path in paths):
        raise ValueError(f"paths of 1 to {LONGEST_TEXT} characters")
    for path in paths:
        _without_controls(path)
    return paths if isinstance(given, list) else paths[0]


_PATH = {"type": "string", "minLength": 1, "maxLength": LONGEST_TEXT}
Files = Annotated[
    str | list[str],
    PlainValidator(_files),
    WithJsonSchema(
        {"anyOf": [_PATH, {"type": "array", "items": _PATH, "minItems": 1, "maxItems": MOST_FILES}]}
    ),
]
"""A path, or several that are read as one."""


def _all_or_names(value: object) -> object:
    names = value if isinstance(value, list) else []
    are_names = bool(names) and all(
        isinstance(name, str) and 0 < len(name) <= LONGEST_TEXT for name in names
    )
    if value != "all" and not (are_names and len(set(names)) == len(names)):
        raise ValueError("`all`, or a list of names, each once")
    return value


_NAMES = {"type": "array", "items": _PATH, "minItems": 1, "uniqueItems": True}
SegmentNames = Annotated[
    Literal["all"] | list[str],
    PlainValidator(_all_or_names),
    WithJsonSchema({"anyOf": [{"const": "all"}, _NAMES]}),
]
"""All districts or agencies that an extract has, or some by name."""


def _an_outcome(value: object) -> object:
    outcome.parsed(value)
    return value


_REASON = {"enum": codes.codes_of(CLOSURE_REASON)}
_OF_CODES = {
    "type": "object",
    "properties": {
        "of_codes": {"type": "array", "items": _REASON, "minItems": 1, "uniqueItems": True}
    },
    "required": ["of_codes"],
    "additionalProperties": False,
}
_WORDS = [word for word in outcome.CHOICES if word != "of_codes"]
Inappropriate = Annotated[
    str | dict[str, list[str]],
    PlainValidator(_an_outcome),
    WithJsonSchema({"anyOf": [{"enum": _WORDS}, _OF_CODES]}),
]
"""Which referrals, or contacts, are inappropriate, as `series.outcome` reads it."""
Preset = Annotated[PolicyName, Field(description="which disclosure-control rules apply")]
