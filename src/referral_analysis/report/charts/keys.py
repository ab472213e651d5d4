"""What the marks of a chart stand for, in a line below it: of those that are drawn, no others."""

import polars as pl

from referral_analysis.report.charts.layout import Scene, Span

RATIOS = "The scale is one of ratios: half as many is as far from no change as twice as many."


def of_months(path: pl.DataFrame, scene: Scene) -> str:
    """Explain a time series: hollow points and the grey band, the shading of what was expected."""
    said = ["Each point is a month."]
    bands = _left_out(path, scene)
    if bands:
        inside = pl.any_horizontal(pl.col("period").is_between(b.start, b.end) for b in bands)
        points = " and hollow points" if path.filter(inside)["observed"].count() else ""
        grey = "Grey band" if len(bands) == 1 else "Grey bands"
        names = ", ".join(_name(band, scene) for band in bands)
        said.append(f"{grey}{points}: {names}; the model leaves these months out.")
    if path["low"].count():
        said.append("Orange: what was expected without the launch, shaded by its range.")
    return " ".join(said)


def _left_out(path: pl.DataFrame, scene: Scene) -> list[Span]:
    """List the bands of months that the model leaves out, as far as they are among those drawn."""
    bands = [*scene.bands, *([scene.phase_in] if scene.phase_in else [])]
    periods = path["period"].sort().to_list()
    return [b for b in bands if b.is_left_out and b.start <= periods[-1] and b.end >= periods[0]]


def _name(band: Span, scene: Scene) -> str:
    """Name a band in a sentence: the launch in small letters, an event as its council has it."""
    return f"{band.label[:1].lower()}{band.label[1:]}" if band is scene.phase_in else band.label


def of_changes(effects: pl.DataFrame) -> str:
    """Explain changes with their ranges: filled and hollow points, and the scale of ratios."""
    drawn = effects.drop_nulls("estimate")
    if drawn.is_empty():
        return ""
    is_open = drawn["verdict"] == "cannot tell"
    said = ["Each line is a range, its point the best estimate."]
    if not is_open.all():
        said.append("Filled: the whole range is a fall, or a rise.")
    if is_open.any():
        said.append("Hollow: the range holds falls and rises.")
    return " ".join([*said, RATIOS])


def of_stretches(path: pl.DataFrame) -> str:
    """Explain quarters: bars of what happened, diamonds of what was expected."""
    said = "Each bar is as long as the months that it is of."
    if path["expected"].count() == 0:
        return said
    return f"{said} Diamonds: what was expected without the launch, with its range."


def of_funnel(shown: pl.DataFrame) -> str:
    """Explain the limits of a funnel, and which points have a name."""
    said = (
        "Solid curves: the limits of chance alone; dashed: those that allow for ordinary "
        "differences too."
    )
    is_named = (shown["verdict"] != "as others").any()
    return f"{said} Points beyond chance are named." if is_named else said


def of_standing_out(path: pl.DataFrame) -> str:
    """Explain the mean, the limits, and the diamonds of a chart of volumes, if there are any."""
    has_lines, has_diamonds = path["mean"].count() > 0, path["stands_out"].any()
    said = ["Lines: the mean, and the limits of ordinary variation."] if has_lines else []
    return " ".join([*said, *(["Diamonds: months that stand out."] if has_diamonds else [])])
