"""What a table of counts by month holds and what is wrong with it, for `check` to say."""

from referral_analysis.extract.counts_headers import PERIOD
from referral_analysis.extract.monthly_counts import SEGMENT, MonthlyCounts
from referral_analysis.periods import month_name


def to_lines(counts: MonthlyCounts) -> list[str]:
    """Say what a table of counts holds and what is wrong with it, a line each."""
    months = counts.series[PERIOD]
    segments = counts.series[SEGMENT].n_unique()
    each = f" by {' and '.join(counts.by)} ({segments})" if counts.by else ""
    return [
        f"counts by month, no rows: {', '.join(counts.measures)}{each}",
        f"{months.n_unique():>10,}  months, {month_name(counts.first)} to "
        f"{month_name(counts.last)}",
        f"{counts.hidden:>10,}  counts hidden or empty",
        f"{counts.left_out:>10,}  rows of totals",
        *(f"Look at: {fault}" for fault in counts.faults),
    ]


def to_dict(counts: MonthlyCounts) -> dict[str, object]:
    """Return the same as values that JSON can hold."""
    return {
        "monthly_counts": list(counts.measures),
        "by": list(counts.by),
        "segments": counts.series[SEGMENT].n_unique(),
        "first_month": f"{counts.first:%Y-%m}",
        "last_month": f"{counts.last:%Y-%m}",
        "hidden": counts.hidden,
        "rows_of_totals": counts.left_out,
        "faults": list(counts.faults),
    }
