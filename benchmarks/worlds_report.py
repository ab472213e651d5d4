"""The worlds as Markdown: what falls short first, then every world."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

import polars as pl
from benchmarks import worlds_list
from benchmarks.worlds_alone import MARGINS
from benchmarks.worlds_engines import named

from referral_analysis.its.tolerance import tolerance_for

Rows = Sequence[Mapping[str, Any]]
BUILT, STRAIGHT = "as built", named(0.0)
NOMINAL, MOST_TOLD, NEARLY = 95.0, 2.5, 93.0
"""Per cent: of ranges that should hold the truth; of falls told where none is; near enough."""
APART = ("not covered", "blanks", "adjusted")
"""Groups that no analysis of the ratio is made for, or that a rule beside it is."""


def markdown(made: Mapping[str, Any], studies: Mapping[str, Rows]) -> str:
    """Return the page."""
    writers = {
        "primary": _primary,
        "alone": _alone,
        "alarms": _alarms,
        "looks": _looks,
        "adjusted": _adjusted,
    }
    parts = [
        "# Is the answer right when the county does not behave?",
        f"Made by `{made['made_by']}`. Counties of each world are drawn by a simulator of its own; "
        "n is of each row. Shares are per cent; widths are of the log ratio, medians. A row falls "
        f"short where coverage is below {NOMINAL:.0f}, or a fall that is not there is told in more "
        f"than {MOST_TOLD}, by more than two Monte-Carlo errors.",
    ]
    for study, rows in studies.items():
        frame = pl.DataFrame(list(rows), infer_schema_length=None)
        parts += list(writers[study](frame))
    return "\n\n".join(parts) + "\n"


def falls_short() -> pl.Expr:
    """Claim of a row that coverage is too low, or that falls are told that are not there."""
    told = pl.when(pl.col("truth") == 0).then(pl.col("fell")).otherwise(0.0)
    chance = (told * (100 - told) / pl.col("n")).sqrt()
    return (pl.col("coverage") + 2 * pl.col("error") < NOMINAL) | (told - 2 * chance > MOST_TOLD)


def by_rule(frame: pl.DataFrame) -> pl.DataFrame:
    """Add `rule`: as built, straight, mild or full by the window's length; null for any other."""
    names: dict[tuple[str, str], str] = {}
    for window in frame["window"].unique():
        rule = tolerance_for(int(window.split("/")[0]))
        names |= {(window, BUILT): BUILT, (window, STRAIGHT): "straight"}
        names |= {(window, named(rule.mild)): "mild", (window, named(rule.full)): "full"}
    keys = zip(frame["window"], frame["method"], strict=True)
    return frame.with_columns(pl.Series("rule", [names.get(key) for key in keys], pl.String))


def _primary(frame: pl.DataFrame) -> Iterable[str]:
    ruled = by_rule(frame).filter(pl.col("rule").is_not_null())
    yield "## Inappropriate referrals against the others"
    yield (
        "As built: 37 months, the launch by its dose, a straight path. Straight, mild and full: "
        "every month of the window, workshop months left out, an outlying month guarded against, "
        "and a path that may drift by the tolerance of the window's length. A fall beyond the full "
        "one is told as Yes, beyond the mild one as Probably. All here is the ratio, whatever the "
        "rule of the form would say (`adjusted`: of how many it would not take it)."
    )
    yield "### What falls short of the full tolerance"
    yield _short(ruled.filter(pl.col("rule") == "full"))
    yield "### Worst of each group, by window"
    yield _worst(ruled)
    yield "### Effects that are told, by window"
    yield _power(ruled)
    for window in ruled["window"].unique(maintain_order=True):
        yield f"### Every world: {window}"
        yield _every(ruled.filter(pl.col("window") == window))
    yield "### Coverage at other tolerances: the worst world that is not among those apart"
    yield _tolerances(frame.filter(~pl.col("group").is_in(APART)))


def _short(rows: pl.DataFrame) -> str:
    found = rows.filter(falls_short()).sort("coverage")
    if found.is_empty():
        return "None."
    breaks = {world.name: world.breaks for world in worlds_list.worlds()}
    lines = [["world", "window", "n", "coverage (error)", "false fell", "rose", "what it breaks"]]
    lines += [
        [row["world"], row["window"], str(row["n"]), f"{row['coverage']:.1f} ({row['error']:.1f})",
         _told(row, "fell"), _told(row, "rose"), breaks.get(row["world"], "")]
        for row in found.iter_rows(named=True)
    ]  # fmt: skip
    return _table(lines)


