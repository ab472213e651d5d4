"""Whether children came back sooner: curves by cohort, differences at three and six months."""

import datetime as dt
from collections.abc import Sequence

import polars as pl

from referral_analysis.analysis.events import Event
from referral_analysis.analysis.plan import Plan
from referral_analysis.periods import DAYS_A_MONTH
from referral_analysis.questions.came_back import NEEDS, words
from referral_analysis.questions.came_back.cohorts import cohorts, events_between
from referral_analysis.questions.came_back.reading import is_hidden, new_ids_on, returned
from referral_analysis.questions.came_back.released import ReleasedCameBack
from referral_analysis.questions.came_back.tables import (
    AFTER,
    BEFORE,
    EARLIER,
    EVERYBODY,
    MONTHS,
    NFA,
    Curves,
    Differences,
)
from referral_analysis.questions.events import dated, in_a_row
from referral_analysis.questions.headings import range_from_to
from referral_analysis.questions.needs import missing
from referral_analysis.report.charts.incidence_chart import CohortCurve, incidence_chart
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure, Pair
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table

NAMES = {AFTER: "After the launch", BEFORE: "Before it", EARLIER: "A year earlier"}


def _whom(plan: Plan) -> dict[str, str]:
    closed = plan.outcome.closed
    return {EVERYBODY: "All children", NFA: f"{closed[0].upper()}{closed[1:]}"}


def curves(released: ReleasedCameBack) -> Pair | Panel:
    """Show the share referred again, of all children and of those closed at once, on one scale."""
    lacking = missing(NEEDS, released.have)
    if lacking is not None:
        return lacking.panel
    highest = released.curves.table.select(pl.max_horizontal("rereferred", "high").max()).item()
    left, right = (_curves(released, whom, highest or 0.1) for whom in (EVERYBODY, NFA))
    return Pair(left=left, right=right)


def _curves(released: ReleasedCameBack, whom: str, highest: float) -> Figure:
    is_whose = released.curves.table["whom"] == whom
    table = released.curves.table.filter(is_whose)
    drawn = [CohortCurve(key=key, name=NAMES[key], has_band=key != EARLIER) for key in NAMES]
    return Figure(
        name=f"referred-again-{whom}",
        picture=incidence_chart(
            table,
            drawn,
            description=_told(released, whom),
            highest=highest,
            small=True,
        ),
        headline=_whom(released.plan)[whom],
        subtitle="Share referred again, by months since the first referral",
        table=Table(
            frame=table.with_columns(pl.col("cohort").replace_strict(NAMES)),
            columns=(
                Column(name=Curves.cohort, label="Cohort"),
                Column(name=Curves.day, label="Days since the referral", format="count"),
                Column(name=Curves.rereferred, label="Referred again", format="percent"),
                *range_from_to(Curves.low, Curves.high, "percent"),
            ),
            caption=f"{_whom(released.plan)[whom]}: share referred again",
            suppressed=released.curves.suppressed.filter(is_whose),
        ),
    )


def _told(released: ReleasedCameBack, whom: str) -> str:
    share = returned(released.differences, MONTHS[0], whom, released.plan.outcome)
    if share is None and is_hidden(released.differences, MONTHS[0], whom):
        return words.TOO_FEW
    if share is None:
        return words.nobody_compared(new_ids_on(released))
    return words.came_back(MONTHS[0], *share)


def differences(released: ReleasedCameBack) -> Table | None:
    """Show the shares who came back by three and six months, and how they differ.

    Nothing where nobody could be followed, which `curves` says.
    """
    if missing(NEEDS, released.have) is not None:
        return None
    table = released.differences.table.with_columns(
        pl.col("whom").replace_strict(_whom(released.plan)),
        pl.col("cohort").replace_strict(
            {AFTER: "After and before", BEFORE: "Before, a year apart"}
        ),
        pl.col("change", "low", "high") * 100,
        pl.when(pl.col("p_value") < 0.001)
        .then(pl.lit("less than 0.001"))
        .otherwise(pl.col("p_value").round(3).cast(pl.String))
        .alias("p"),
    )
    marks = released.differences.suppressed
    return Table(
        frame=table,
        columns=(
            Column(name=Differences.whom, label="Whose referrals"),
            Column(name=Differences.cohort, label="Cohorts"),
            Column(name=Differences.months, label="Within", format="count", unit="months"),
            Column(name=Differences.after, label="Later cohort", format="percent"),
            Column(name=Differences.before, label="Earlier cohort", format="percent"),
            Column(name=Differences.change, label="Difference", format="decimal", unit="points"),
            *range_from_to(Differences.low, Differences.high, "decimal"),
            Column(name="p", label="Log-rank test", unit="p"),
        ),
        caption="Children referred again",
        name="referred_again",
        suppressed=marks.with_columns(marks["p_value"].alias("p")),
        notes=(
            "Before, a year apart: two cohorts between which no threshold changed, to show how far "
            f"years differ anyway{_between(events_between(released.plan))}.",
        ),
    )


def _between(happened: Sequence[Event]) -> str:
    if not happened:
        return ""
    return f"; {in_a_row([dated(one) for one in happened])} lay between them"


def too_early(released: ReleasedCameBack) -> Panel | None:
    """Say when what is not known yet will be; nothing where nobody could be followed."""
    if missing(NEEDS, released.have) is not None:
        return None
    cohort = cohorts(released.plan)[AFTER]
    changed = new_ids_on(released)
    if changed is not None:
        return panels.paragraphs(words.new_ids(changed))
    shares = released.differences
    not_told = [months for months in MONTHS if returned(shares, months) is None]
    unknown = [months for months in not_told if not is_hidden(shares, months)]
    if not unknown:
        return panels.paragraphs("All children compared were followed for long enough.")
    days = [cohort.last + dt.timedelta(days=round(months * DAYS_A_MONTH)) for months in unknown]
    told = " and ".join(
        f"{months} months on {day.day} {day:%B %Y}"
        for months, day in zip(unknown, days, strict=True)
    )
    return panels.paragraphs(
        f"Every child referred after the launch will have been followed for {told}; an extract "
        "drawn after that can say what this one cannot."
    )
