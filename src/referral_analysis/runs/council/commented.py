"""A parameters file with a comment a parameter, written from its contract and proposed values."""

import json
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from referral_analysis.disclosure.policy import POLICIES
from referral_analysis.extract import columns
from referral_analysis.extract.unmapped import Unmapped
from referral_analysis.runs.council.guessing import Guess
from referral_analysis.runs.parameters.describing import describe
from referral_analysis.runs.parameters.release import SCHEMA

WIDTH = 100
_FEWEST = max(policy.smallest_shown for policy in POLICIES.values())
EVENTS = "# None: []. Else, say, [{name: Covid, from: 2020-04, to: 2021-03, shape: leave_out}]."


def commented(notebook: str, values: Mapping[str, Any], guess: Guess) -> str:
    """Write a parameters file: every name of the contract, what it means, its value, how found."""
    run = "" if notebook == SCHEMA else f"{notebook} -p "
    lines = [
        f"# The parameters of {notebook}: referral-analysis run {run}{notebook}.yaml",
        f"# yaml-language-server: $schema=schemas/{notebook}.json",
    ]
    for parameter in describe(notebook):
        meaning = f"{parameter.meaning} ({parameter.allowed})"
        lines += ["", *_comment(meaning[:1].upper() + meaning[1:] + ".")]
        if parameter.name in guess.why:
            lines += _comment(f"Worked out: {guess.why[parameter.name]}.")
        value = values[parameter.name]
        if parameter.name == "columns":
            lines += _columns(value, guess)
        elif parameter.name == "codes":
            lines += _codes(value, guess)
        elif parameter.name == "events":
            lines += [EVENTS, f"events: {as_yaml(value)}"]
        else:
            lines.append(f"{parameter.name}: {as_yaml(value)}")
    return "\n".join(lines) + "\n"


def as_yaml(value: object) -> str:
    """Write a value as YAML on one line: JSON is YAML, and dates read better without marks."""
    text = json.dumps(value, ensure_ascii=False)
    plain = str(value)
    return plain if isinstance(value, str) and _reads_as_itself(plain) else text


def _reads_as_itself(text: str) -> bool:
    return text.replace("-", "").replace("_", "").isalnum() and ("-" in text or "_" in text)


def _comment(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="# ", subsequent_indent="#   ")


def _columns(headers: Mapping[str, str], guess: Guess) -> Iterator[str]:
    """Write the mapping of headers, and the columns that are not in it as comments to fill in."""
    yield "# A column that is not named here is looked for under our own name."
    yield "columns:" if headers else "columns: {}  # take {} away to add lines"
    for name, header in headers.items():
        why = guess.why_columns.get(name, "" if header else "no header found: taken as not there")
        yield f"  {name}: {as_yaml(header)}" + (f"  # {why}" if why else "")
    for column in columns.REFERRALS:
        if column.name not in headers:
            need = "" if column.required else "may be missing: "
            yield f'  # {column.name}: ""  # {need}{column.meaning}'


def _codes(codes: Mapping[str, Mapping[str, str]], guess: Guess) -> Iterator[str]:
    """Write the mapping of codes, and the values for which none was found as comments."""
    left = {one.column: one for one in guess.left}
    yield "codes:" if codes else "codes: {}  # take {} away to add lines"
    for name in (*codes, *(name for name in left if name not in codes)):
        is_comment = "" if name in codes else "# "
        yield f"  {is_comment}{name}:"
        for value, code in codes.get(name, {}).items():
            why = guess.why_codes.get(name, {}).get(value)
            written = f"    {json.dumps(value, ensure_ascii=False)}: {json.dumps(code)}"
            yield written + (f"  # {why}" if why else "")
        yield from _unknown(left.get(name))


def _unknown(left: Unmapped | None) -> Iterator[str]:
    if left is None:
        return
    for value, rows in left.shown:
        written = json.dumps(value, ensure_ascii=False)
        yield f'    # {written}: ""  # on no list, in {how_many(rows)}'
    if left.other_rows:
        others = how_many(left.other_rows)
        yield f"    # other values on no list, in {others}: too few each to show"


def how_many(rows: int) -> str:
    """Count rows as may be read by whoever has the file, which is kept beside the code."""
    return f"{rows:,} rows" if rows >= _FEWEST else f"fewer than {_FEWEST} rows"
