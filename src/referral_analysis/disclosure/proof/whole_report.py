"""All tables of a report together: how their counts add up, and which to suppress."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl

from referral_analysis.arrays import Flags
from referral_analysis.disclosure.counted import COUNTY, Count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.proof.adding_up import (
    tie_lengths,
    tie_listed,
    tie_parts,
    tie_sums,
)
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.disclosure.proof.choose import Choice, choose, never_safe
from referral_analysis.disclosure.proof.revisions import tie_earlier
from referral_analysis.disclosure.proof.spans import Beneath, Then, tie_spans
from referral_analysis.disclosure.proof.system import System
from referral_analysis.disclosure.proof.unchanged import unchanged_since
from referral_analysis.disclosure.proof.wholes import tie_wholes, with_wholes
from referral_analysis.disclosure.register import Earlier
from referral_analysis.disclosure.released import PROTECTIONS
from referral_analysis.errors import DisclosureError
from referral_analysis.periods import QUARTER, add_months
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS

TOTAL_WORTH = 25.0
"""A county total carries the headline, and so does each month of the measures that it rests on:
such a count goes only where it would cost this many others."""
NOTHING_BENEATH: Beneath = MappingProxyType({})
CARRYING = frozenset({INAPPROPRIATE, OTHERS})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hidden:
    """Which counts of a report are suppressed, and how many small ones could not be protected.

    `kept_from_earlier` are those suppressed because an earlier release suppressed them. `beyond`
    says of what is known too well whatever is suppressed now, because an earlier release published
    it: the count, or what changed since.
    """

    counts: frozenset[Count] = field(repr=False)
    kept_from_earlier: frozenset[Count] = field(repr=False)
    beyond: tuple[Count, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Laid:
    """A report's counts as a system, the place of each, and what stands at a place."""

    system: System = field(repr=False)
    places: Mapping[Count, int] = field(repr=False)
    known: Mapping[int, Count] = field(repr=False)


def lay_out(
    values: Mapping[Count, int],
    policy: Policy,
    earlier: Earlier | None = None,
    *,
    also: frozenset[Count] = frozenset(),
    beneath: Beneath = NOTHING_BENEATH,
    dear: frozenset[Count] = frozenset(),
    drawn_on: dt.date | None = None,
) -> Laid:
    """Put the counts of all tables of a report into one system, given what came before.

    also: counts that are suppressed in any case, beside those that earlier releases suppressed.
    beneath: the months of each segment, where spans of it overlap. dear: counts to suppress only
    where a total would be. drawn_on: the day of the extract; what another report of that day
    shows is the same count.
    """
    builder = Builder(policy)
    kept = also | (earlier.suppressed if earlier else frozenset())
    places = {
        count: _put(builder, count, values, is_kept=count in kept, is_dear=count in dear)
        for count in sorted(values)
    }
    tie_sums(builder, places)
    tie_parts(builder, places)
    tie_listed(builder, places)
    known = {place: count for count, place in places.items()}
    then = list[Then]()
    unchanged = unchanged_since(values, earlier, drawn_on)
    for release in earlier.releases if earlier else ():
        is_same_day = release.drawn_on == drawn_on
        placed, tied = tie_earlier(
            builder,
            places,
            release,
            unchanged=unchanged[release.drawn_on],
            same_only=bool(beneath),
            is_same_day=is_same_day,
        )
        if is_same_day:
            tie_lengths(builder, places, placed)
        then.append(
            Then(places=placed, is_same_day=is_same_day, unchanged=unchanged[release.drawn_on])
        )
        known |= tied
    if beneath:
        then = [one if one.is_same_day else with_wholes(builder, one) for one in then]
        wholes = tie_wholes(builder, places, then, beneath)
        known |= tie_spans(builder, {**places, **wholes}, then, beneath)
    return Laid(system=builder.system(), places=places, known=known)


