"""The figure that stands for a count which is shown: what others already tell, where they do.

Counts that are each rounded to the nearest step say more together than one alone. A whole of 110
with parts of 60 and 45 leaves one or two values of each; two stretches of 40 and 75, where an
earlier report shows 60 and 60 over the same months, leave four of five. So a count that follows
from others which are shown is given as it follows, and says nothing more then.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple, TypeAlias

from referral_analysis.disclosure.counted import Count
from referral_analysis.disclosure.policy import Policy
from referral_analysis.disclosure.register import SEGMENTS, Earlier, Release
from referral_analysis.periods import add_months
from referral_analysis.series.measures import APPROPRIATE, INAPPROPRIATE, OTHERS, WIDER

REFERRALS = "referrals"


class Told(NamedTuple):
    """A figure that others tell, and how far from the count their roundings can put it."""

    figure: int
    reach: int


Figures: TypeAlias = Mapping[Count, Told]


def of_rests(
    values: Mapping[Count, int], hidden: Collection[Count], policy: Policy
) -> dict[Count, Told]:
    """Give what is left of a whole by what is shown of the whole and of the part.

    Nothing where counts are not rounded, or where one of the three is hidden.
    """
    told: dict[Count, Told] = {}
    for rest in values if policy.rounded_to > 1 else ():
        whole, part = rest.of(REFERRALS), _part_beside(rest, values)
        if part is None or not values.keys() >= {whole, part}:
            continue
        is_rest = values[whole] - values[part] == values[rest]
        if is_rest and not any(one in hidden for one in (rest, whole, part)):
            figure = policy.rounded(values[whole]) - policy.rounded(values[part])
            told[rest] = Told(figure, 2 * policy.reach)
    return told


def _part_beside(rest: Count, values: Mapping[Count, int]) -> Count | None:
    """Name the count that a rest adds up to the whole with, by what both are; None where none does.

    Without a wider count the others are the appropriate ones by another name.
    """
    is_wide = rest.of(WIDER) in values
    if rest.measure == APPROPRIATE:
        return rest.of(WIDER if is_wide else INAPPROPRIATE)
    if rest.measure == OTHERS and not is_wide and rest.of(APPROPRIATE) in values:
        return rest.of(INAPPROPRIATE)
    return None


def of_stretches(
    values: Mapping[Count, int],
    own: Collection[Count],
    hidden: Collection[Count],
    policy: Policy,
    earlier: Earlier | None,
) -> dict[Count, Told]:
    """Give the last of the stretches that add up to others by what these tell.

    own: the stretches that no other report of this release prints; the others are spans that
    another one does. What they add up to is such a span, or what an earlier release shows of the
    same months. Nothing where counts are not rounded, or where one of them is hidden. A total that
    has changed since tells nothing: a figure that roundings alone cannot put so far from the count
    is not given.
    """
    told: dict[Count, Told] = {}
    if policy.rounded_to == 1:
        return told
    shown = {
        count: Told(policy.rounded(value), policy.reach)
        for count, value in values.items()
        if count not in hidden
    }
    spans = {count: figure for count, figure in shown.items() if count not in own}
    before = [_shown_in(one) for one in reversed(earlier.releases if earlier else ())
              if one.report == SEGMENTS]  # fmt: skip
    for now, then in ((own, spans), *((values, figures) for figures in before)):
        for run, same in _alike(now, then):
            last = next((one for one in reversed(run) if one in own and one not in told), None)
            if last is None or not shown.keys() >= set(run):
                continue
            if len(run) == len(same) == 1 and then[same[0]].reach == policy.reach:
                continue  # it is rounded by itself in both
            figure, reach = _left_by(
                [told.get(one, shown[one]) for one in run if one != last],
                [then[one] for one in same],
            )
            # where they add up already, one of them may have been told before
            if figure != shown[last].figure and abs(figure - values[last]) <= reach:
                told[last] = Told(figure, reach)
    return told | _within_wholes(told, shown)


def _left_by(others: Sequence[Told], totals: Sequence[Told]) -> Told:
    figure = sum(one.figure for one in totals) - sum(one.figure for one in others)
    return Told(figure, sum(one.reach for one in (*totals, *others)))


def _within_wholes(told: Figures, shown: Figures) -> dict[Count, Told]:
    """Let no part be more than its whole, as both are shown."""
    found = {}
    for part, one in told.items():
        whole = part.of(REFERRALS)
        most = told.get(whole, shown.get(whole, one))
        if part != whole and most.figure < one.figure:
            found[part] = Told(most.figure, max(one.reach, most.reach))
    return found


def _shown_in(release: Release) -> Figures:
    return {
        count: Told(figure, release.reach_of(count))
        for count, figure in release.counts.items()
        if figure is not None
    }


def _alike(
    now: Collection[Count], then: Collection[Count]
) -> Iterator[tuple[Sequence[Count], Sequence[Count]]]:
    """Yield the shortest runs of stretches, of either, that cover the same months."""
    theirs = _in_turn(then)
    for key, stretches in _in_turn(now).items():
        by_first = {one.first: one for one in theirs.get(key, ())}
        run, same = list[Count](), list[Count]()
        for stretch in stretches:
            if not run or stretch.first != add_months(run[-1].last, 1):
                run, same = [], []
            if not run and stretch.first not in by_first:
                continue
            run.append(stretch)
            same = same or [by_first[stretch.first]]
            while same[-1].last < stretch.last:
                following = by_first.get(add_months(same[-1].last, 1))
                if following is None:
                    run = []  # theirs end here: another run may begin with the next
                    break
                same.append(following)
            if run and same[-1].last == stretch.last:
                yield run, same
                run, same = [], []


def _in_turn(counts: Collection[Count]) -> Mapping[tuple[str, str, str], Sequence[Count]]:
    """Return each segment's shortest stretches of each measure, one after another."""
    ordered = sorted(counts, key=lambda one: (*_whose(one), one.first, one.last))
    found: dict[tuple[str, str, str], list[Count]] = {}
    for key, group in groupby(ordered, key=_whose):
        row = found.setdefault(key, [])
        row.extend(one for one in group if not row or one.first > row[-1].last)
    return found


def _whose(count: Count) -> tuple[str, str, str]:
    return count.measure, count.kind, count.segment
