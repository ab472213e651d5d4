"""A chart as an Altair chart, for an analyst to change and save; the only altair import."""

import altair as alt

from referral_analysis.report.page.figure import Figure


def editable(figure: Figure) -> alt.LayerChart:
    """Return the chart of a figure, to be changed with Altair and saved: as SVG, PNG or PDF.

    What comes of it is the analyst's own: no report is made of it.
    """
    chart: alt.LayerChart = alt.LayerChart.from_dict(figure.picture.wide.to_dict())
    return chart
