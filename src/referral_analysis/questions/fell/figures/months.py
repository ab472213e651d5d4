"""What happened month by month: the interrupted time series, and what changed in each measure."""

from dataclasses import replace

import polars as pl

from referral_analysis.analysis.county import HEADLINE
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.tables import Changes, Paths
from referral_analysis.periods import month_name
from referral_analysis.questions import events, over_shown, rates
from referral_analysis.questions.fell import APPROPRIATE
from referral_analysis.questions.fell.released import ReleasedFell
from referral_analysis.questions.headings import change_and_range, period
from referral_analysis.questions.needs import Missing, missing
from referral_analysis.questions.reading import SINCE_LAUNCH, change_of, headline_of, is_settled
from referral_analysis.report.charts.its_chart import its_chart
from referral_analysis.report.charts.layout import Scene
from referral_analysis.report.page.figure import Figure, Pair
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.report.words import wording
from referral_analysis.series.measures import INAPPROPRIATE, OTHERS
from referral_analysis.statistics.expected import expected_a_month

MORE_HIDDEN = "More may not be said: months hold counts too small to be published."
PATH = ("observed", "fitted", "expected_without", "low", "high")


def headline_figure(released: ReleasedFell) -> Figure:
    """Show inappropriate referrals month by month, with what was expected without the launch."""
    change = headline_of(released)
    headline = (
        "Inappropriate referrals, as far as they may be shown"
        if change is None
        else SINCE_LAUNCH[change.told]
    )
    return _with_counts(
        released, _figure(released, INAPPROPRIATE, ("inappropriate-referrals", headline))
    )


def _with_counts(released: ReleasedFell, figure: Figure) -> Figure:
    """Add to a figure's table the counts that the headline was worked out from."""
    frame, marks = figure.table.frame, figure.table.suppressed
    for name in (INAPPROPRIATE, OTHERS):
        is_measure = released.monthly.table["measure"] == name
        counts = released.monthly.table.filter(is_measure)["count"].alias(name)
        hidden = released.monthly.suppressed.filter(is_measure)["count"].alias(name)
        frame = frame.with_columns(counts)
        marks = None if marks is None else marks.with_columns(hidden)
    columns = (figure.table.columns[0], *_COUNTS, *figure.table.columns[1:])
    subtitle = f"{figure.subtitle}; expected by the other referrals of the same months"
    return replace(
        figure,
        subtitle=subtitle,
        table=replace(figure.table, frame=frame, columns=columns, suppressed=marks),
    )


def others_figure(released: ReleasedFell) -> Figure | Pair:
    """Show all referrals beside the appropriate ones, on one scale, as far as they have settled.

    All referrals alone where nothing is known of closures, which `changes_table` says.
    """
    table = released.monthly.table.filter(pl.col("measure").is_in(["referrals", "appropriate"]))
    highest = table.select(pl.max_horizontal(*PATH).max()).item()
    scene = replace(_scene(released), highest=highest)
    if missing(APPROPRIATE, released.have) is not None:
        return _figure(released, "referrals", ("all-referrals", "All referrals"))
    return Pair(
        left=_figure(released, "referrals", ("all-referrals", "All referrals"), scene),
        right=_figure(
            released, "appropriate", ("appropriate-referrals", "Appropriate referrals"), scene
        ),
    )


def _figure(
    released: ReleasedFell, measure: str, named: tuple[str, str], scene: Scene | None = None
) -> Figure:
    """Make one measure's figure; one with a scene of its own is small."""
    name, headline = named
    is_measure = released.monthly.table["measure"] == measure
    path = released.monthly.table.filter(is_measure).select("period", *PATH)
    marks = released.monthly.suppressed.filter(is_measure)
    description = _description(released, measure, path)
    first, last = path["period"][0], released.plan.last_of(path["period"][-1])
    return Figure(
        name=name.replace("referral", released.plan.outcome.noun),
        picture=its_chart(
            _with_gap(path, released.plan),
            scene or _scene(released),
            description=description,
            small=scene is not None,
        ),
        headline=headline,
        subtitle=f"Each month from {month_name(first)} to {month_name(last)}",
        table=Table(
            frame=path,
            columns=(period(released.plan), *_COLUMNS),
            caption=f"{headline}: {rates.unit(released.have).lower()}",
            suppressed=marks.select(c for c in PATH if c in marks.columns),
        ),
    )


