"""What an extract says of itself: a mapping, districts, dates; a proposal, which a person reads."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from referral_analysis import extract
from referral_analysis.analysis.enough import LEAST_SHARE, shares_of_choices
from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.extract import columns
from referral_analysis.extract.companion import typed_companion
from referral_analysis.extract.flags import BLANK
from referral_analysis.extract.mapping import MAY_LACK
from referral_analysis.extract.one_row_each import SELDOM
from referral_analysis.extract.read_options import NO_OPTIONS
from referral_analysis.extract.sources import Paths, paths_of, referral_tables
from referral_analysis.extract.suggest import suggest_mapping
from referral_analysis.extract.table import listed
from referral_analysis.extract.unmapped import Unmapped, showable
from referral_analysis.extract.unread import flags_by_month
from referral_analysis.periods import month_name
from referral_analysis.runs.council.months import days_and_months

_MANY_BLANK = 0.05  # of the flags: a twentieth can carry an answer to the other side


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What was worked out, each value by its parameter, and how; and what could not be.

    values: parameter -> value. why: parameter -> how it was found. districts: as the extract spells
    them. left: the values on no code list that may be shown, by column. notes: what a person must
    look at, a sentence each. why_codes, why_columns: the words that said what a value or header is.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    districts: tuple[str, ...] = ()
    left: tuple[Unmapped, ...] = ()
    notes: tuple[str, ...] = ()
    why_codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    why_columns: Mapping[str, str] = field(default_factory=dict)


NOTHING = Guess()


def guess(
    path: Paths,
    options: extract.ReadOptions = NO_OPTIONS,
    *,
    today: dt.date,
    given: Mapping[str, Any] | None = None,
) -> Guess:
    """Work out what an extract says of itself; errors of reading its header.

    path: a file, a folder, or several that are one extract. given: values of parameters that a
    person has given: what they say is kept, and nothing is proposed in its place. today: a date
    after it is a slip. Where a run would stop yet (a column is missing, or its values are of no
    known kind), a note says what stands in the way.
    """
    said = given or {}
    proposed = suggest_mapping(path, options, said.get("columns"))
    headers = dict(proposed.columns) | dict(said.get("columns", {}))
    codes = both(proposed.codes, said.get("codes", {}))
    values: dict[str, Any] = {
        "columns": headers,
        "codes": codes,
        "is_synthetic": all("synthetic" in one.name.lower() for one in paths_of(path)),
    }
    why = {
        "columns": "headers whose words are those of ours",
        "codes": "values whose words point to one code",
        "is_synthetic": "by the file's name",
    }
    mapping = extract.ExtractMapping(headers=headers, codes=codes)
    doubts: list[str] = []
    try:
        rows = extract.read_referrals(path, mapping, options).collect()
    except ReferralAnalysisError as error:
        rows, doubts = _days_and_districts(path, options, proposed)
        doubts = [f"a run would stop: {error}", *doubts]
    names = [one.name for one in paths_of(path)]
    given_on = said.get("extract_drawn_on")
    dates = {}
    if columns.REFERRED_ON in rows.columns:
        dates = days_and_months(names, rows, today, given_on)
    drawn = str(given_on or dates.get("extract_drawn_on", (f"{today}", ""))[0])
    left, notes = ((), doubts) if doubts else _check(rows, drawn, said)
    own = {one.column for one in proposed.left}
    return Guess(
        values=values | {name: value for name, (value, _) in dates.items()},
        why=why | {name: reason for name, (_, reason) in dates.items()},
        districts=_districts(rows),
        left=(*proposed.left, *(one for one in left if one.column not in own)),
        notes=(*_unsaid(proposed), *notes),
        why_codes=proposed.why_codes,
        why_columns=proposed.why_columns,
    )


def both(
    proposed: Mapping[str, Mapping[str, str]], given: Mapping[str, Mapping[str, str]]
) -> dict[str, dict[str, str]]:
    """Put codes given before those proposed, value by value."""
    names = [*proposed, *(name for name in given if name not in proposed)]
    return {name: {**proposed.get(name, {}), **given.get(name, {})} for name in names}


def _unsaid(proposed: extract.Suggestion) -> list[str]:
    """Say which columns were not found, all at once."""
    lacking = [name for name, header in proposed.columns.items() if not header]
    missing = [name for name in proposed.missing if name not in lacking]
    notes = []
    if missing:
        notes.append(
            f"no header found for {', '.join(missing)}: name each under `columns`; the headers left"
            f" are {', '.join(proposed.unused) or 'none'}"
        )
    if lacking:
        notes.append(
            f"no header found for {', '.join(lacking)}: taken as not there; name each under "
            "`columns` if it is"
        )
    rested_on = [columns.CHILD_ID, *MAY_LACK]
    unfound = [name for name in rested_on if name not in {*proposed.found, *proposed.columns}]
    if unfound and proposed.unused and not missing:
        notes.append(
            f"no header found for {', '.join(unfound)}: reports will not say what rests on them; "
            f"name each under `columns` if it is among the headers left, {listed(proposed.unused)}"
        )
    flags = proposed.why_codes.get(columns.IS_NFA)
    if flags:
        notes.append(
            f"{columns.IS_NFA}: what the extract's words mean was proposed ({len(flags)} words): "
            "read them under `codes`"
        )
    return notes


def _days_and_districts(
    path: Paths, options: extract.ReadOptions, proposed: extract.Suggestion
) -> tuple[pl.DataFrame, list[str]]:
    """Read the two columns that the dates and the districts come from, whatever the others hold."""
    kinds = {columns.REFERRED_ON: pl.Date, columns.DISTRICT: pl.String}
    headers = {proposed.found[name]: name for name in kinds if name in proposed.found}
    optional = {header: kinds[name] for header, name in headers.items()}
    try:
        held = [typed_companion(table, {}, optional) for table in referral_tables(path, options)]
        return pl.concat(held, how="diagonal").rename(headers, strict=False), []
    except ReferralAnalysisError as error:
        return pl.DataFrame(), [f"no dates worked out: {error}"]


def _check(
    rows: pl.DataFrame, drawn: str, given: Mapping[str, Any]
) -> tuple[tuple[Unmapped, ...], list[str]]:
    """Check the rows by the mapping proposed: values on no list, and what to look at."""
    try:
        checked = extract.check(
            rows.lazy(),
            extract_date=dt.date.fromisoformat(drawn),
            severities=given.get("rule_severities"),
            pseudonymised=bool(given.get("pseudonymised", False)),
        )
    except (ReferralAnalysisError, ValueError) as error:
        return (), [f"a run would stop: {error}"]
    left = tuple(one for one in checked.unmapped if one.shown or one.other_rows)
    notes = [f"{checked.n_excluded:,} of {checked.n_read:,} rows would be left out"]
    notes = notes if checked.n_excluded else []
    notes += [
        f"rule {rule.number}: {rule.failed:,} rows. {rule.sentence}"
        for rule in checked.rules
        if rule.number in SELDOM and rule.failed
    ]
    notes += [
        f"{one.column}: not a date, {one.shape} in {one.rows:,} rows"
        for one in checked.unread_dates
    ]
    if checked.new_ids_on is not None:
        notes.append(
            f"child ids have another form from {checked.new_ids_on}: nobody can be followed across"
        )
    if columns.IS_COUNTED in rows.columns:
        notes.append(
            "counts by month, no rows of referrals: a report answers what they can, and says of "
            "each other question what rows would bring; give extract_drawn_on, the day on which "
            "they were counted"
        )
    return left, [*notes, *_blank_flags(checked.kept), *_hardly_used(checked.kept, given)]


def _hardly_used(kept: pl.LazyFrame, given: Mapping[str, Any]) -> list[str]:
    """Say that no further action is hardly used, and what the others come to."""
    if given.get("inappropriate", "nfa") != "nfa":
        return []
    of_every = shares_of_choices(kept)
    if of_every["nfa"] >= LEAST_SHARE:
        return []
    others = [
        f"{choice} ({share * 100:.0f}% of referrals)"
        for choice, share in of_every.items()
        if share >= LEAST_SHARE
    ]
    would = (
        f"`inappropriate` may be {' or '.join(others)}"
        if others
        else "nor is any other outcome that `inappropriate` may be"
    )
    return [f"no further action is hardly used ({of_every['nfa'] * 100:.1f}%): {would}"]


def _blank_flags(kept: pl.LazyFrame) -> list[str]:
    """Say how many flags are empty, where they may matter, and how to say what that means."""
    if columns.IS_NFA not in kept.collect_schema().names():
        return []
    counts = flags_by_month(kept)
    blank, rows = int(counts["blank"].sum()), int(counts["referrals"].sum())
    if not blank or blank < _MANY_BLANK * rows:
        return []
    first, last = (counts.filter(pl.col("blank") > 0)["month"][place] for place in (0, -1))
    return [
        f"{columns.IS_NFA} is empty in {blank:,} of {rows:,} rows, from {month_name(first)} to "
        f"{month_name(last)}: whether there was no further action is not known there. Where empty "
        f'means no, say so under `codes`: {{{columns.IS_NFA}: {{{BLANK}: "no"}}}}'
    ]


def _districts(rows: pl.DataFrame) -> tuple[str, ...]:
    """List the districts by name, those that may be shown."""
    if columns.DISTRICT not in rows.columns:
        return ()
    counts = (
        rows.group_by(pl.col(columns.DISTRICT).cast(pl.String).alias("value"))
        .agg(pl.len().cast(pl.Int64).alias("rows"))
        .drop_nulls()
    )
    return tuple(sorted(name for name, _ in showable(counts)))
