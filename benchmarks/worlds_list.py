"""The worlds: what the analysis assumes, broken one way at a time.

`worlds()` are of inappropriate referrals against the others, whose own path breaks; `series()` the
same for one series by itself, whose own months are what breaks. Numbers of months are from the
launch; shares and slopes are of logs.
"""

from dataclasses import replace
from functools import partial

import numpy as np
from benchmarks import worlds_paths
from benchmarks.worlds_simulator import Departure, Floats, Shocks, Target, Timing, World

OWN_SD, SERIES_SD, MOST_SD = 0.05, 0.13, 0.16
"""Of a month's shocks: to the odds; to a series by itself; and the most that a series is given."""
RATIOS, TIMINGS = (0.78, 0.60, 0.40), ("dose", "August", "May", "over 6 months")
SMALL = (8, 20, 60)
"""Referrals a month of segments, contacts or section 47 enquiries."""


def worlds() -> list[World]:
    """List the worlds of the primary analysis."""
    return [*_errors(1.0), *_launches(), *_paths("odds", 1.0), *_wanders("odds"), *_counts()]


def series() -> list[World]:
    """List those of a series by itself: read `assessed`, which the launch leaves alone."""
    scale = SERIES_SD / OWN_SD
    small = [
        replace(world, name=f"series of {size}{name}", group="counts", assessed=float(size))
        for size in SMALL
        for name, world in (
            ("", World(name="", breaks="counts are few", group="counts")),
            (", slope -0.2", _paths("odds", scale)[1]),
        )
    ]
    return [
        replace(
            one,
            shared=replace(one.own, sd=min(scale * one.own.sd, MOST_SD)),
            own=Shocks(sd=OWN_SD, rho=0.4),
            departures=tuple(replace(part, target="all") for part in one.departures),
        )
        for one in (*_errors(scale), *_paths("all", scale), *_wanders("all"), *small)
    ]


def _errors(scale: float) -> list[World]:
    """List what the 89 structures are for: months that resemble each other, heavy tails, August."""
    make = partial(World, group="errors")
    found = [
        make(
            name=f"AR(1) {rho}",
            breaks=f"nothing; months' own shocks have correlation {rho}",
            own=Shocks(sd=OWN_SD, rho=rho),
        )
        for rho in (0.0, 0.4, 0.7, 0.9)
    ]
    return [
        *found,
        make(
            name="AR(1) 0.9, larger",
            breaks="little: shocks of sd .08 that last",
            own=Shocks(sd=0.08, rho=0.9),
        ),
        make(
            name="AR(2)",
            breaks="shocks of second order (.5, .35)",
            own=Shocks(sd=0.01, rho=0.4),
            departures=(
                Departure(
                    path=partial(worlds_paths.second_order, sd=min(0.07 * scale, MOST_SD)),
                    is_random=True,
                ),
            ),
        ),
        make(
            name="t3",
            breaks="heavy tails: Student's t with 3 degrees of freedom",
            own=Shocks(sd=0.08, rho=0.4, freedom=3),
        ),
        make(
            name="sharp August",
            breaks="two waves a year: August is 35% lower, for others 20%",
            departures=(
                Departure(path=partial(worlds_paths.august, size=np.log(0.80)), target="all"),
                Departure(
                    path=partial(worlds_paths.august, size=np.log(0.65 / 0.80)), target="odds"
                ),
            ),
        ),
    ]


def _launches() -> list[World]:
    """List when the effect comes in; and a launch that moves what it is set against."""
    found = [
        World(
            name=f"{ratio:.2f} {_WORDS[timing]}",
            breaks="nothing" if timing == "dose" else "the effect does not follow the workshops",
            group="launch",
            ratio=ratio,
            timing=timing,
        )
        for timing in _WORDS
        for ratio in RATIOS
    ]
    return [
        *found,
        World(
            name="others rise 10%",
            breaks="the launch moves the other referrals: no analysis of the ratio covers this",
            group="not covered",
            others_ratio=1.10,
        ),
    ]


_WORDS: dict[Timing, str] = {
    "dose": "by dose",
    "August": "from August",
    "May": "in May",
    "over 6 months": "over 6 months",
}


