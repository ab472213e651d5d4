"""Typed rows -> rows kept, rows excluded and counts by rule; none is lost on the way."""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from referral_analysis.errors import ColumnMissingError, ParametersError, RowsFailedError
from referral_analysis.extract import child_ids, columns, episodes, one_referral
from referral_analysis.extract.codes import CODE_LISTS, codes_of
from referral_analysis.extract.identifiers import require_pseudonyms
from referral_analysis.extract.new_ids import new_ids_on
from referral_analysis.extract.one_row_each import SELDOM, OneRowEach, one_row_each
from referral_analysis.extract.rule import AMONG, Rule, Severity
from referral_analysis.extract.rules import rules
from referral_analysis.extract.signals import SIGNALS, Signal, signals
from referral_analysis.extract.too_many import require_few_gaps, require_few_twice
from referral_analysis.extract.unmapped import Unmapped, unmapped
from referral_analysis.extract.unread import UnreadDate, unread_dates

FAILED_RULES = "failed_rules"
"""Column of the excluded rows: the numbers of the rules that each failed, divided by semicolons."""
RIPENS_IN_DAYS = 70
"""Ten weeks: what the Board report takes for closures to settle, if the run says nothing else."""
_EXCLUDED = "is_excluded"


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """How many rows failed one rule; null where the extract lacks a column that the rule reads."""

    number: str
    severity: Severity
    sentence: str
    failed: int | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Checked:
    """The rows of one extract, judged: kept + excluded = read.

    kept: the rows' own columns, PREVIOUS_REFERRED_ON where children have ids, and `fails(number)`
    (Boolean) for each rule that was judged and does not exclude; child_id is null where it is no
    child's. excluded: the rows' own columns, and FAILED_RULES. unmapped: a coded column each, and
    the NFA flag where words of it are unread. unread_dates: what dates that could not be read look
    like. signals: months to ask about. n_failed: rows that failed any rule, kept or not.
    new_ids_on: the day from which child ids have another form, so that no child can be followed
    across it; None if none.
    """

    kept: pl.LazyFrame = field(repr=False)
    excluded: pl.LazyFrame = field(repr=False)
    n_read: int
    n_kept: int
    n_excluded: int
    n_failed: int
    rules: tuple[RuleCount, ...]
    unmapped: tuple[Unmapped, ...]
    signals: tuple[Signal, ...]
    unread_dates: tuple[UnreadDate, ...] = ()
    new_ids_on: dt.date | None = None

    @property
    def off_list(self) -> Mapping[str, Sequence[str]]:
        """By coded column, values that are not on its list and may be shown; ten at most."""
        return {one.column: sorted(value for value, _ in one.shown[:10]) for one in self.unmapped}


def fails(number: str) -> str:
    """Name the column that says whether a row failed a rule."""
    return f"fails_{number.replace(' ', '_')}"


