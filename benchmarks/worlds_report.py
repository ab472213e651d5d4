"""The worlds as Markdown: what falls short first, then every world."""

from collections.abc import Iterable, Mapping
from itertools import product
from typing import Any

import polars as pl
from benchmarks import worlds_list, worlds_report_series, worlds_summary
from benchmarks.worlds_rules import APART, BUILT, NOMINAL, RULES, by_rule, falls_short
from benchmarks.worlds_stored import Stored
from benchmarks.worlds_tables import MOST_TOLD, least_by_tolerance, table


def markdown(studies: Mapping[str, Stored]) -> str:
    """Return the page."""
    writers = {
        "primary": _primary,
        "alone": worlds_report_series.alone,
        "alarms": worlds_report_series.alarms,
        "looks": worlds_report_series.looks,
        "adjusted": worlds_report_series.adjusted,
    }
    parts = [
        "# Is the answer right when the county does not behave?",
        "Counties of each world are drawn by a simulator of its own; n is of each row, and each "
        "study names its command. Shares are per cent; widths are of the log ratio, medians. A row "
        f"falls short where coverage is below {NOMINAL:.0f}, or a fall that is not there is told "
        f"in more than {MOST_TOLD}, by more than two Monte-Carlo errors.",
    ]
    frames = {
        study: pl.DataFrame(list(found.rows), infer_schema_length=None)
        for study, found in studies.items()
    }
    parts.append("\n".join(f"- {line}" for line in worlds_summary.sentences(frames)))
    for study, frame in frames.items():
        heading, *rest = writers[study](frame)
        said = f"Made by `{studies[study].made_by}`. {studies[study].note}".rstrip()
        parts += [heading, said, *rest]
    return "\n\n".join(parts) + "\n"


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
    yield (
        "Blanks: the range is that of a report, the widest of the counts and of both ways to take "
        "the blanks; as built a blank counted as no NFA."
    )
    yield "### What falls short of the full tolerance"
    yield _short(ruled.filter(pl.col("rule") == "full"))
    yield "### How many worlds fall short, but for those apart"
    yield _how_many(ruled.filter(~pl.col("group").is_in(APART)))
    yield "### Worst of each group, by window"
    yield _worst(ruled)
    yield "### Effects that are told, by window"
    yield _power(ruled)
    for window in ruled["window"].unique(maintain_order=True):
        yield f"### Every world: {window}"
        yield _every(ruled.filter(pl.col("window") == window))
    yield "### Coverage at other tolerances: the worst world that is not among those apart"
    yield least_by_tolerance(frame.filter(~pl.col("group").is_in(APART)))


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
    return table(lines)


def _how_many(rows: pl.DataFrame) -> str:
    lines = [["window", *(f"{rule}: worlds short, least coverage" for rule in RULES)]]
    for window in rows["window"].unique(maintain_order=True):
        cells = []
        for rule in RULES:
            its = rows.filter(pl.col("window") == window, pl.col("rule") == rule).sort("coverage")
            short = its.filter(falls_short()).height
            cells.append(f"{short} of {its.height}, {its['coverage'][0]:.1f}")
        lines.append([window, *cells])
    return table(lines)


def _told(row: Mapping[str, Any], verdict: str) -> str:
    return f"{row[verdict]:.1f}" if row["truth"] == 0 else ""


def _worst(rows: pl.DataFrame) -> str:
    lines = [["window", "group", *(f"{rule}: least coverage, most false fell" for rule in RULES)]]
    for window, group in product(
        *(rows[c].unique(maintain_order=True) for c in ("window", "group"))
    ):
        its = rows.filter(pl.col("window") == window, pl.col("group") == group)
        if its.is_empty():
            continue
        cells = []
        for rule in RULES:
            some = its.filter(pl.col("rule") == rule)
            none = some.filter(pl.col("truth") == 0).sort("fell")["fell"]
            least = some.sort("coverage")["coverage"][0]
            cells.append(f"{least:.1f}" + (f", {none[-1]:.1f}" if len(none) else ""))
        lines.append([window, group, *cells])
    return table(lines)


def _power(rows: pl.DataFrame) -> str:
    launches = rows.filter(pl.col("group") == "launch")
    names = launches["world"].unique(maintain_order=True).to_list()
    lines = [["window", "told as", *names]]
    for window in launches["window"].unique(maintain_order=True):
        for rule, word in ((BUILT, "fell, as built"), ("mild", "Probably or Yes"), ("full", "Yes")):
            its = launches.filter(pl.col("window") == window, pl.col("rule") == rule)
            told = dict(zip(its["world"], its["fell"], strict=True))
            lines.append([window, word, *(f"{told[name]:.0f}" for name in names if name in told)])
    return table(lines)


def _every(rows: pl.DataFrame) -> str:
    lines = [["world", "n", *(f"{rule}: coverage, fell, width" for rule in RULES), "adjusted"]]
    order = rows.filter(pl.col("rule") == "full").sort("coverage", maintain_order=True)
    for row in order.iter_rows(named=True):
        its = {one["rule"]: one for one in
               rows.filter(pl.col("world") == row["world"]).iter_rows(named=True)}  # fmt: skip
        cells = [
            f"{its[rule]['coverage']:.1f}, {its[rule]['fell']:.1f}, {its[rule]['width']:.2f}"
            for rule in RULES
        ]
        lines.append([row["world"], str(row["n"]), *cells, f"{row['adjusted']:.0f}"])
    return table(lines)