def _paths(target: Target, scale: float) -> list[World]:
    """List paths that are not straight with a step at the inspection. scale: of the shocks."""
    found = [
        _bent(f"slope {a_year:+.1f}", f"the slope changes by {a_year:+.1f} a year at the "
              "inspection", partial(worlds_paths.slope, a_year=a_year))
        for a_year in (-0.1, -0.2, 0.2)
    ]  # fmt: skip
    found += [
        replace(
            _bent(f"decay {half}", f"the inspection's rise of .2 halves every {half} months",
                  partial(worlds_paths.decay, size=0.2, half_life=half)),
            own_inspection=0.0,
        )
        for half in (3, 6)
    ]  # fmt: skip
    found += [
        _bent(f"saturating {months}", f"a rise of .3 that levels off in {months} months",
              partial(worlds_paths.saturating, size=0.3, months_to_level=months))
        for months in (12, 24)
    ]  # fmt: skip
    found += [
        _bent(f"curved {size:+.1f}", f"a trend that has bent by {size:+.1f} after 45 months",
              partial(worlds_paths.curved, size=size))
        for size in (-0.3, 0.3)
    ]  # fmt: skip
    found += [
        _bent(f"recording {size:+.2f} at {month}", f"recording moves by {size:+.2f} in month "
              f"{month}", partial(worlds_paths.step, size=size, month=month))
        for month, size in ((-3, -0.15), (-12, 0.15), (-48, -0.20))
    ]  # fmt: skip
    found += [
        _bent(f"outlier {100 * share:+.0f}% at {month:+d}",
              f"month {month:+d} is {100 * share:+.0f}%",
              partial(worlds_paths.one_month, size=float(np.log1p(share)), month=month))
        for month, share in ((4, -0.30), (4, -0.50), (-5, 0.50))
    ]  # fmt: skip
    crisis = partial(worlds_paths.crisis, half_life=3)
    found.append(
        World(
            name="crisis",
            breaks="14 months before the launch half the referrals stay away, and come back",
            group="path",
            departures=(
                Departure(path=partial(crisis, size=float(np.log(0.5))), target="all"),
                Departure(path=partial(crisis, size=-0.20), target="odds"),
            ),
        )
    )
    found += [
        World(
            name=f"sd grows x{times}",
            breaks=f"months' own shocks grow {times}-fold over the 45 before the end of 2011",
            group="variance",
            departures=(
                Departure(
                    path=partial(
                        worlds_paths.growing, times=times, shocks=Shocks(sd=OWN_SD * scale, rho=0.4)
                    ),
                    target=target,
                    is_random=True,
                ),
            ),
        )
        for times in (3, 5)
    ]
    return found


def _wanders(target: Target) -> list[World]:
    """List levels that wander, or jump."""
    calm = Shocks(sd=0.02, rho=0.0)
    found = [
        World(
            name=f"walk {sd}",
            breaks=f"the level wanders by {sd} a month ({sd * 12**0.5:.2f} a year)",
            group="wander",
            own=calm,
            departures=(
                Departure(path=partial(worlds_paths.walk, sd=sd), target=target, is_random=True),
            ),
        )
        for sd in (0.02, 0.03, 0.05)
    ]
    jumps = Departure(path=partial(worlds_paths.jumps, sd=0.15), target=target, is_random=True)
    found.append(
        World(
            name="jumps",
            breaks="the level jumps by .15 (sd) every year and a half",
            group="wander",
            departures=(jumps,),
        )
    )
    return found


def _counts() -> list[World]:
    """List few referrals, empty months, flags left blank, and counts with little in common."""
    small = [
        World(
            name=f"{total} a month",
            breaks="counts are few" if total < 500 else "nothing; a larger county",
            group="counts",
            inappropriate=total * share,
            assessed=total * (1 - share),
        )
        for total, share in ((20, 0.4), (32, 0.4), (60, 0.4), (90, 0.4), (130, 0.4), (1500, 0.4))
    ]
    empty = [
        World(
            name=f"empty months, {size:.0f} flagged",
            breaks="in one month of 20 nobody recorded a decision",
            group="counts",
            inappropriate=size,
            assessed=2 * size,
            empty_share=0.05,
        )
        for size in (30.0, 450.0)
    ]
    blank = [
        World(
            name=f"blanks {share:.0%}",
            breaks=f"{share:.0%} of NFA flags are left blank since the launch",
            group="blanks",
            blank_share=share,
        )
        for share in (0.05, 0.10, 0.20)
    ]
    apart = [
        World(
            name=f"apart {ratio:.2f}",
            breaks="the ratio: inappropriate referrals and the others have little in common",
            group="adjusted",
            own=Shocks(sd=0.10, rho=0.4),
            shared=Shocks(sd=0.03, rho=0.4),
            others_own=Shocks(sd=0.10, rho=0.4),
            ratio=ratio,
        )
        for ratio in (1.0, 0.78)
    ]
    return [*small, *empty, *blank, *apart]


def _bent(name: str, breaks: str, path: partial[Floats]) -> World:
    return World(name=name, breaks=breaks, group="path", departures=(Departure(path=path),))
