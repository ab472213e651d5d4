"""What moved since an earlier release, released: cause by cause, beside what both releases show.

Whoever holds both knows by how much each month of the county changed in all. What that is made of
is protected: rows recorded late, outcomes changed, rows that the checks take otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from referral_analysis.disclosure.counted import COUNTY, Count, county_count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.adding_up import tie_rest
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.disclosure.proof.choose import choose
from referral_analysis.disclosure.register import BOARD, Earlier, Release
from referral_analysis.disclosure.released import Released, release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.errors import DisclosureError
from referral_analysis.periods import add_months, month_range
from referral_analysis.questions.changed.finding import COUNTED, Since
from referral_analysis.questions.changed.tables import Moves, Totals
from referral_analysis.questions.changed.window import Window
from referral_analysis.report.words.wording import Change

WAYS = ("more", "fewer")
FIGURES = tuple(Moves.counts())
OF_SHARED_MONTHS = 3
"""The first causes: what changed in the months that the earlier release had too."""
_SHARED, _MODEL = "shared_months", "model"
MODELLED = ("nfa", "others")
"""What the headline is fitted to, in every month of the series."""
_TOTALS = TableRule(
    declared=Totals,
    counts=tuple(CountRule(column=name) for name in Totals.counts()),
    dependent={Totals.ratio: (*COUNTED, _MODEL)},
)
_MOVES = TableRule(
    declared=Moves,
    counts=tuple(CountRule(column=name) for name in FIGURES),
    dependent={Moves.moved: (*FIGURES, _SHARED, _MODEL)},
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Releases:
    """The counts of county months now, those suppressed in it, and what came before."""

    values: Mapping[Count, int] = field(repr=False)
    hidden: frozenset[Count] = field(repr=False)
    earlier: Earlier | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ReleasedSince:
    """The tables of `Since`, protected.

    shared_months_moved: what all that changed in the months of both releases moved the headline by,
    which follows from what both show; null where a month of either is suppressed.
    """

    since: Since
    totals: Released
    moves: Released
    shared_months_moved: float | None
    then: Change | None = None
    """The last report's headline; None where a month that it was fitted to is suppressed."""


def release_since(since: Since, both: Releases, policy: Policy) -> ReleasedSince:
    """Protect what moved, so that nothing follows from it and the months of both releases.

    Where any of these months is suppressed in either, nothing is shown; where any month that the
    headline is fitted to is, nothing of the headline.
    """
    then = _earlier_of(since, both.earlier)
    step = since.plan.step
    months = [_periods(name, window, step) for window in since.windows for name in COUNTED]
    gone = both.hidden | (both.earlier.suppressed if both.earlier else frozenset())
    has_gap = any(month in gone or month not in both.values for part in months for month in part)
    has_model_gap = has_gap or any(c.kind == COUNTY and c.measure in MODELLED for c in gone)
    if has_gap:
        marks = pl.DataFrame({name: [True] * since.moves.height for name in (*FIGURES, _SHARED)})
        totals, moves = since.totals, since.moves
    else:
        marks = _marks(since, both.values, then, policy)
        totals, moves = _rounded(since, both.values, then, policy)
    shared = since.moves["moved"].head(OF_SHARED_MONTHS)
    return ReleasedSince(
        since=since,
        totals=release(
            "since, totals",
            totals,
            _TOTALS,
            policy,
            hidden=pl.DataFrame(
                {name: [has_gap] * totals.height for name in COUNTED}
                | {_MODEL: [has_model_gap] * totals.height}
            ),
        ),
        moves=release(
            "since",
            moves,
            _MOVES,
            policy,
            hidden=marks.with_columns(pl.lit(has_model_gap).alias(_MODEL)),
        ),
        shared_months_moved=None
        if has_model_gap or shared.null_count()
        else float(shared.product()),
        then=None if has_model_gap else since.then,
    )


def _earlier_of(since: Since, earlier: Earlier | None) -> Release:
    """Find what the earlier release showed; DisclosureError where its register was not given."""
    drawn_on = since.plan.extract_drawn_on
    for one in earlier.releases if earlier else ():
        if (one.report, one.drawn_on) == (BOARD, drawn_on):
            return one
    raise DisclosureError(
        "what changed since the last report",
        found="no register of what that report published",
        needed="its run folder in earlier_runs",
        do="Name it, or set earlier_extract to null.",
    )


