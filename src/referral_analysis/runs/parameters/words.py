"""The parameter `words`: what a place calls its things, and what it is taken to call them."""

import difflib
from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated, Any

from pydantic import PlainValidator, WithJsonSchema

from referral_analysis.errors import ParametersError
from referral_analysis.report.words.vocabulary import LONGEST_WORD, Vocabulary
from referral_analysis.runs.parameters.of_contacts import CHOICE

NAMES = tuple(field.name for field in fields(Vocabulary) if field.name != "counted")
"""The words that a council may choose; what is counted is the outcome's to say."""
EARLY_HELP_FROM = "2014"
"""The year of a launch from which help is early help and contacts come to a front door: Working
Together 2013 has early help where the CAF was, and the census has the single assessment from 2014.
A council is called one from here on too: that it is a county is the council's to say."""
PARTNERSHIPS_FROM = "2019-10"
"""The month of a report from which partnerships stand for boards: safeguarding partners had to
publish their arrangements and begin by 29 September 2019 (Working Together 2018, transitional)."""


def _words(given: object) -> dict[str, str]:
    """Check a mapping of words; the first fault in one line."""
    needed = _needed(given)
    if needed or not isinstance(given, Mapping):
        raise ValueError(needed)
    return dict(given)


def _needed(given: object) -> str:
    """Say what is needed where this is no mapping of words; empty where it is one."""
    if not isinstance(given, Mapping):
        return f"a mapping of {', '.join(NAMES)}"
    for name, word in given.items():
        if name not in NAMES:
            near = difflib.get_close_matches(str(name), NAMES, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            return f"names of {', '.join(NAMES)}{hint}"
        if not isinstance(word, str):
            return f"text for {name}"
    try:
        Vocabulary(**given)
    except ParametersError as error:
        return f"for {error.where.removeprefix('words, ')}, {error.needed}"
    return ""


_WORD = {"type": "string", "maxLength": LONGEST_WORD}
Words = Annotated[
    dict[str, str],
    PlainValidator(_words),
    WithJsonSchema(
        {
            "type": "object",
            "properties": dict.fromkeys(NAMES, _WORD),
            "additionalProperties": False,
        }
    ),
]


def vocabulary_of(values: Mapping[str, Any]) -> Vocabulary:
    """Return the words of a report from its parameters: the council's, else those of its year.

    values: `words`, `launch_month`, `made_on`, `workshops` and `inappropriate`, as checked or as
    recorded; what an older run did not record is taken for what it was.
    """
    chosen: dict[str, Any] = _by_year(
        str(values.get("launch_month", "")), str(values.get("made_on", ""))
    )
    if not values.get("workshops"):
        chosen["workshops"] = ""
    if values.get("inappropriate") == CHOICE:
        chosen["counted"] = "contact"
    return Vocabulary(**(chosen | dict(values.get("words") or {})))


def _by_year(launch_month: str, made_on: str) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    if launch_month >= EARLY_HELP_FROM:
        chosen |= {
            "place": "council",
            "area": "area",
            "early_help": "early help",
            "front_door": "front door",
        }
    if made_on >= PARTNERSHIPS_FROM:
        chosen["board"] = "partnership"
    return chosen
