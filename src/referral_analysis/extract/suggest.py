"""A mapping proposed from an extract's headers and the values of its source column.

Only names are compared: words without case, punctuation and filler, with the names that councils
are known to use, and then by likeness. Nothing is applied; a person reads the proposal first.
"""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from referral_analysis.extract import columns
from referral_analysis.extract.codes import REFERRAL_SOURCES, codes_of
from referral_analysis.extract.convert import as_text
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.sources import referral_tables
from referral_analysis.extract.ssd import own_names
from referral_analysis.extract.synonyms import AGENCIES, HEADERS
from referral_analysis.extract.table import Table
from referral_analysis.extract.unmapped import Unmapped, unmapped

_ALIKE = 0.84
_FILLER = frozenset({"the", "of", "a", "an", "at", "on", "code"})
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A proposed mapping, and what is left to a person.

    columns: our name -> the extract's header, where they differ. codes: our column -> {the
    extract's value: the code}. missing: our required columns for which no header was found.
    unused: headers that nothing was made of. found: our name -> header, the same ones too. left:
    the values of the source column that are on no list and like none of its labels, as written.
    """

    columns: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    missing: tuple[str, ...]
    unused: tuple[str, ...]
    found: Mapping[str, str] = field(default_factory=dict)
    left: tuple[Unmapped, ...] = ()


def suggest_mapping(path: Path, options: ReadOptions = NO_OPTIONS) -> Suggestion:
    """Propose a mapping for an extract; errors of reading its header."""
    table = referral_tables(path, options)[0]
    found = own_names(table.headers) or match_headers(table.headers)
    needed = [column.name for column in columns.REFERRALS if column.required]
    off = _off_list(table, found.get(columns.REFERRAL_SOURCE))
    codes = {} if off is None else _codes(off)
    return Suggestion(
        columns={name: header for name, header in found.items() if name != header},
        codes={columns.REFERRAL_SOURCE: codes} if codes else {},
        missing=tuple(name for name in needed if name not in found),
        unused=tuple(header for header in table.headers if header not in found.values()),
        found=found,
        left=() if off is None else _left(off, codes),
    )


def suggestion_lines(suggestion: Suggestion) -> list[str]:
    """Write a proposal as lines of a parameters file, with what is left as comments."""
    lines = ["columns:" if suggestion.columns else "columns: {}"]
    lines += [f"  {name}: {_quoted(header)}" for name, header in suggestion.columns.items()]
    lines.append("codes:" if suggestion.codes else "codes: {}")
    for name, values in suggestion.codes.items():
        lines.append(f"  {name}:")
        lines += [f"    {_quoted(value)}: {_quoted(code)}" for value, code in values.items()]
    lines += [f"# no header found for {name}, which is needed" for name in suggestion.missing]
    return lines


def match_headers(headers: Collection[str]) -> dict[str, str]:
    """Match our columns with headers, each once, the most alike first: our name -> header."""
    scored = sorted(
        (
            (-_likeness(header, (name, *HEADERS[name])), place, header, name)
            for place, header in enumerate(headers)
            for name in HEADERS
        ),
    )
    found: dict[str, str] = {}
    for likeness, _, header, name in scored:
        if -likeness >= _ALIKE and name not in found and header not in found.values():
            found[name] = header
    return {name: found[name] for name in HEADERS if name in found}


def _off_list(table: Table, header: str | None) -> Unmapped | None:
    """Count the values of the source column that are on no list, as they are written."""
    if header is None or header in table.repeated:
        return None
    name = columns.REFERRAL_SOURCE
    kind = table.rows.collect_schema()[header]
    text = as_text(header, kind).str.to_uppercase().alias(name)
    kept = as_text(header, kind).alias("written")
    rows = table.rows.select(text, kept).collect()
    off = rows.filter(~pl.col(name).is_in(codes_of(name))).select(pl.col("written").alias(name))
    return unmapped(off, name, ())


def _codes(off: Unmapped) -> dict[str, str]:
    """Propose codes for the values of the source column that are on no list."""
    labels = {one.code: (one.label, *AGENCIES[one.code]) for one in REFERRAL_SOURCES}
    return {value: code for value, _ in off.shown if (code := _best(value, labels))}


def _left(off: Unmapped, codes: Mapping[str, str]) -> tuple[Unmapped, ...]:
    shown = tuple((value, rows) for value, rows in off.shown if value not in codes)
    return (replace(off, shown=shown),) if shown or off.other_rows else ()


def _best(value: str, labels: Mapping[str, Iterable[str]]) -> str | None:
    """Return the code whose label is most like a value, if any is like enough."""
    scored = [(_likeness(value, names), code) for code, names in labels.items()]
    likeness, code = max(scored)
    return code if likeness >= _ALIKE else None


def _likeness(written: str, names: Iterable[str]) -> float:
    """Return how like one of the names a header is, from 0 to 1 (the same words)."""
    plain = _plain(written)
    return max(difflib.SequenceMatcher(None, plain, _plain(name)).ratio() for name in names)


def _plain(text: str) -> str:
    """Reduce a name to its words, in order: ReferralNFA?, referral_nfa and Referral NFA agree."""
    words = [word.lower() for word in _WORD.findall(text)]
    kept = [word for word in words if word not in _FILLER]
    return " ".join(kept or words)


def _quoted(text: str) -> str:
    """Write text so that YAML reads it as text."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