def check(
    rows: pl.LazyFrame,
    *,
    extract_date: dt.date,
    areas: Collection[str] | None = None,
    severities: Mapping[str, Severity] | None = None,
    pseudonymised: bool = False,
    ripens_in_days: int = RIPENS_IN_DAYS,
) -> Checked:
    """Judge every row by every rule.

    rows: as `read_referrals` gives them, or any frame of the vocabulary's columns. extract_date:
    the day the extract was drawn. areas: the districts of the population file, if there is one.
    severities: rule number or signal -> what to do instead of its default. pseudonymised: child
    ids that look like real ones are known to be made up. ripens_in_days: after which an outcome
    counts as settled. The rules on a child's several referrals are judged among the rows that the
    others keep. RowsFailedError where a row fails a rule that stops, or child ids look like real
    ones; ColumnMissingError; ParametersError on an unknown rule.
    """
    severities = severities or {}
    data = _collect(rows)
    has_children = columns.CHILD_ID in data.columns
    if has_children and not pseudonymised:
        require_pseudonyms(data[columns.CHILD_ID])
    require_few_gaps(data, severities)
    rows_of = one_row_each(data, severities)
    data = rows_of.data
    has_plans = columns.CHILD_PROTECTION_PLAN_ON in data.columns
    alone = rules(extract_date, areas, has_plans=has_plans, has_children=has_children)
    every = _overridden(
        (*alone, *rows_of.rules, episodes.not_a_copy(), *episodes.episode_rules()), severities
    )
    held = {*data.columns, *rows_of.marks.columns, episodes.CHILD, episodes.ROW_HASH}
    judged = [
        rule for rule in every if rule.needs <= held and (has_children or rule.among != "episodes")
    ]
    verdicts, previous = _judge(rows_of, judged)
    failed = {rule.number: int(verdicts[fails(rule.number)].sum()) for rule in judged}
    _require_none_stopped(judged, failed)
    require_few_twice(failed, data.height, severities)
    excluding = [rule.number for rule in judged if rule.severity == "exclude"]
    is_excluded = _any_of(verdicts, excluding)
    added = [previous] if has_children else []
    whole = data.hstack(verdicts).hstack([*added, is_excluded.alias(_EXCLUDED)]).lazy()
    n_excluded = int(is_excluded.sum())
    # where every row is kept, no later reading has to look for those that are not
    left = _without_shared_ids(whole.filter(~pl.col(_EXCLUDED)) if n_excluded else whole, verdicts)
    new_ids = new_ids_on(data) if has_children else None
    return Checked(
        kept=_as_text(left, data.columns).select(
            *data.columns,
            *(series.name for series in added),
            *(fails(rule.number) for rule in judged if rule.severity != "exclude"),
        ),
        excluded=_as_text(whole.filter(_EXCLUDED), data.columns).select(
            *data.columns, _numbers([rule.number for rule in judged])
        ),
        n_read=data.height,
        n_kept=data.height - n_excluded,
        n_excluded=n_excluded,
        n_failed=int(_any_of(verdicts, list(failed)).sum()),
        rules=tuple(_count(rule, failed) for rule in every),
        unmapped=_unmapped(data),
        signals=signals(
            left,
            extract_date=extract_date,
            ripens_in_days=ripens_in_days,
            severities=severities,
            new_ids_on=new_ids,
        ),
        unread_dates=unread_dates(data),
        new_ids_on=new_ids,
    )


def _without_shared_ids(rows: pl.LazyFrame, verdicts: pl.DataFrame) -> pl.LazyFrame:
    """Empty the child ids that are no child's."""
    name = fails(child_ids.SHARED_CHILD_ID)
    if name not in verdicts.columns:
        return rows
    own = pl.when(~pl.col(name)).then(columns.CHILD_ID).alias(columns.CHILD_ID)
    return rows.with_columns(own)


def _unmapped(data: pl.DataFrame) -> tuple[Unmapped, ...]:
    """Count what is on no list, a coded column each; and the words of the flag that are unread."""
    coded = [unmapped(data, name, codes_of(name)) for name in CODE_LISTS if name in data.columns]
    if columns.UNREAD_FLAG in data.columns:
        words = unmapped(data, columns.UNREAD_FLAG, (), has_codes=False)
        coded.append(replace(words, column=columns.IS_NFA))
    return tuple(coded)


def _count(rule: Rule, failed: Mapping[str, int]) -> RuleCount:
    return RuleCount(
        number=rule.number,
        severity=rule.severity,
        sentence=rule.sentence,
        failed=failed.get(rule.number),
    )


def _collect(rows: pl.LazyFrame) -> pl.DataFrame:
    data = rows.collect()
    missing = [name for name in columns.NEEDED_TO_CHECK if name not in data.columns]
    if not {columns.CHILD_ID, columns.REFERRAL_ID} & set(data.columns):
        missing.append(columns.REFERRAL_ID)
    if missing:
        raise ColumnMissingError(
            "rows to check",
            found=f"the columns {', '.join(data.columns)}",
            needed=f"a column {missing[0]}",
            do="Read the extract with `read_referrals`.",
        )
    return data


def _overridden(every: Iterable[Rule], severities: Mapping[str, Severity]) -> list[Rule]:
    """Give rules the severities that the parameters name."""
    known = {rule.number: rule for rule in every}
    for number, severity in severities.items():
        if number in SIGNALS or (number in SELDOM and number not in known):
            continue
        if number not in known:
            raise ParametersError(
                "rule_severities",
                found=f"the unknown rule {number}",
                needed=f"one of {', '.join(dict.fromkeys((*known, *SELDOM, *SIGNALS)))}",
                do="Correct the rule's number.",
            )
        known[number] = replace(known[number], severity=severity)
    return list(known.values())


