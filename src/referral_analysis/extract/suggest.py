"""A mapping proposed from an extract's headers and the values of its coded columns.

Only words are compared (`extract.wording`). A proposal says why and how sure it is; what is not
sure enough is left blank. Nothing is applied; a person reads the proposal first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from referral_analysis.extract import columns, flags
from referral_analysis.extract.codes import CODE_LISTS, codes_of
from referral_analysis.extract.convert import as_text
from referral_analysis.extract.empty_words import NO_VALUE_WORDS
from referral_analysis.extract.mapping import MAY_LACK
from referral_analysis.extract.read_options import NO_OPTIONS, ReadOptions
from referral_analysis.extract.sources import Paths, referral_tables
from referral_analysis.extract.ssd import own_names
from referral_analysis.extract.synonyms import HEADERS
from referral_analysis.extract.table import SourceTable, unsplittable
from referral_analysis.extract.unmapped import Unmapped, unmapped
from referral_analysis.extract.wording import Meaning, header_matches, meaning

PROPOSED = (*CODE_LISTS, columns.IS_NFA)
"""The columns whose values a mapping is proposed for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A proposed mapping, and what is left to a person.

    columns: our name -> the extract's header, where they differ. codes: our column -> {the
    extract's value: the code}. missing: our required columns for which no header was found.
    unused: headers that nothing was made of. found: our name -> header, the same ones too. left:
    the values of coded columns, and of the flag, that are on no list and whose words point to no
    one code, as written. why_columns, why_codes: the words that said it, and how sure that is.
    """

    columns: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    missing: tuple[str, ...]
    unused: tuple[str, ...]
    found: Mapping[str, str] = field(default_factory=dict)
    left: tuple[Unmapped, ...] = ()
    why_columns: Mapping[str, str] = field(default_factory=dict)
    why_codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def suggest_mapping(
    path: Paths, options: ReadOptions = NO_OPTIONS, given: Mapping[str, str] | None = None
) -> Suggestion:
    """Propose a mapping for an extract; errors of reading its header.

    path: a file, a folder, or several that are one extract: headers are those of the first, values
    those of all. given: headers that a person has named already, by our name; nothing is proposed
    for those. Of a layout that has names of its own for our columns, those are the proposal.
    """
    tables = referral_tables(path, options)
    table = tables[0]
    named = given or {}
    matched = _matched(table, named)
    found = {name: named[name] if name in named else matched[name][0]
             for name in HEADERS if named.get(name) or name in matched}  # fmt: skip
    off = {name: _off_list(tables, name, found[name]) for name in PROPOSED if name in found}
    counted = {name: one for name, one in off.items() if one is not None}
    meanings = {name: _meanings(name, one) for name, one in counted.items()}
    needed = [column.name for column in columns.REFERRALS if column.required]
    lacking = {name: "" for name in needed if name not in found and name in MAY_LACK}
    return Suggestion(
        columns={name: header for name, header in found.items() if name != header}
        | {name: "" for name in lacking if name not in table.lacks},
        codes={
            name: {value: one.code for value, one in said.items()}
            for name, said in meanings.items()
            if said
        },
        missing=tuple(name for name in needed if name not in found),
        unused=tuple(header for header in table.headers if header not in found.values()),
        found=found,
        left=tuple(
            rest
            for name, one in counted.items()
            if (rest := _left(one, meanings[name])) is not None
        ),
        why_columns={name: why for name, (header, why) in matched.items() if name != header},
        why_codes={
            name: {value: f"{one.why}; {one.sure:.0%} sure" for value, one in said.items()}
            for name, said in meanings.items()
            if said
        },
    )


def suggestion_lines(suggestion: Suggestion) -> list[str]:
    """Write a proposal as lines of a parameters file, with why and what is left as comments."""
    lines = ["columns:" if suggestion.columns else "columns: {}"]
    for name, header in suggestion.columns.items():
        why = suggestion.why_columns.get(name, "as given" if header else "no header found")
        lines.append(f"  {name}: {_quoted(header)}  # {why}")
    lines.append("codes:" if suggestion.codes else "codes: {}")
    for name, values in suggestion.codes.items():
        lines.append(f"  {name}:")
        lines += [
            f"    {_quoted(value)}: {_quoted(code)}  # {suggestion.why_codes[name][value]}"
            for value, code in values.items()
        ]
    for one in suggestion.left:
        lines += [f"# {one.column}: {_quoted(value)} in {rows:,} rows: what does it mean?"
                  for value, rows in one.shown]  # fmt: skip
    lines += [f"# no header found for {name}, which is needed" for name in suggestion.missing]
    held = columns.with_others([*suggestion.found, *suggestion.missing])
    lines += [
        f"# no header found for {column.name}: reports would not say what rests on it"
        for column in columns.REFERRALS
        if column.name not in held
    ]
    return lines


def _matched(table: SourceTable, named: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Match the columns that are not named yet with headers: our name -> header, and why."""
    own = own_names(table.headers)
    if own:
        why = "as the layout names it"
        return {name: (header, why) for name, header in own.items() if name not in named}
    return header_matches(
        [header for header in table.headers if header not in named.values()],
        {name: names for name, names in HEADERS.items() if name not in named},
    )


def _off_list(tables: Sequence[SourceTable], name: str, header: str) -> Unmapped | None:
    """Count the values of a coded column that are on no list, as they are written in all tables."""
    held = [one for one in tables if header in one.headers and header not in one.repeated]
    if not held:
        return None
    counts = pl.concat([_written(one, header) for one in held])
    off = counts.filter(~_is_listed(name)).select(pl.col("written").alias(name))
    return unmapped(off, name, (), has_codes=name != columns.IS_NFA)


def _written(table: SourceTable, header: str) -> pl.DataFrame:
    """Return one column of a table as text: written."""
    kind = table.rows.collect_schema()[header]
    text = as_text(header, kind).str.strip_prefix("'").alias("written").cast(pl.String)
    try:
        return table.rows.select(text).collect()
    except pl.exceptions.PolarsError:  # its message may quote a record
        raise table.refusal(unsplittable(table.where)) from None


def _is_listed(name: str) -> pl.Expr:
    """Claim that a text needs no mapping: it is on the list, or a word for no value."""
    plain = pl.col("written").str.to_lowercase()
    if name == columns.IS_NFA:
        known: Iterable[str] = flags.YES | flags.NO | flags.NOBODY_KNOWS
    else:
        known = [code.lower() for code in codes_of(name)]
        plain = plain.str.replace(r"^0*(\d{1,2}[a-f]?)(?:\.0)?$", "${1}")
    return plain.is_in([*known, *NO_VALUE_WORDS])


def _meanings(name: str, off: Unmapped) -> dict[str, Meaning]:
    """Propose codes for the values of a column that are on no list."""
    listed = codes_of(name) if name in CODE_LISTS else []
    said = {value: meaning(name, value, listed) for value, _ in off.shown}
    return {value: one for value, one in said.items() if one is not None}


def _left(off: Unmapped, said: Mapping[str, Meaning]) -> Unmapped | None:
    shown = tuple((value, rows) for value, rows in off.shown if value not in said)
    return replace(off, shown=shown) if shown or off.other_rows else None


def _quoted(text: str) -> str:
    """Write text so that YAML reads it as text."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