def hide(
    values: Mapping[Count, int],
    policy: Policy,
    earlier: Earlier | None = None,
    beneath: Beneath = NOTHING_BENEATH,
    drawn_on: dt.date | None = None,
) -> Hidden:
    """Choose what to suppress in all tables of a report at once, given what came before.

    beneath: the months of each segment, where spans of it overlap, here or with earlier ones.
    drawn_on: the day of the extract, on which other reports may rest too.
    DisclosureError for a district's or agency's count of less than a quarter.
    """
    _refuse_fine_detail(values)
    also, dear = frozenset[Count](), earlier.shown if earlier else frozenset[Count]()
    while True:
        laid = lay_out(
            values, policy, earlier, also=also, beneath=beneath, dear=dear, drawn_on=drawn_on
        )
        chosen = choose(laid.system)
        counts = _hidden_in(laid, chosen)
        if earlier is None or not chosen.beyond.any():
            break
        # what came before gives some away; this release by itself must not
        alone = lay_out(values, policy, also=counts, beneath=beneath, dear=dear)
        also = _hidden_in(alone, choose(alone.system))
        if also == counts:
            break
    kept = earlier.suppressed & values.keys() if earlier else frozenset[Count]()
    return Hidden(
        counts=counts,
        kept_from_earlier=frozenset(kept),
        beyond=tuple(sorted(_named(laid, chosen.beyond))),
    )


def given_away(
    values: Mapping[Count, int],
    policy: Policy,
    earlier: Earlier | None,
    beneath: Beneath = NOTHING_BENEATH,
    drawn_on: dt.date | None = None,
) -> frozenset[Count]:
    """Name what is known too well even where every count that may be is suppressed, as in `hide`.

    A report then gives it away by what it tells of at all, by its marks and its zeros, or what
    came before has.
    """
    laid = lay_out(values, policy, earlier, beneath=beneath, drawn_on=drawn_on)
    return _named(laid, never_safe(laid.system))


def since_earlier(hidden: Hidden) -> pl.DataFrame:
    """List what earlier releases have to do with: what stays suppressed, what cannot be helped."""
    reasons = [
        *(
            (count, "suppressed in an earlier release")
            for count in sorted(hidden.kept_from_earlier)
        ),
        *((count, "given away by an earlier release") for count in hidden.beyond),
    ]
    rows = [
        ("all", f"{c.segment}, {c.first:%Y-%m} to {c.last:%Y-%m}", c.measure, reason)
        for c, reason in reasons
    ]
    return pl.DataFrame(rows, PROTECTIONS, orient="row")


def _refuse_fine_detail(values: Mapping[Count, int]) -> None:
    if any(count.kind != COUNTY and len(count.months) < QUARTER for count in values):
        raise DisclosureError(
            "the release",
            found="a district's or an agency's count of less than three months",
            needed="quarters, or longer, where there are districts or agencies",
            do="Wait for more months after the launch, or report the county alone.",
        )


def _named(laid: Laid, cells: Flags) -> frozenset[Count]:
    """Return what the cells count, (n,), that count something."""
    return frozenset(
        laid.known[place] for place in cells.nonzero()[0].tolist() if place in laid.known
    )


def _hidden_in(laid: Laid, chosen: Choice) -> frozenset[Count]:
    return frozenset(count for count, place in laid.places.items() if chosen.hidden[place])


def _put(
    builder: Builder, count: Count, values: Mapping[Count, int], *, is_kept: bool, is_dear: bool
) -> int:
    carries = count.measure in CARRYING or not _is_period(count, values)
    worth = TOTAL_WORTH if is_dear or (count.kind == COUNTY and carries) else 1.0
    must_hide = is_kept or builder.is_small(values[count]) or _is_none_left(count, values)
    return builder.cell(values[count], must_hide=must_hide, worth=worth)


def _is_period(count: Count, values: Mapping[Count, int]) -> bool:
    """Claim that a count is one of a row: a month, or a quarter with another beside it."""
    if count.first == count.last:
        return True
    if len(count.months) != QUARTER:
        return False
    beside = (add_months(count.first, by) for by in (-QUARTER, QUARTER))
    return any(count.over(first, add_months(first, QUARTER - 1)) in values for first in beside)


def _is_none_left(count: Count, values: Mapping[Count, int]) -> bool:
    """Claim that no referral was appropriate: all were not, which says something about each."""
    is_none = count.measure in {"appropriate", "others"} and values[count] == 0
    return is_none and values.get(count.of("referrals"), 0) > 0
