"""How often an outcome moves from one year to the next in councils where nobody told of a launch.

    python -m benchmarks.council_years TABLE.csv

TABLE.csv: the Department for Education's open data by council, a row a council and year, as
published: time_period, new_la_code, referral_count, no_further_action_count, not_in_need_count.
Writes benchmarks/results/council_years.json.
"""

import argparse
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

RESULTS = Path(__file__).parent / "results"
STEPS = (0.10, 0.22, 0.50)
"""How large a fall is asked about; a rise as large multiplies the odds back."""
LEAST = 100
"""Referrals of an outcome in both years, below which its odds move by chance."""
MEASURES = {
    "no further action": "nfa",
    "assessed, not in need": "not_in_need",
    "either": "either",
}
FEW, STEEP = 0.01, 0.15
"""A share at which a council no longer uses an outcome; a fall in points that no practice makes."""


def table(path: Path) -> pl.DataFrame:
    """Read code, year, referrals, nfa, not_in_need, either; a count that is missing is null."""
    return pl.read_csv(path).select(
        pl.col("new_la_code").alias("code"),
        pl.col("time_period").alias("year"),
        pl.col("referral_count").alias("referrals"),
        pl.col("no_further_action_count").alias("nfa"),
        pl.col("not_in_need_count").alias("not_in_need"),
        (pl.col("no_further_action_count") + pl.col("not_in_need_count")).alias("either"),
    )


def pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """Set each council-year beside the year before it: its columns again, with `_before`."""
    later = rows.with_columns(pl.col("year") + 1)
    return rows.join(later, on=["code", "year"], suffix="_before")


def moves(both: pl.DataFrame, outcome: str) -> dict[str, Any]:
    """Return how often the odds outcome : other fell and rose by each of `STEPS` or more.

    Of the falls of "no further action", `with_not_in_need_rising` is the share in which referrals
    assessed and not in need became more of all: what a change of recording looks like.
    """
    before = f"{outcome}_before"
    held = both.filter(pl.col(outcome) >= LEAST, pl.col(before) >= LEAST).with_columns(
        (_odds(outcome, "referrals") / _odds(before, "referrals_before")).alias("ratio"),
        (
            pl.col("not_in_need") / pl.col("referrals")
            > pl.col("not_in_need_before") / pl.col("referrals_before")
        ).alias("more_not_in_need"),
    )
    rows = []
    for step in STEPS:
        fell = held.filter(pl.col("ratio") <= 1 - step)
        row: dict[str, Any] = {
            "step": step,
            "fell": fell.height / held.height,
            "rose": held.filter(pl.col("ratio") >= 1 / (1 - step)).height / held.height,
        }
        if outcome == "nfa":
            row["with_not_in_need_rising"] = fell["more_not_in_need"].mean()
        rows.append(row)
    return {"council_years": held.height, "moves": rows}


def _odds(count: str, of: str) -> pl.Expr:
    return pl.col(count) / (pl.col(of) - pl.col(count))


def unused(rows: pl.DataFrame) -> dict[str, Any]:
    """Return how many councils hardly use "no further action" in the last year, and its spread."""
    last = rows.filter(pl.col("year") == pl.col("year").max(), pl.col("nfa").is_not_null())
    share = last["nfa"] / last["referrals"]
    return {
        "year": last["year"][0],
        "councils": last.height,
        "at_one_percent_or_less": int((share <= FEW).sum()),
        "percentiles": {f"{at}": share.quantile(at / 100) for at in (10, 25, 50, 75, 90)},
    }


def steep_falls(both: pl.DataFrame) -> dict[str, int]:
    """Count the council-years in which the share fell by `STEEP` or more, of those that say it."""
    fall = pl.col("nfa_before") / pl.col("referrals_before") - pl.col("nfa") / pl.col("referrals")
    said = both.select(fall.alias("fall")).drop_nulls()
    return {"council_years": said.height, "steep": said.filter(pl.col("fall") >= STEEP).height}


def study(rows: pl.DataFrame) -> dict[str, Any]:
    """Return all figures of the table."""
    both = pairs(rows)
    return {
        "outcomes": {name: moves(both, column) for name, column in MEASURES.items()},
        "unused": unused(rows),
        "steep_falls": steep_falls(both),
    }


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the figures, with the day and the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("table", type=Path)
    asked = parser.parse_args(arguments)
    found = study(table(asked.table))
    made = f"python -m benchmarks.council_years {asked.table.name}"
    day = f"{dt.datetime.now(tz=dt.UTC).date()}"
    text = json.dumps({"made_by": made, "made_on": day, **found}, indent=1)
    (RESULTS / "council_years.json").write_text(text + "\n", "utf-8")
    print(text)


if __name__ == "__main__":
    main()
