"""What this release and an earlier one say together: changes in a count, and further months."""

from collections.abc import Mapping

import numpy as np

from referral_analysis.disclosure.counted import COUNTY, KINDS, Count
from referral_analysis.disclosure.proof.adding_up import (
    Places,
    rest_of,
    tie_listed,
    tie_parts,
    tie_sums,
)
from referral_analysis.disclosure.proof.building import Builder
from referral_analysis.disclosure.proof.unchanged import Unchanged, is_unchanged
from referral_analysis.disclosure.register import Release


def tie_earlier(
    builder: Builder,
    places: Places,
    release: Release,
    *,
    unchanged: Unchanged = frozenset(),
    same_only: bool = False,
    is_same_day: bool = False,
) -> tuple[Places, Mapping[int, Count]]:
    """Add an earlier release to a system; return its places, and what each sensitive one counts.

    The earlier figures are given: nothing can be suppressed in them any more. County months are
    tied to themselves, since they change little; segments by what came after, or with `same_only`
    to the same months alone: where their months are known, `spans` ties the others. What was
    counted in the same extract is the same, and a reader knows that; and takes for the same what
    is over `unchanged` months of the county's.
    """
    then = {
        count: _put(builder, count, shown, release.reach_of(count))
        for count, shown in sorted(release.counts.items())
    }
    tie_sums(builder, then)
    tie_parts(builder, then)
    tie_listed(builder, then)
    known = {place: count for count, place in then.items()}
    for count, place in places.items():
        if is_same_day and count in then:
            builder.tie([place, then[count]], [1, -1])
        elif count.kind == COUNTY and count in then:
            _tie_revision(builder, now=place, then=then[count])
    if is_same_day and same_only:
        return then, known
    return then, {**known, **_tie_further(builder, places, then, unchanged, same_only=same_only)}


def _put(builder: Builder, count: Count, shown: int | None, reach: int) -> int:
    if shown is None:
        can_be_none = count.measure in {"appropriate", "others"} or not builder.policy.shows_zero
        least = 0.0 if can_be_none else 1.0
        return builder.implied(None, is_sensitive=True, within=(least, np.inf))
    if reach == 0:
        return builder.implied(shown, within=(shown, shown))
    return builder.implied(None, within=(shown - reach, shown + reach))


def _tie_revision(builder: Builder, *, now: int, then: int) -> None:
    """Tie a county's count to what it was: an intruder may know how little it changed.

    A count that is small now may have changed by as much as its mark stands for.
    """
    change = rest_of(builder, part=then, whole=now)
    is_known_closely = change is not None and not builder.is_hidden(now)
    at_most = abs(change or 0) if is_known_closely else _could_have_changed(builder, now, then)
    changed = builder.implied(change, within=(-at_most, at_most), believed=(0, 0))
    builder.tie([now, then, changed], [1, -1, -1])


def _could_have_changed(builder: Builder, now: int, then: int) -> float:
    """Return the largest change that a reader may think of, and that may be the true one."""
    value, (least, most) = builder.value(now) or 0, builder.within(then)
    farthest = max(value - least, most - value if np.isfinite(most) else value)
    return max(builder.policy.values_left, farthest)


def _tie_further(
    builder: Builder, places: Places, then: Places, unchanged: Unchanged, *, same_only: bool
) -> Mapping[int, Count]:
    """Tie each segment's count to the earlier ones that begin, or end, in the same month."""
    known: dict[int, Count] = {}
    changes: dict[tuple[Count, Count], int] = {}
    whose: dict[tuple[str, str, str], list[Count]] = {}
    for before in sorted(then):
        if before.kind in KINDS:
            whose.setdefault(_whose(before), []).append(before)
    for count, place in places.items():
        for before in whose.get(_whose(count), ()):
            shared = (before.first == count.first) + (before.last == count.last)
            is_same = shared == 2
            if shared < (2 if same_only else 1):
                continue
            change = rest_of(builder, part=then[before], whole=place)
            is_alike = is_same and is_unchanged(count, unchanged)
            left = _add_change(builder, change, is_revision=is_same, is_alike=is_alike)
            builder.tie([place, then[before], left], [1, -1, -1])
            changes[count, before] = left
            known[left] = count
    for (count, before), whole in changes.items():
        part = changes.get((count.of("nfa"), before.of("nfa")))
        if count.measure == "referrals" and part is not None:
            known[_add_rest(builder, part=part, whole=whole)] = count
    return known


def _whose(count: Count) -> tuple[str, str, str]:
    return count.measure, count.kind, count.segment


def _add_change(builder: Builder, change: int | None, *, is_revision: bool, is_alike: bool) -> int:
    """Add what came between: a small one is as telling as a small count, up or down.

    Further months add referrals; a revision may take some away, and is believed to have changed
    nothing: none is thought of that there was not where the county's months are alike.
    """
    if is_alike and change == 0:
        return builder.implied(0, within=(0, 0))
    values_left = builder.policy.values_left
    can_fall = change is None or change < 0 or is_revision
    least = -max(values_left, -(change or 0)) if can_fall else 0
    is_sensitive = change is not None and change != 0 and builder.is_small(abs(change))
    return builder.implied(
        change,
        is_sensitive=is_sensitive,
        within=(least, np.inf),
        believed=(0, 0) if is_revision else (0, np.inf),
    )


def _add_rest(builder: Builder, *, part: int, whole: int) -> int:
    rest, all_new = rest_of(builder, part=part, whole=whole), builder.value(whole)
    is_sensitive = (
        rest is not None
        and all_new is not None
        and all_new > 0
        and (rest == 0 or builder.is_small(abs(rest)))
    )
    least = -builder.policy.values_left if rest is None else min(rest, 0)
    left = builder.implied(
        rest, is_sensitive=is_sensitive, within=(least, np.inf), believed=(0, np.inf)
    )
    builder.tie([part, left, whole], [1, 1, -1])
    return left
