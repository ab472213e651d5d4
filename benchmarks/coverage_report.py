"""The measured coverage as Markdown: ranges, the bands it must keep, and every setting outside."""

from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

DEFAULT, AR1, ALL = "REML, Satterthwaite", "test inversion, ar1", "test inversion, all"
WEIGHTED = "REML, Satterthwaite, weighted"
MILD, STRONG = "ar1, rho to .6", "ar1, rho .8"
BAND, AT_STRONG = (93.5, 96.5), (93.0, 100.0)
COUNTS_BAND = (93.4, 97.0)
# the least that the family "all" covered when it was chosen, by design and kind of errors
ALL_LEAST = {
    ("37+3, 1 Fourier pair", "ar2"): 94.2,
    ("37+3, 1 Fourier pair", "ar1 + noise"): 93.7,
    ("37+5, 1 Fourier pair", "ar2"): 94.5,
    ("37+5, 1 Fourier pair", "ar1 + noise"): 92.4,
    ("37+5, 2 Fourier pairs", "ar2"): 94.7,
    ("37+5, 2 Fourier pairs", "ar1 + noise"): 92.4,
    ("37+8, 2 Fourier pairs", "ar2"): 94.8,
    ("37+8, 2 Fourier pairs", "ar1 + noise"): 92.8,
    ("36+12, 1 Fourier pair, with slope", "ar2"): 95.3,
    ("36+12, 1 Fourier pair, with slope", "ar1 + noise"): 93.0,
}
GROUPS = (MILD, STRONG, "ar2", "ar1 + noise", "ma1", "limit")
TITLES = {
    "kent": "Kent-like designs: level and slope change, three months left out",
    "papers": "The two papers' designs, and one with a slope",
    "tiny": "Tiny designs, nothing left out",
    "counts": "Counts: Poisson noise over a correlated log rate (SD 0.15), a fall of 20% planted",
    "shares": "Shares of 30%: binomial noise over a correlated logit (SD 0.15)",
}
OUTSIDE = ["section", "design", "contrast", "errors", "method", "coverage", "error", "band"]
Row = dict[str, Any]


def demanded(row: Row) -> tuple[float, float] | None:
    """Return the band that a row's coverage must keep; None where nothing is promised.

    Of plain AR(1) methods nothing is promised where sampling noise hides the correlation, but for
    the weighted counts at rho up to .4.
    """
    section, group, method = row["section"], str(row["group"]), row["method"]
    if section in {"counts", "shares"}:
        return _of_counts(row)
    if section == "tiny":
        return BAND if method in {AR1, ALL} else None
    if method in {DEFAULT, AR1} and group in {MILD, STRONG}:
        return BAND if group == MILD else AT_STRONG
    if method == ALL:
        usual = {MILD: 93.5, STRONG: 93.0, "ar2": 93.5, "ar1 + noise": 92.4, "limit": 92.4}
        return ALL_LEAST.get((str(row["design"]), group)) or usual.get(group, 93.5), 100.0
    return None


def _of_counts(row: Row) -> tuple[float, float] | None:
    is_mild = row["errors"] in {"AR(1) 0", "AR(1) 0.2", "AR(1) 0.4"}
    if (
        row["method"] == WEIGHTED
        and is_mild
        and isinstance(row["size"], float)
        and row["size"] >= 3
    ):
        return COUNTS_BAND
    return (93.5, 100.0) if row["method"] == ALL else None


def markdown(rows: list[Row], made: Row) -> str:
    """Return the tables, and every setting outside its band."""
    frame = _with_bands(rows)
    parts = [
        "# Coverage of nominal 95% intervals",
        f"Made by `{made['made_by']}` in {made['cpu_minutes']} minutes of CPU; "
        f"seed {made['seed']}. Cells: lowest-highest per cent over designs and "
        "contrasts. W: median width over the "
        "median of the t interval that knows the correlation.",
    ]
    for section in ("kent", "papers", "tiny"):
        parts += [f"## {TITLES[section]}", _ranges(frame, section)]
    parts += ["## Each paper's design, AR(1) errors", _papers(frame)]
    for section in ("counts", "shares"):
        parts += [f"## {TITLES[section]}", _by_size(frame, section)]
    parts += ["## Settings outside their band", *_outside(frame)]
    return "\n\n".join(parts) + "\n"