def _judge(one_each: OneRowEach, judged: Sequence[Rule]) -> tuple[pl.DataFrame, pl.Series]:
    """Return a column `fails(number)` a rule, and the child's referral before; rows as in data.

    A row that is joined with another of its referral is judged no further.
    """
    data, keys = one_each.data, one_each.keys
    by_scope = {among: [rule for rule in judged if rule.among == among] for among in AMONG}
    verdicts = data.hstack(one_each.marks).select(_failing(rule) for rule in by_scope["alone"])
    joined = next((rule for rule in judged if rule.number == one_referral.JOINED), None)
    if joined is not None and joined.severity == "exclude":
        is_joined = one_each.marks[one_referral.IS_JOINED]
        others = pl.exclude(fails(joined.number))
        verdicts = verdicts.with_columns(others & ~pl.lit(is_joined))
        keys = keys.filter(~is_joined.gather(keys[episodes.ROW]))
    verdicts = verdicts.hstack(_judge_neighbours(keys, by_scope["copies"], data.height))
    excluding = [rule.number for rule in judged if rule.severity == "exclude"]
    is_left = ~_any_of(verdicts, excluding)
    keys = keys.filter(is_left.gather(keys[episodes.ROW]))
    verdicts = verdicts.hstack(_judge_neighbours(keys, by_scope["episodes"], data.height))
    return verdicts, episodes.previous_referral(keys, data.height)


def _judge_neighbours(keys: pl.DataFrame, group: Sequence[Rule], height: int) -> pl.DataFrame:
    """Judge rows by the one above, in order of child and day; rows not in keys are not failed."""
    verdicts = keys.lazy().select(episodes.ROW, *(_failing(rule) for rule in group)).collect()
    nobody = pl.repeat(False, height, dtype=pl.Boolean, eager=True)  # noqa: FBT003 - the value
    return pl.DataFrame(
        {
            name: nobody.clone().scatter(verdicts.filter(pl.col(name))[episodes.ROW], values=True)
            for name in (fails(rule.number) for rule in group)
        }
    )


def _failing(rule: Rule) -> pl.Expr:
    """Return the rule's verdict turned round; one that is null counts as failed."""
    return (~rule.passes.fill_null(value=False)).alias(fails(rule.number))


def _any_of(verdicts: pl.DataFrame, numbers: Collection[str]) -> pl.Series:
    names = [fails(number) for number in numbers if fails(number) in verdicts.columns]
    return verdicts.select(
        pl.any_horizontal(pl.repeat(value=False, n=pl.len()), *names).alias("any")
    ).to_series()


def _numbers(numbers: Sequence[str]) -> pl.Expr:
    """Write the numbers of the rules that each row failed."""
    named = [pl.when(fails(number)).then(pl.lit(number)) for number in numbers]
    return pl.concat_str(named, separator="; ", ignore_nulls=True).alias(FAILED_RULES)


def _as_text(rows: pl.LazyFrame, names: Collection[str]) -> pl.LazyFrame:
    """Turn codes and districts back into String, only where somebody reads them."""
    coded = [name for name in (*CODE_LISTS, columns.DISTRICT) if name in names]
    return rows.with_columns(pl.col(coded).cast(pl.String))


def _require_none_stopped(judged: Sequence[Rule], failed: Mapping[str, int]) -> None:
    stops = [rule for rule in judged if rule.severity == "stop" and failed[rule.number]]
    if not stops:
        return
    sentences = [
        f"rows that fail it ({failed[rule.number]:,}): {rule.sentence.rstrip('.')}"
        for rule in stops
    ]
    more = [
        f"rule {rule.number}: {said}" for rule, said in zip(stops[1:], sentences[1:], strict=True)
    ]
    raise RowsFailedError(
        f"rule {stops[0].number}",
        found="; ".join([sentences[0], *more]),
        needed="none, since its severity is `stop`",
        do="Correct them at the source, or change the rule's severity under `rule_severities`.",
    )
