"""A fitted series as lines for a terminal and as plain values for JSON."""

import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace

import polars as pl

from referral_analysis import its
from referral_analysis.its.model.spec import Fourier
from referral_analysis.periods import Period, period_label, period_numbers

WIDTH = 96
WIDEST, GAP = 100, "  "  # of the table
LONGEST_NAME, SHORTEST_UNIT = 14, 8
WHAT = {
    "level_change": "level change",
    "slope_change": "slope change",
    "mean_effect": "mean effect",
    "averted": "averted",
}
VERDICT = {
    "fell": "fell",
    "rose": "rose",
    "cannot_tell": "cannot tell",
    "no_change_that_matters": "no change",
}
_RIGHT = frozenset({"estimate", "low", "high", "p"})


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FittedFile:
    """A file's series, what was fitted to it, and what came out."""

    file: str
    series: pl.DataFrame = field(repr=False)
    spec: its.ItsSpec
    effects: pl.DataFrame = field(repr=False)
    checks: pl.DataFrame = field(repr=False)
    coefficients: pl.DataFrame = field(repr=False)
    examinations: tuple[its.tolerance.Examination, ...] = ()


def to_text(fitted: FittedFile) -> str:
    """Write what was fitted, a table of effects, and what to look out for; at most 100 wide."""
    return "\n".join([*_heading(fitted), "", *_table(fitted), *_drift(fitted), *_notes(fitted)])


def to_dict(fitted: FittedFile) -> dict[str, object]:
    """Return the same, and the coefficients and every check, as values that JSON can hold."""
    spec = fitted.spec
    return {
        "file": fitted.file,
        "frequency": spec.timeline.frequency,
        "first": _ends(fitted)[0],
        "last": _ends(fitted)[1],
        "segments": fitted.coefficients["segment"].unique().sort().to_list(),
        "model": spec.model,
        "scale": spec.scale,
        "seasonality": _season(spec),
        "interruptions": [
            {"name": one.name, "starts": one.starts, "phase_in_ends": one.phase_in_ends}
            for one in spec.timeline.interruptions
        ],
        "effects": _plain(fitted.effects.with_columns(pl.col("period").dt.to_string("%Y-%m-%d"))),
        "tolerance": [_examined(one) for one in fitted.examinations],
        "coefficients": _plain(fitted.coefficients),
        "checks": _plain(fitted.checks),
    }


def _examined(one: its.tolerance.Examination) -> dict[str, object]:
    """Return an examination's numbers on the linear predictor's scale; its path as rows."""
    values = asdict(replace(one, path=pl.DataFrame()))
    for name in ("largest", "outlying"):
        if values[name] is not None:
            values[name]["period"] = values[name]["period"].isoformat()
    return {**values, "alarms": list(values["alarms"]), "path": one.path.to_dicts()}


def _plain(frame: pl.DataFrame) -> list[dict[str, object]]:
    """Turn rows into values; a number that is not finite is null, which JSON has."""
    floats = pl.selectors.float()
    return frame.with_columns(pl.when(floats.is_finite()).then(floats).name.keep()).to_dicts()


def _heading(fitted: FittedFile) -> Iterator[str]:
    spec, first_last = fitted.spec, " to ".join(_ends(fitted))
    segments = fitted.coefficients["segment"].n_unique()
    periods = fitted.series["period"].n_unique()
    some = "" if segments == 1 else f", {segments} segments"
    yield f"{fitted.file}: {periods} {spec.timeline.frequency}s, {first_last}{some}"
    yield from _wrapped(f"Interruptions: {'; '.join(map(_happened, spec.timeline.interruptions))}")
    method, level = fitted.effects["method"][0], fitted.effects["level"][0]
    yield from _wrapped(
        f"Model {spec.model}, {spec.scale} scale, season {_season(spec)}; "
        f"{level:.0%} intervals: {method}"
    )


def _table(fitted: FittedFile) -> Iterator[str]:
    """Lay the effects out; columns that would say one thing throughout are left out."""
    # with a level change alone the mean effect says the same again
    effects = fitted.effects.unique(
        ["segment", "interruption", "scale", "estimate", "low", "high"],
        keep="first",
        maintain_order=True,
    )
    constant = [name for name in ("segment", "interruption") if effects[name].n_unique() == 1]
    rows = [
        {head: cell for head, cell in _cells(row).items() if head not in constant}
        for row in effects.iter_rows(named=True)
    ]
    heads = list(rows[0])
    widths = {head: max(len(head), *(len(row[head]) for row in rows)) for head in heads}
    beyond = sum(widths.values()) + len(GAP) * (len(heads) - 1) - WIDEST
    widths["unit"] = max(SHORTEST_UNIT, widths["unit"] - max(beyond, 0))
    for row in [{head: head for head in heads}, *rows]:
        cells = (
            row[head].rjust(widths[head])
            if head in _RIGHT
            else _short(row[head], widths[head]).ljust(widths[head])
            for head in heads
        )
        yield GAP.join(cells).rstrip()


