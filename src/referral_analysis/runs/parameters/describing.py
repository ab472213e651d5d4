"""What a notebook's contract says, for people and for editors: words a parameter, a JSON Schema."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from referral_analysis.runs.parameters.checking import BOARD, CONTRACTS, contract_of
from referral_analysis.runs.parameters.contract import Parameters
from referral_analysis.runs.parameters.release import SCHEMA, ReleaseChoices, shared_names
from referral_analysis.runs.parameters.values import DAY_PATTERN, MONTH_PATTERN

DIALECT = "http://json-schema.org/draft-07/schema#"
"""A name that editors know; none of them fetches it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter: its name, what is allowed in words, its default as YAML, what it means.

    default is None where the parameters file must give a value.
    """

    name: str
    allowed: str
    default: str | None
    meaning: str


def describe(notebook: str) -> tuple[Parameter, ...]:
    """Describe a notebook's parameters in the contract's order; ParametersError if it has none."""
    written = schema(notebook)
    properties, required = written["properties"], written.get("required", ())
    return tuple(
        Parameter(
            name=name,
            allowed=in_words(prop),
            default=None if name in required else json.dumps(prop.get("default")),
            meaning=prop["description"],
        )
        for name, prop in properties.items()
    )


def schema(notebook: str) -> dict[str, Any]:
    """Return the JSON Schema of a notebook's parameters, with every default and meaning.

    Of a release where that is named: its own choices, and what its reports share.
    """
    if notebook == SCHEMA:
        return _of_release()
    contract = contract_of(notebook)
    made = contract.model_json_schema()
    properties = _with_defaults(made["properties"], _defaults(contract))
    rest = {"title": notebook, "description": f"The parameters of {notebook}.ipynb"}
    return {"$schema": DIALECT, **made, **rest, "properties": properties}


def _of_release() -> dict[str, Any]:
    """Return a release's schema: a name is required where it or its Board report requires it."""
    own, schemas = ReleaseChoices.model_json_schema(), [schema(name) for name in CONTRACTS]
    shared = {
        name: next(one["properties"][name] for one in schemas if name in one["properties"])
        for name in shared_names()
    }
    needed = [name for name in schema(BOARD)["required"] if name in shared]
    return {
        "$schema": DIALECT,
        "additionalProperties": False,
        "title": SCHEMA,
        "description": "What the reports of a release share, and which of them to make",
        "type": "object",
        "properties": _with_defaults(own["properties"], _defaults(ReleaseChoices)) | shared,
        "required": [*own["required"], *needed],
    }


def schema_text(notebook: str) -> str:
    """Write the JSON Schema as the file that lies beside the parameters files."""
    return json.dumps(schema(notebook), indent=2, ensure_ascii=False) + "\n"


def in_words(prop: Mapping[str, Any]) -> str:
    """Say what a property allows: `month YYYY-MM`, `text or null`, `{name: text}`."""
    if "anyOf" in prop:
        return " or ".join(in_words(one) for one in prop["anyOf"])
    if "enum" in prop or "const" in prop:
        return " or ".join(str(value) for value in prop.get("enum", [prop.get("const")]))
    if "properties" in prop:
        inside = (f"{name}: {in_words(one)}" for name, one in prop["properties"].items())
        return f"{{{', '.join(inside)}}}"
    if "items" in prop:
        return f"[{in_words(prop['items'])}, ...]"
    if isinstance(prop.get("additionalProperties"), dict):
        return f"{{name: {in_words(prop['additionalProperties'])}}}"
    return _plain(prop)


def _plain(prop: Mapping[str, Any]) -> str:
    patterns = {MONTH_PATTERN: "month YYYY-MM", DAY_PATTERN: "day YYYY-MM-DD"}
    if prop.get("pattern") in patterns:
        return patterns[prop["pattern"]]
    kinds = {"string": "text", "boolean": "true or false", "integer": "whole number"}
    kind = str(prop.get("type", "values of its own"))
    bounds = [f"{prop[end]:g}" for end in ("minimum", "maximum") if end in prop]
    return " ".join([kinds.get(kind, kind), " to ".join(bounds)]).rstrip()


def _defaults(contract: type[Parameters]) -> dict[str, Any]:
    """Return the default of every parameter that has one."""
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in contract.model_fields.items()
        if not field.is_required()
    }


def _with_defaults(
    properties: Mapping[str, Mapping[str, Any]], defaults: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        name: _untitled(prop) | ({"default": defaults[name]} if name in defaults else {})
        for name, prop in properties.items()
    }


def _untitled(prop: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in prop.items() if name != "title"}