def _told(row: Mapping[str, Any], verdict: str) -> str:
    return f"{row[verdict]:.1f}" if row["truth"] == 0 else ""


def _worst(rows: pl.DataFrame) -> str:
    rules = (BUILT, "straight", "mild", "full")
    lines = [["window", "group", *(f"{rule}: least coverage, most false fell" for rule in rules)]]
    for window, group in product(
        *(rows[c].unique(maintain_order=True) for c in ("window", "group"))
    ):
        its = rows.filter(pl.col("window") == window, pl.col("group") == group)
        if its.is_empty():
            continue
        cells = []
        for rule in rules:
            some = its.filter(pl.col("rule") == rule)
            none = some.filter(pl.col("truth") == 0).sort("fell")["fell"]
            least = some.sort("coverage")["coverage"][0]
            cells.append(f"{least:.1f}" + (f", {none[-1]:.1f}" if len(none) else ""))
        lines.append([window, group, *cells])
    return _table(lines)


def _power(rows: pl.DataFrame) -> str:
    launches = rows.filter(pl.col("group") == "launch")
    names = launches["world"].unique(maintain_order=True).to_list()
    lines = [["window", "told as", *names]]
    for window in launches["window"].unique(maintain_order=True):
        for rule, word in ((BUILT, "fell, as built"), ("mild", "Probably or Yes"), ("full", "Yes")):
            its = launches.filter(pl.col("window") == window, pl.col("rule") == rule)
            told = dict(zip(its["world"], its["fell"], strict=True))
            lines.append([window, word, *(f"{told[name]:.0f}" for name in names if name in told)])
    return _table(lines)


def _every(rows: pl.DataFrame) -> str:
    rules = (BUILT, "straight", "mild", "full")
    lines = [["world", "n", *(f"{rule}: coverage, fell, width" for rule in rules), "adjusted"]]
    order = rows.filter(pl.col("rule") == "full").sort("coverage", maintain_order=True)
    for row in order.iter_rows(named=True):
        its = {one["rule"]: one for one in
               rows.filter(pl.col("world") == row["world"]).iter_rows(named=True)}  # fmt: skip
        cells = [
            f"{its[rule]['coverage']:.1f}, {its[rule]['fell']:.1f}, {its[rule]['width']:.2f}"
            for rule in rules
        ]
        lines.append([row["world"], str(row["n"]), *cells, f"{row['adjusted']:.0f}"])
    return _table(lines)


def _tolerances(rows: pl.DataFrame) -> str:
    """Return the least coverage, which world's, and the width where nothing happened."""
    lines = [
        ["window", "tolerance", "least coverage", "world", "worlds below 93", "width, AR(1) 0.4"]
    ]
    keys = rows.select("window", "method").unique(maintain_order=True)
    for window, method in keys.iter_rows():
        its = rows.filter(pl.col("window") == window, pl.col("method") == method)
        least = its.sort("coverage").row(0, named=True)
        plain = its.filter(pl.col("world") == "AR(1) 0.4")["width"]
        below = its.filter(pl.col("coverage") < NEARLY).height
        width = f"{plain[0]:.2f}" if len(plain) else ""
        share = f"{below} of {its.height}"
        lines.append([window, method, f"{least['coverage']:.1f}", least["world"], share, width])
    return _table(lines)


def _alone(frame: pl.DataFrame) -> Iterable[str]:
    yield "## A series by itself: all referrals, appropriate ones, contacts, segments"
    yield (
        "Its own months are what breaks: shocks of sd .13, with the same departures as the odds "
        "had. As built: 37 months, the launch by its dose, calendar months from three years on. "
        "Tolerances: every month, workshop months left out. At a true fall of just the margin "
        "`held up` is told as often as `above`: the range lies above the truth."
    )
    yield _tolerances(frame.filter(~pl.col("method").str.starts_with("segment")))
    for window in frame["window"].unique(maintain_order=True):
        yield f"### Every world: {window}"
        yield _every_series(frame.filter(pl.col("window") == window))
    yield "### Told that it held up, or stayed as it was, where nothing moved it (AR(1) 0.4)"
    yield _held(frame.filter(pl.col("world") == "AR(1) 0.4"))