def _cells(row: dict[str, object]) -> dict[str, str]:
    return {
        "segment": _short(str(row["segment"])),
        "interruption": _short(str(row["interruption"])),
        "effect": WHAT[str(row["estimand"])],
        **{end: _number(row[end], row["scale"]) for end in ("estimate", "low", "high")},
        "unit": str(row["unit"]),
        "p": _p_value(row["p_value"]),
        "verdict": VERDICT[str(row["verdict"])],
    }


def _drift(fitted: FittedFile) -> Iterator[str]:
    """Say what each segment's range would be on a straight path, and what would undo it."""
    several = len(fitted.examinations) > 1
    for one in fitted.examinations:
        yield ""
        yield from _wrapped(
            (f"{one.segment}: " if several else "") + " ".join(_drifting(fitted, one))
        )


def _drifting(fitted: FittedFile, one: its.tolerance.Examination) -> Iterator[str]:
    is_ratio = fitted.spec.scale != "identity"
    straight = its.tolerance.as_ratio(one.straight) if is_ratio else one.straight
    scale = "ratio" if is_ratio else "absolute"
    low, high = _number(straight.low, scale), _number(straight.high, scale)
    yield (
        f"The path may drift by itself by {one.full.tolerance:g} a year; on a path that does not, "
        f"{_number(straight.estimate, scale)} ({low} to {high})."
    )
    if one.drift_tip is None:
        yield "That range holds no change in any case."
    else:
        more = " or more" if one.is_drift_tip_open else ""
        yield f"A drift of {one.drift_tip:.2f} a year{more} would make it touch no change."
    if one.bend_tip is not None:
        yield f"So would a bend of {one.bend_tip:.2f} a year at the interruption before."
    if one.is_beyond:
        yield "The tolerance is beyond the tables: the range is that of the largest in them."
    if one.outlying is not None:
        period = f"{one.outlying.period:%Y-%m}"
        yield f"{period} is far from all others: ends are the wider of those with and without it."
    for alarm in one.alarms:
        if alarm.is_raised:
            yield alarm.meaning


def _notes(fitted: FittedFile) -> Iterator[str]:
    coverage = fitted.effects["measured_coverage"].drop_nulls()
    if not coverage.is_empty():
        yield ""
        yield from _wrapped(f"Such 95% intervals held the truth in simulation: {coverage[0]}.")
    flagged = fitted.checks.filter("is_flagged")
    if flagged.is_empty():
        return
    yield ""
    yield "Look out for:"
    several = fitted.coefficients["segment"].n_unique() > 1
    for keys, rows in flagged.group_by("check", "meaning", maintain_order=True):
        where = f" ({_listed(rows['segment'].to_list())})" if several else ""
        yield from _wrapped(f"{keys[0]}: {keys[1]}{where}", bullet="- ")


def _listed(segments: list[str]) -> str:
    shown = ", ".join(_short(segment) for segment in segments[:3])
    return f"{shown} and {len(segments) - 3} more" if len(segments) > 3 else shown


def _wrapped(text: str, *, bullet: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=bullet, subsequent_indent=" " * len(bullet))


def _short(name: str, longest: int = LONGEST_NAME) -> str:
    return name if len(name) <= longest else name[: longest - 1] + "…"


def _happened(interruption: its.Interruption) -> str:
    """Say when an interruption was: launch from 2011-05, to 2011-07 left out."""
    said = f"{interruption.name} from {interruption.starts}"
    if interruption.phase_in_ends is None:
        return said
    how = {"exclude": "left out"}.get(interruption.phase_in, f"a {interruption.phase_in}")
    return f"{said}, to {interruption.phase_in_ends} {how}"


def _number(value: object, scale: object) -> str:
    if not isinstance(value, float):
        return "-"
    if value != 0 and not 1e-3 <= abs(value) < 1e7:
        return f"{value:.2e}"
    digits = 3 if scale == "ratio" or abs(value) < 1 else 1 if abs(value) < 1000 else 0
    return f"{value:,.{digits}f}"


def _p_value(value: object) -> str:
    if not isinstance(value, float):
        return "-"
    return "<.001" if value < 0.001 else f"{value:.3f}"


def _season(spec: its.ItsSpec) -> str:
    if not isinstance(spec.seasonality, Fourier):
        return "none"
    pairs = spec.seasonality.pairs
    return f"{pairs} pair{'' if pairs == 1 else 's'} of waves a year"


def _ends(fitted: FittedFile) -> tuple[str, str]:
    frequency = fitted.spec.timeline.frequency
    ends = fitted.series["period"].sort()[[0, -1]]
    if ends.dtype == pl.String:
        return ends[0], ends[1]
    first, last = period_numbers(ends.to_numpy(), frequency).tolist()
    return period_label(Period(frequency, first)), period_label(Period(frequency, last))