def _with_bands(rows: list[Row]) -> pl.DataFrame:
    bands = [demanded(row) for row in rows]
    frame = pl.DataFrame(rows, infer_schema_length=None).with_columns(
        pl.Series("least", [band[0] if band else None for band in bands], pl.Float64),
        pl.Series("most", [band[1] if band else None for band in bands], pl.Float64),
    )
    beyond = pl.max_horizontal(
        pl.col("least") - pl.col("coverage"), pl.col("coverage") - pl.col("most")
    )
    return frame.with_columns(beyond.alias("beyond"))


def _ranges(frame: pl.DataFrame, section: str) -> str:
    rows = frame.filter(pl.col("section") == section)
    groups = [group for group in GROUPS if group in rows["group"]]
    lines = [["method", *groups, "W, all errors"]]
    for method in rows["method"].unique(maintain_order=True):
        its = rows.filter(pl.col("method") == method)
        cells = [_span(its.filter(pl.col("group") == group)["coverage"]) for group in groups]
        lines.append([method, *cells, _number(its["width_median"].median(), 2)])
    return _table(lines)


def _papers(frame: pl.DataFrame) -> str:
    rows = frame.filter(
        (pl.col("section") == "papers")
        & pl.col("group").is_in([MILD, STRONG])
        & pl.col("method").is_in([DEFAULT, AR1, ALL])
    )
    rhos = rows["errors"].unique(maintain_order=True).to_list()
    lines = [["design", "method", *rhos, "half-width in monthly SDs", "power for 2 SDs, %"]]
    for (design, method), its in rows.group_by("design", "method", maintain_order=True):
        power = [_number(value, 0) for value in its["power_2sd"]]
        half = [_number(value, 2) for value in its["half_width_sd"]]
        cells = [_number(value, 1) for value in its["coverage"]]
        lines.append([str(design), str(method), *cells, " ".join(half), " ".join(power)])
    return _table(lines)


def _by_size(frame: pl.DataFrame, section: str) -> str:
    rows = frame.filter(pl.col("section") == section)
    rhos = rows["errors"].unique(maintain_order=True).to_list()
    unit = "events a month" if section == "counts" else "trials a month"
    lines = [["method", unit, *rhos]]
    keys = rows.select("method", "size").unique(maintain_order=True).sort("method", "size")
    for method, size in keys.iter_rows():
        its = rows.filter((pl.col("method") == method) & (pl.col("size") == size))
        cells = [_span(its.filter(pl.col("errors") == rho)["coverage"]) for rho in rhos]
        lines.append([method, f"{size:g}", *cells])
    return _table(lines)


def _outside(frame: pl.DataFrame) -> Iterator[str]:
    judged = frame.drop_nulls("least").sort("beyond", descending=True)
    below = judged.filter(pl.col("coverage") < pl.col("least"))
    above = judged.filter(pl.col("coverage") > pl.col("most"))
    yield (
        f"{judged.height} settings have a band to keep: a promise made of an interval. Plain AR(1) "
        "methods are promised nothing on shares, nor on counts beyond rho .4: sampling noise hides "
        "the correlation, and there they fall short (tables above)."
    )
    for rows, meaning in ((below, "below it"), (above, "above it: wider than they need be")):
        clear = rows.filter(pl.col("beyond") > 2 * pl.col("monte_carlo_error")).height
        yield f"{rows.height} are {meaning}; {clear} by more than two Monte-Carlo errors."
        if rows.height:
            yield _table([OUTSIDE, *(_outside_line(row) for row in rows.iter_rows(named=True))])


def _outside_line(row: Row) -> list[str]:
    size = row["size"]
    return [
        str(row["section"]),
        f"{row['design']}, {size:g} a month" if isinstance(size, float) else str(row["design"]),
        str(row["contrast"]),
        str(row["errors"]),
        str(row["method"]),
        _number(row["coverage"], 1),
        _number(row["monte_carlo_error"], 2),
        f"{row['least']:g}-{row['most']:g}",
    ]


def _span(values: pl.Series) -> str:
    if values.is_empty():
        return "-"
    numbers = values.to_numpy()
    return f"{numbers.min():.1f}-{numbers.max():.1f}"


def _number(value: object, digits: int) -> str:
    return f"{value:.{digits}f}" if isinstance(value, float) else "-"


def _table(lines: Iterable[list[str]]) -> str:
    head, *rest = lines
    return "\n".join("| " + " | ".join(line) + " |" for line in [head, ["---"] * len(head), *rest])
