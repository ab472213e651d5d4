"""The answer against how much the path before may have bent by itself."""

from referral_analysis.questions.fell import doubts
from referral_analysis.questions.fell.released import ReleasedFell
from referral_analysis.questions.fell.tables import Tolerated
from referral_analysis.questions.headings import change_and_range
from referral_analysis.questions.reading import headline_of
from referral_analysis.report.charts.tolerance_chart import tolerance_chart
from referral_analysis.report.page import panels
from referral_analysis.report.page.figure import Figure
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.report.words.wording import change_in_words

NOT_SHOWN = (
    "How the answer depends on the path before cannot be shown: months behind it hold counts that "
    "may not be."
)


def tolerated(released: ReleasedFell) -> Figure | Panel:
    """Show the range at each tolerance, with the plan's two marked, and where it touches none."""
    tips = released.tips.table.row(0, named=True)
    headline = headline_of(released)
    if tips["full"] is None or headline is None:
        return panels.notice(NOT_SHOWN)
    frame = released.tolerated.table
    at_ends = frame.row(0, named=True), frame.row(-1, named=True)
    description = (
        "The more the path before the launch may have bent by itself, the wider the range: "
        f"from {change_in_words(at_ends[0]['low'])} to {change_in_words(at_ends[0]['high'])} where "
        f"it did not bend at all, {doubts.touches(tips)}."
    )
    return Figure(
        name="tolerance",
        picture=tolerance_chart(
            frame,
            (
                (tips["mild"], f"\u201cProbably\u201d: {tips['mild'] * 100:g}% a year"),
                (tips["full"], f"\u201cYes\u201d: {tips['full'] * 100:g}% a year"),
            ),
            titles=("How far the path may bend by itself in a year, %", "Change"),
            description=description,
        ),
        headline=doubts.how_far_it_bears(headline, tips),
        subtitle="The range of the change since the launch, by how much the path before it may "
        "have bent by itself",
        table=Table(
            frame=frame.with_columns(frame["tolerance"] * 100),
            columns=(
                Column(name=Tolerated.tolerance, label="The path may bend", format="decimal",
                       unit="% a year"),
                *change_and_range(),
            ),
            caption="The change in inappropriate referrals by how much the path before may bend",
            suppressed=released.tolerated.suppressed,
        ),
    )  # fmt: skip