def _marks(
    since: Since, values: Mapping[Count, int], then: Release, policy: Policy
) -> pl.DataFrame:
    """Choose what to suppress among the causes that work on the months of both releases."""
    builder = Builder(policy)
    table = since.moves.head(OF_SHARED_MONTHS)
    places = {
        figure: [builder.cell(value, must_hide=builder.is_small(value)) for value in table[figure]]
        for figure in FIGURES
    }
    for name in COUNTED:
        more, fewer = (places[f"{name}_{way}"] for way in WAYS)
        builder.tie([*more, *fewer], [1.0] * len(more) + [-1.0] * len(fewer))
        changes = list(_changes(name, since, values, then))
        _at_least(builder, more, sum(max(0, change) for change in changes))
        _at_least(builder, fewer, sum(max(0, -change) for change in changes))
    for way in WAYS:
        for whole, part in zip(places[f"referrals_{way}"], places[f"nfa_{way}"], strict=True):
            if (builder.value(whole) or 0) >= (builder.value(part) or 0):
                tie_rest(builder, part=part, whole=whole, with_none=True)
    chosen = choose(builder.system())
    is_hopeless = bool(chosen.beyond.any())
    marks = pl.DataFrame(
        {
            figure: [is_hopeless or bool(chosen.hidden[place]) for place in column]
            + [False] * (since.moves.height - OF_SHARED_MONTHS)
            for figure, column in places.items()
        }
    )
    any_hidden = marks.select(pl.any_horizontal(FIGURES).any()).item()
    is_shared = pl.int_range(pl.len()) < OF_SHARED_MONTHS
    return marks.with_columns((is_shared & any_hidden).alias(_SHARED))


def _changes(name: str, since: Since, values: Mapping[Count, int], then: Release) -> Iterator[int]:
    """Yield what each month of both changed by, as a reader of both sees it."""
    if then.rounded_to == 1:
        for month in _periods(name, since.windows[0], since.plan.step):
            yield values[month] - (then.counts.get(month) or 0)


def _at_least(builder: Builder, cells: Sequence[int], least: int) -> None:
    """Let a reader know that cells add up to so many, where they do."""
    over = sum(builder.value(cell) or 0 for cell in cells) - least
    if over >= 0:
        builder.tie([*cells, builder.implied(over)], [1.0] * len(cells) + [-1.0])


def _rounded(
    since: Since, values: Mapping[Count, int], then: Release, policy: Policy
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add totals, and the months since, up from the months as they are shown."""
    if policy.rounded_to == then.rounded_to == 1:
        return since.totals, since.moves
    step = since.plan.step
    before, with_months, now = (
        {
            name: sum(policy.rounded(values[one]) for one in _periods(name, window, step))
            for name in COUNTED
        }
        for window in since.windows
    )
    start = {
        name: sum(then.counts.get(one) or 0 for one in _periods(name, since.windows[0], step))
        for name in COUNTED
    }
    totals = since.totals.with_columns(
        pl.Series(name, [start[name], now[name]], dtype=pl.Int64) for name in COUNTED
    )
    grown = {
        name: [with_months[name] - before[name], now[name] - with_months[name]] for name in COUNTED
    }
    kept = since.moves.head(OF_SHARED_MONTHS)
    columns = {
        f"{name}_{way}": [
            *kept[f"{name}_{way}"],
            *(max(0, sign * change) for change in grown[name]),
        ]
        for name in COUNTED
        for way, sign in zip(WAYS, (1, -1), strict=True)
    }
    return totals, since.moves.with_columns(
        pl.Series(name, column, dtype=pl.Int64) for name, column in columns.items()
    )


def _periods(name: str, window: Window, step: int) -> list[Count]:
    """Name the months of a window, or its quarters."""
    firsts = month_range(*window)[::step]
    return [county_count(name, first, add_months(first, step - 1)) for first in firsts]
