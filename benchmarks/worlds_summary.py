"""What the worlds say, in sentences whose numbers are counted from the rows."""

from collections.abc import Iterator, Mapping

import polars as pl
from benchmarks.worlds_rules import APART, BUILT, by_rule, falls_short
from benchmarks.worlds_tables import MOST_TOLD, NEARLY

FEBRUARY = "61/5"


def sentences(frames: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield a line a finding, of the studies that there are."""
    if "primary" in frames:
        yield from _primary(by_rule(frames["primary"]))
    if "alone" in frames:
        yield from _alone(frames["alone"])
    if "looks" in frames:
        yield from _looks(frames["looks"])


def _primary(rows: pl.DataFrame) -> Iterator[str]:
    made_for = rows.filter(~pl.col("group").is_in(APART))
    for rule, name in ((BUILT, "As built"), ("mild", "Mild"), ("full", "Full")):
        its = made_for.filter(pl.col("rule") == rule)
        least = its.sort("coverage").row(0, named=True)
        yield (
            f"{name}: {its.filter(falls_short()).height} of {its.height} worlds and windows fall "
            f"short; the least coverage is {_where(least, 'coverage')}; a fall that is not there "
            f"is told most in {_where(_most(its.filter(pl.col('truth') == 0), 'fell'), 'fell')}."
        )
    february = rows.filter(pl.col("window") == FEBRUARY)
    for world in ("0.78 by dose", "0.60 from August", "0.40 from August"):
        told = {row["rule"]: row["fell"] for row in
                february.filter(pl.col("world") == world).iter_rows(named=True)}  # fmt: skip
        if told:
            yield (
                f"A fall of {world} is told in {told[BUILT]:.0f}% as built; as Yes in "
                f"{told['full']:.0f}%, as Probably or Yes in {told['mild']:.0f}% ({FEBRUARY})."
            )
    for row in february.filter(
        pl.col("group") == "not covered", pl.col("rule") == "full"
    ).iter_rows(named=True):
        yield (
            f"Not covered by any analysis of the ratio: {row['world']}. At the full tolerance a "
            f"fall is told in {row['fell']:.1f}% ({FEBRUARY})."
        )


def _alone(rows: pl.DataFrame) -> Iterator[str]:
    whole = rows.filter(~pl.col("method").str.starts_with("segment"))
    for window in whole["window"].unique(maintain_order=True):
        its = whole.filter(pl.col("window") == window)
        by_method = [
            (method, its.filter(pl.col("method") == method))
            for method in its["method"].unique(maintain_order=True)
        ]
        said = "; ".join(_of_method(method, some) for method, some in by_method)
        yield f"A series by itself, {window}, least coverage: {said}."
    yield f"`Held up` is to be told falsely in at most {MOST_TOLD}."


def _of_method(method: str, rows: pl.DataFrame) -> str:
    least = rows.sort("coverage")["coverage"][0]
    below = rows.filter(pl.col("coverage") < NEARLY).height
    falsely = _most(rows, "missed_above")["missed_above"]
    return (
        f"{method} {least:.1f} ({below} of {rows.height} below {NEARLY:.0f}; `held up` falsely in "
        f"at most {falsely:.1f})"
    )


def _looks(rows: pl.DataFrame) -> Iterator[str]:
    full = rows.filter(pl.col("tolerance") == rows.sort("tolerance")["tolerance"][-1])
    for looks, rule in full.select("looks", "rule").unique(maintain_order=True).iter_rows():
        its = full.filter(pl.col("looks") == looks, pl.col("rule") == rule).sort("joint")
        least = its.row(0, named=True)
        yield (
            f"{looks} looks, {rule}, full tolerance: all hold at once in {least['joint']:.1f}% or "
            f"more ({least['world']}, error {least['error']:.1f})."
        )


def _most(rows: pl.DataFrame, column: str) -> dict[str, object]:
    return rows.sort(column, descending=True).row(0, named=True)


def _where(row: Mapping[str, object], column: str) -> str:
    return f"{row[column]} ({row['world']}, {row['window']})"
