"""The parameter `events`: what moved referrals beside the launch; and how it was written before."""

import difflib
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, get_args

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from referral_analysis.analysis.events import ENDED, Event, EventShape
from referral_analysis.errors import ParametersError
from referral_analysis.periods import parse_month

NAME, FROM, TO, SHAPE, HALF_LIFE = "name", "from", "to", "shape", "half_life"
KEYS = (NAME, FROM, TO, SHAPE, HALF_LIFE)
SHAPES: tuple[EventShape, ...] = get_args(EventShape)
LONGEST_NAME, MOST_EVENTS = 40, 12
MONTH_PATTERN = r"^\d{4}-\d{2}$"
FILL_IN = "FILL-IN"
"""What `init` writes where nothing in an extract says what the value is."""
INSPECTION_MONTH, TIMELINE, EVENTS = "inspection_month", "timeline", "events"
INSPECTION = "inspection"
"""What `inspection_month` named, when a plan held one earlier event and no more."""


def _events(given: object) -> list[dict[str, Any]]:
    """Check a list of events as a parameters file has them; the first fault in one line."""
    if not isinstance(given, list):
        raise _wrong(
            "events", f"{_shown(given)}", "a list of events, each of its own", "Correct it."
        )
    if len(given) > MOST_EVENTS:
        raise _wrong("events", f"{len(given)} events", f"{MOST_EVENTS} at most", "Take some out.")
    return [_plain(one, place) for place, one in enumerate(given, start=1)]


def _plain(given: object, place: int) -> dict[str, Any]:
    """Check one event, and return it with the keys that say something, in their order."""
    where = f"events, the {_ORDINALS.get(place, f'{place}th')}"
    if not isinstance(given, Mapping):
        raise _wrong(
            where, _shown(given), f"a mapping of {', '.join(KEYS)}", "Write {name: ..., from: ...}."
        )
    for key in given:
        if key not in KEYS:
            near = difflib.get_close_matches(str(key), KEYS, n=1)
            do = f"Did you mean {near[0]}?" if near else "Take it out."
            raise _wrong(where, f"the unknown name {_shown(key)}", f"of {', '.join(KEYS)}", do)
    name = given.get(NAME)
    if not isinstance(name, str) or not 1 <= len(name.strip()) <= LONGEST_NAME:
        needed = f"`name`, text of up to {LONGEST_NAME} characters, such as inspection"
        raise _wrong(where, f"name {_shown(name)}", needed, "Give it a name.")
    if any(character < " " for character in name):
        raise _wrong(where, "a name with control characters", "a name in one line", "Correct it.")
    try:
        event = Event(
            name=name.strip(),
            starts=_month(given, FROM, name),
            ends=_month(given, TO, name) if given.get(TO) is not None else None,
            shape=_shape(given, name),
            half_life=_half_life(given, name),
        )
    except ParametersError as error:
        raise _wrong(error.where, error.found, error.needed, error.do) from None
    return written(event)


_ORDINALS = {1: "first", 2: "second", 3: "third"}


def _month(given: Mapping[str, Any], key: str, name: str) -> Any:  # noqa: ANN401 - a date
    text = given.get(key)
    if isinstance(text, str):
        try:
            return parse_month(text)
        except ParametersError:
            pass
    needed = f"`{key}`, a month written YYYY-MM, such as 2020-04"
    raise _wrong(f"events, {name}", f"{key} {_shown(text)}", needed, f"Correct {key}.")


def _shape(given: Mapping[str, Any], name: str) -> EventShape:
    asked = given.get(SHAPE)
    for shape in SHAPES:
        if shape == asked:
            return shape
    needed = f"one of {', '.join(SHAPES)}"
    raise _wrong(f"events, {name}", f"shape {_shown(asked)}", needed, "Correct shape.")


def _half_life(given: Mapping[str, Any], name: str) -> float | None:
    months = given.get(HALF_LIFE)
    if months is None:
        return None
    if isinstance(months, bool) or not isinstance(months, int | float):
        needed = "months, a number above 0"
        raise _wrong(f"events, {name}", f"half_life {_shown(months)}", needed, "Correct half_life.")
    return float(months)


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:40]}..."


def _wrong(where: str, found: str, needed: str, do: str) -> PydanticCustomError:
    return PydanticCustomError("together", where, {"found": found, "needed": needed, "do": do})


_MONTH = {"type": "string", "pattern": MONTH_PATTERN}
Events = Annotated[
    list[dict[str, Any]],
    PlainValidator(_events),
    WithJsonSchema(
        {
            "type": "array",
            "maxItems": MOST_EVENTS,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": [NAME, FROM, SHAPE],
                "properties": {
                    NAME: {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
                    FROM: _MONTH,
                    TO: _MONTH
                    | {"description": f"its last month: of {' and '.join(sorted(ENDED))}"},
                    SHAPE: {"enum": list(SHAPES)},
                    HALF_LIFE: {
                        "type": "number",
                        "exclusiveMinimum": 0,
                        "description": "months in which a decay halves",
                    },
                },
            },
        }
    ),
]
"""A list of events, each {name, from, to, shape, half_life}."""


def planned(events: Sequence[Mapping[str, Any]]) -> tuple[Event, ...]:
    """Return checked events in the order of their months."""
    each = [
        Event(
            name=one[NAME],
            starts=parse_month(one[FROM]),
            ends=parse_month(one[TO]) if TO in one else None,
            shape=one[SHAPE],
            half_life=one.get(HALF_LIFE),
        )
        for one in events
    ]
    return tuple(sorted(each, key=lambda one: (one.starts, one.name)))


def written(event: Event) -> dict[str, Any]:
    """Write an event as a parameters file has it."""
    plain: dict[str, Any] = {NAME: event.name, FROM: f"{event.starts:%Y-%m}"}
    if event.ends is not None:
        plain[TO] = f"{event.ends:%Y-%m}"
    plain[SHAPE] = event.shape
    if event.half_life is not None:
        plain[HALF_LIFE] = event.half_life
    return plain


def as_written_now(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters in today's names; those of before still mean what they meant.

    `events` was the path of the timeline's file, which is `timeline` now, and `inspection_month`
    the month of the one earlier event: a step named inspection, in place of one of that name in the
    list; null says that there was none. `events: null` says that there is neither, unless a
    timeline is named. Whatever cannot be so read is left to the contract.
    """
    now = dict(values)
    if isinstance(now.get(EVENTS), str) and now[EVENTS] != FILL_IN:
        now[TIMELINE] = now.pop(EVENTS)
    elif EVENTS in now and now[EVENTS] is None:
        now[EVENTS] = []
        now.setdefault(TIMELINE, None)
    if INSPECTION_MONTH not in now:
        return now
    month = now.pop(INSPECTION_MONTH)
    listed = now.get(EVENTS, [])
    if not isinstance(listed, list):
        return now
    others = [one for one in listed if not _is_inspection(one)]
    step = {NAME: INSPECTION, FROM: month, SHAPE: "step"}
    return now | {EVENTS: others if month is None else [step, *others]}


def with_settings(values: Mapping[str, Any], settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters with some set anew, both in today's names or those of before."""
    set_now = dict(settings)
    if isinstance(set_now.get(EVENTS), str) and set_now[EVENTS] != FILL_IN:
        set_now[TIMELINE] = set_now.pop(EVENTS)
    return as_written_now({**as_written_now(values), **set_now})


def _is_inspection(event: object) -> bool:
    return isinstance(event, Mapping) and event.get(NAME) == INSPECTION