def _with_gap(path: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Add an empty row where quarters are left out for the launch, so that no line crosses it."""
    if plan.step == 1 or plan.left_out_from == plan.first_after:
        return path
    gap = path.clear(1).with_columns(pl.lit(plan.left_out_from).alias(Paths.period))
    return pl.concat([path, gap]).sort(Paths.period)


def _scene(released: ReleasedFell) -> Scene:
    plan = released.plan
    return Scene(
        y_title=rates.unit(released.have),
        form="rate",
        phase_in=events.phase_in(plan),
        markers=events.marked(plan),
        bands=events.bands(plan.events),
    )


_COUNTS = (
    Column(name=INAPPROPRIATE, label="Inappropriate referrals", format="count"),
    Column(name=OTHERS, label="The other referrals", format="count"),
)
_COLUMNS = (
    Column(name=Paths.observed, label="What happened", format="decimal"),
    Column(name=Paths.fitted, label="Fitted by the model", format="decimal"),
    Column(name=Paths.expected_without, label="Expected without the launch", format="decimal"),
    Column(name=Paths.low, label="Expected, low", format="decimal"),
    Column(name=Paths.high, label="Expected, high", format="decimal"),
)


def _description(released: ReleasedFell, measure: str, path: pl.DataFrame) -> str:
    """Say in words what the chart shows, from the numbers drawn."""
    plan = released.plan
    named = HEADLINE if measure == INAPPROPRIATE else measure
    change = change_of(released, named)
    is_after = pl.col("period") > plan.phase_in_ends
    after = over_shown.means(path, is_after, ("observed", "expected_without"))
    text = f"{_marks(path)} {_before(released, path)}"
    if change is None and not is_settled(released, named):
        return f"{text} Too few months after the launch have settled outcomes to say more."
    if change is None or after is None:
        return f"{text} {MORE_HIDDEN}"
    months = wording.months_in_words(path.filter(is_after).height)
    since = "since" if plan.is_at_once else "after them"
    return (
        f"{text} In {months} {since} it averaged {_rate(after[0])}, against {_rate(after[1])} "
        f"expected without the launch. The figures allow {wording.span(change)}."
    )


def _before(released: ReleasedFell, path: pl.DataFrame) -> str:
    """Say between what the rate of the months before the launch lay, as far as it is shown."""
    earlier = path.filter(pl.col("period") < released.plan.launch_month)["observed"]
    lowest, highest = earlier.min(), earlier.max()
    launch = _launch(released.plan)
    if lowest is None:
        return f"Before {launch} no month is shown."
    shown = " of the months that are shown" if earlier.has_nulls() else ""
    return (
        f"Before {launch} the monthly rate{shown} lay between {_rate(lowest)} and "
        f"{_rate(highest)} {rates.per(released.have)}."
    )


def changes_table(released: ReleasedFell) -> Table:
    """Set observed beside expected for every measure: a month, and as a change with its range."""
    observed = pl.col("observed_total") / pl.col("months")
    expected = expected_a_month(observed, pl.col("ratio"), step=released.plan.step)
    table = released.changes.table.with_columns(
        observed_a_month=observed, expected_a_month=expected
    )
    marks, lacking = released.changes.suppressed, missing(APPROPRIATE, released.have)
    if not released.plan.outcome.is_nfa:
        # the other referrals are the appropriate ones, which have a row of their own
        is_shown = table["measure"] != OTHERS
        table, marks = table.filter(is_shown), marks.filter(is_shown)
    return Table(
        frame=table,
        columns=(
            Column(name=Changes.label, label="Measure"),
            Column(name=Changes.months, label="Months", format="count", unit="after the launch"),
            Column(name="observed_a_month", label="Observed", format="count", unit="a month"),
            Column(name="expected_a_month", label="Expected", format="count", unit="a month"),
            *change_and_range(),
        ),
        caption="What changed after the launch, against what was expected without it",
        name="changes",
        suppressed=marks.with_columns(
            marks["observed_total"].alias("observed_a_month"),
            marks["observed_total"].alias("expected_a_month"),
        ),
        notes=(*_notes(released, lacking), *_adding_up(released.changes.table)),
    )


def _notes(released: ReleasedFell, lacking: Missing | None) -> tuple[str, ...]:
    """Say why some measures have fewer months, where some have."""
    if lacking is not None:
        return (lacking.sentence,)
    return (FEWER_MONTHS,) if released.plan.outcome.is_nfa else ()


FEWER_MONTHS = (
    "Measures that rest on how cases were closed have fewer months: "
    "their outcomes take longer to settle."
)


def _adding_up(changes: pl.DataFrame) -> tuple[str, ...]:
    """Say that the two sides of the comparison are not all referrals, where they are not."""
    totals = dict(changes.select("measure", "observed_total").rows())
    parts = (totals.get(INAPPROPRIATE), totals.get(OTHERS))
    whole = totals.get("referrals")
    if whole is None or None in parts or sum(parts) == whole:  # type: ignore[arg-type]
        return ()
    return (
        "Inappropriate referrals and the other referrals do not add up to all: the others are "
        "those compared with, and leave out referrals already closed as not in need.",
    )


def _marks(path: pl.DataFrame) -> str:
    """Say what points and lines are, as far as they are drawn."""
    lines = [
        f"the {dash} line {what}"
        for column, dash, what in (
            ("fitted", "solid", "what the model fits to them"),
            ("expected_without", "dashed", "what it expected without the launch"),
        )
        if path[column].count()
    ]
    return ", ".join(["Each point is a month as it was counted", *lines]) + "."


def _rate(value: object) -> str:
    return f"{value:,.0f}" if isinstance(value, int | float) else "a suppressed figure"


def _launch(plan: Plan) -> str:
    """Name the launch with its months."""
    first, last = map(month_name, plan.launch)
    if plan.is_at_once:
        return f"the launch in {first}"
    return f"the workshops of {first}" + ("" if first == last else f" to {last}")