def _every_series(rows: pl.DataFrame) -> str:
    methods = rows["method"].unique(maintain_order=True).to_list()
    lines = [["world", "n", *(f"{method}: coverage, above, width" for method in methods)]]
    for world in rows.filter(pl.col("method") == STRAIGHT).sort("coverage")["world"]:
        its = {one["method"]: one for one in
               rows.filter(pl.col("world") == world).iter_rows(named=True)}  # fmt: skip
        cells = [
            f"{its[m]['coverage']:.1f}, {its[m]['missed_above']:.1f}, {its[m]['width']:.2f}"
            if m in its
            else ""
            for m in methods
        ]
        lines.append([world, str(its[STRAIGHT]["n"]), *cells])
    return _table(lines)


def _held(rows: pl.DataFrame) -> str:
    heads = [f"{word} {margin:.0%}" for word in ("held up", "stayed") for margin in MARGINS]
    lines = [["window", "method", *heads]]
    lines += [
        [row["window"], row["method"], *(f"{row[head]:.0f}" for head in heads)]
        for row in rows.iter_rows(named=True)
    ]
    return _table(lines)


def _alarms(frame: pl.DataFrame) -> Iterable[str]:
    yield "## Alarms: raised in per cent of counties"
    kinds = frame["alarm"].unique(maintain_order=True).to_list()
    windows = frame["window"].unique(maintain_order=True).to_list()
    lines = [["world", *(f"{kind}, {window}" for kind, window in product(kinds, windows))]]
    for world in frame["world"].unique(maintain_order=True):
        its = {(row["alarm"], row["window"]): row["raised"] for row in
               frame.filter(pl.col("world") == world).iter_rows(named=True)}  # fmt: skip
        lines.append([world, *(f"{its[key]:.0f}" for key in product(kinds, windows))])
    yield _table(lines)


def _looks(frame: pl.DataFrame) -> Iterable[str]:
    yield "## Looks planned beforehand: do all their ranges hold at once?"
    yield (
        "61 months before; after them 3 and 5, or 3, 5, 8, 11, or on by quarters to 23. Spent: "
        "1% at December and 4% at February; of more looks the last has four fifths of the 5%, the "
        "others share the rest. Even: all the same. Width: over that of 95% at each."
    )
    lines = [["looks", "rule", "tolerance", "joint, AR(1) 0.4", "least joint", "world",
              "most false fell at any look", "first width", "last width"]]  # fmt: skip
    keys = frame.select("looks", "rule", "tolerance").unique(maintain_order=True)
    for looks, rule, tolerance in keys.iter_rows():
        same = frame.filter(pl.col("looks") == looks, pl.col("tolerance") == tolerance)
        its = same.filter(pl.col("rule") == rule)
        least = its.sort("joint").row(0, named=True)
        naive = same.filter(pl.col("rule") == "each 95%")
        plain = its.filter(pl.col("world") == "AR(1) 0.4").row(0, named=True)
        widths = [
            f"{its[end].median() / naive[end].median():.2f}"  # type: ignore[operator]
            for end in ("first", "last")
        ]
        lines.append([str(looks), rule, f"{tolerance:g}", f"{plain['joint']:.1f}",
                      f"{least['joint']:.1f} ({least['error']:.1f})", least["world"],
                      f"{its.sort('fell')['fell'][-1]:.1f}", *widths])  # fmt: skip
    yield _table(lines)


def _adjusted(frame: pl.DataFrame) -> Iterable[str]:
    yield "## The form that adjusts for the others, where they have little in common"
    lines = [["world", "window", "n", "method", "coverage (error)", "fell", "width"]]
    lines += [
        [row["world"], row["window"], str(row["n"]), row["method"],
         f"{row['coverage']:.1f} ({row['error']:.1f})", f"{row['fell']:.1f}", f"{row['width']:.2f}"]
        for row in frame.iter_rows(named=True)
    ]  # fmt: skip
    yield _table(lines)


def _table(lines: Sequence[Sequence[str]]) -> str:
    head, *rows = [f"| {' | '.join(line)} |" for line in lines]
    return "\n".join([head, "|" + "---|" * len(lines[0]), *rows])
