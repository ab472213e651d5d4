"""Published interrupted time series, from their open data: their estimate, and ours.

    python -m benchmarks.published CASUALTIES.csv REFERENCE

CASUALTIES.csv: as `benchmarks/placebo/fetch.py` writes it, of R's datasets. REFERENCE: a folder
with `published/` and `real/`, whose data may be read here and not passed on. Writes
benchmarks/results/published.{json,md}, and a page with a picture of each study in docs/published.
"""

import argparse
import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl

from referral_analysis import its
from referral_analysis.analysis import primary
from referral_analysis.analysis.effect import at_launch, mild_ends
from referral_analysis.analysis.events import LAUNCH
from referral_analysis.analysis.model import PLANNED
from referral_analysis.analysis.plan import Plan
from referral_analysis.periods import add_months, month_range

RESULTS = Path(__file__).parent / "results"
DOCS = Path(__file__).parents[1] / "docs"
PICTURES = DOCS / "images" / "published"
INTRODUCTION = """# Published studies again

What interrupted time series that others published give here, one page each: their estimate, ours,
and why they differ. `python -m benchmarks.published` writes these pages and their pictures.
"""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Published:
    """A study: its series, what it found, as ratios, and what is another in ours.

    key: its page's name. counted: what the axis of its picture counts. months: period, count, base,
    in order; `launch` is the first month after. `left_out` months from it are the phase-in, by the
    study where it has one; our plan leaves out one at least.
    """

    key: str
    name: str
    counted: str
    source: str
    months: pl.DataFrame = field(repr=False)
    launch: dt.date
    left_out: int
    estimate: float
    low: float | None
    high: float | None
    of: str
    differs: str
    is_share: bool = False


def studies(series: Path, reference: Path) -> Iterator[Published]:
    """Yield the studies, from the files that hold their data."""
    yield _sicily(reference / "published" / "sicily_smoking_ban.csv")
    yield from _seat_belts(pl.read_csv(series, try_parse_dates=True))
    yield _bail(reference / "real" / "simits_mecklenburg_bail_monthly.csv")
    yield _grampian(reference / "real" / "camhs_grampian_monthly_2015_2021.csv")
    yield _quetiapine(reference / "published" / "quetiapine_au.csv")


def _sicily(path: Path) -> Published:
    rows = pl.read_csv(path, try_parse_dates=True)
    return Published(
        key="sicily",
        name="Smoking ban in Sicily",
        counted="acute coronary episodes",
        source="Lopez Bernal, Cummins, Gasparrini, Int J Epidemiol 2017;46:348-355",
        months=rows.select(
            pl.col("date").alias("period"),
            pl.col("aces").cast(pl.Float64).alias("count"),
            pl.col("stdpop").alias("base"),
        ),
        launch=dt.date(2005, 1, 1),
        left_out=1,
        estimate=0.885,
        low=0.839,
        high=0.933,
        of="acute coronary episodes, level after the ban, with seasons (0.894 without)",
        differs="A Poisson model whose months are independent of each other but for the seasons. "
        "Ours lets months resemble each other and the path bend, and leaves the first month out.",
    )


def _seat_belts(series: pl.DataFrame) -> Iterator[Published]:
    """Yield drivers, front and rear passengers; Harvey and Durbin give no interval as a ratio."""
    source = "Harvey, Durbin, J R Stat Soc A 1986;149:187-227"
    why = (
        "A structural model whose level wanders, with the price of petrol and the distance driven "
        "beside it. Ours has neither, and a tolerance for the path fixed without these data."
    )
    for name, label, estimate in (
        ("drivers", "car drivers", 0.77),
        ("front", "front seat passengers", 0.70),
        ("rear", "rear seat passengers, whom it did not touch", 1.03),
    ):
        rows = series.filter(pl.col("series") == name).sort("period")
        yield Published(
            key=f"seat-belts-{name}",
            name=f"Seat belts: {label}",
            counted="killed or seriously injured",
            source=source,
            months=rows.select("period", "count", "base"),
            launch=dt.date(1983, 2, 1),
            left_out=1,
            estimate=estimate,
            low=None,
            high=None,
            of=f"{label} killed or seriously injured in Great Britain",
            differs=why,
        )


def _bail(path: Path) -> Published:
    rows = pl.read_csv(path).sort("month_t")
    launch = dt.date(2014, 6, 1)
    count = (pl.col("karr") * pl.col("pbail")).round()
    return Published(
        key="bail",
        name="Bail in Mecklenburg County",
        counted="share of cases with money bail",
        source="Redcross and others, MDRC 2019; data of the R package simITS",
        months=rows.select(
            pl.Series("period", [add_months(launch, month) for month in rows["month_t"]]),
            count.alias("count"),
            pl.col("karr").cast(pl.Float64).alias("base"),
        ),
        launch=launch,
        left_out=6,
        estimate=0.79,
        low=None,
        high=None,
        of="share of cases with money bail, six months after, over what was predicted",
        differs="A line through the months before, drawn on, and its sixth month set against it. "
        "Ours is one level over the months from the seventh on, with the path free to bend; courts "
        "took half a year to change, and those months are left out.",
        is_share=True,
    )


def _grampian(path: Path) -> Published:
    rows = pl.read_csv(path)
    first, launch = dt.date(2015, 1, 1), dt.date(2020, 3, 1)
    before, after = 0.17, 0.30
    return Published(
        key="grampian",
        name="Referrals rejected in Grampian",
        counted="rejected referrals for each accepted",
        source="Ball and others, BMC Psychiatry 2023;23:22",
        months=rows.select(
            pl.Series("period", month_range(first, add_months(first, rows.height - 1))),
            pl.col("rejected").cast(pl.Float64).alias("count"),
            (pl.col("total") - pl.col("rejected")).cast(pl.Float64).alias("base"),
        ),
        launch=launch,
        left_out=6,
        estimate=after / (1 - after) * (1 - before) / before,
        low=None,
        high=None,
        of="odds that a referral to children's mental health services is rejected, 17% to 30%",
        differs="A description, the share before 2020 and at its height; ours is the level from "
        "September 2020 on, the first half-year of the pandemic left out, against a share that "
        "rose before it too.",
        is_share=True,
    )


def _quetiapine(path: Path) -> Published:
    rows = pl.read_csv(path, try_parse_dates=True)
    expected = rows.filter(pl.col("step") == 0)["dispensings"][-1]
    low, estimate, high = (1 + change / expected for change in (-4465, -3285, -2104))
    return Published(
        key="quetiapine",
        name="Quetiapine in Australia",
        counted="dispensings",
        source="Schaffer, Dobbins, Pearson, BMC Med Res Methodol 2021;21:58",
        months=rows.select(
            pl.col("date").alias("period"),
            pl.col("dispensings").cast(pl.Float64).alias("count"),
            pl.lit(1.0).alias("base"),
        ),
        launch=dt.date(2014, 1, 1),
        left_out=1,
        estimate=estimate,
        low=low,
        high=high,
        of="dispensings, the step in January 2014 over December 2013 (1,397 fewer a month after)",
        differs="ARIMA of the counts with a step and a slope. Ours has one level over the year "
        "after and no change of slope: a fall that goes on deepens it, and its range says how "
        "little a path that bends so can be told from a launch.",
    )


def plan_of(study: Published) -> Plan:
    """Return the plan: all months before, those left out, and all after."""
    periods = study.months["period"]
    last = periods[-1]
    return Plan(
        series_starts=periods[0],
        last_month=last,
        launch_month=study.launch,
        phase_in_ends=add_months(study.launch, study.left_out - 1),
        fourier_pairs=2,
        is_interim=False,
        level=0.95,
        guardrail_margin=0.1,
        extract_drawn_on=add_months(last, 12),
        nfa_ripens_in_days=0,
        closure_ripens_in_days=0,
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ours:
    """What this package makes of a study: ratios, and the path: period, fitted, expected_without.

    ratio, low and high at the full tolerance; the ends at the milder one; the engine alone.
    """

    ratios: Mapping[str, float]
    path: pl.DataFrame = field(repr=False)


def ours(study: Published) -> Ours:
    """Fit a study's months as the headline's are, or as a series by itself."""
    plan = plan_of(study)
    if study.is_share:
        months = study.months.select(
            "period",
            pl.col("count").alias("inappropriate"),
            pl.col("base").alias("others"),
            pl.lit(1.0).alias("child_working_days"),
        )
        fitted, against = primary.fit(months, plan, PLANNED, "ratio"), primary.base("ratio")
    else:
        months = study.months.select("period", "count", pl.col("base").alias("child_working_days"))
        fitted, against = primary.fit_alone(months, plan, PLANNED), pl.col("child_working_days")
    full = at_launch(fitted, plan)
    plain = its.level_ratios(its.effects(fitted, at=LAUNCH)).row(0, named=True)
    return Ours(
        ratios={
            **{name: full[name] for name in ("ratio", "low", "high")},
            **mild_ends(fitted, plan),
            **{f"plain_{name}": plain[name] for name in ("low", "high")},
            "plain_ratio": plain["estimate"],
        },
        path=primary.path(fitted, months, against, plan, full),
    )


def page(rows: Sequence[Mapping[str, Any]], made: str) -> str:
    """Return the studies as a page: each estimate beside ours, and why they differ."""
    lines = [
        "# Published interrupted time series, and what they give here",
        "",
        made,
        "",
        "| study | published | ours, full tolerance | ours, plain |",
        "|---|---|---|---|",
    ]
    for row in rows:
        ours = row["ours"]
        plain = (ours[f"plain_{name}"] for name in ("ratio", "low", "high"))
        cells = [
            row["name"],
            _range(row["estimate"], row["low"], row["high"]),
            _range(ours["ratio"], ours["low"], ours["high"]),
            _range(*plain),
        ]
        lines.append("| " + " | ".join(cells) + " |")
    for row in rows:
        lines += ["", f"## {row['name']}", "", f"{row['source']}: {row['of']}.", "", row["differs"]]
    return "\n".join(lines) + "\n"


def _range(estimate: float, low: float | None, high: float | None) -> str:
    return f"{estimate:.2f}" if low is None else f"{estimate:.2f} ({low:.2f} to {high:.2f})"


def picture(rows: Sequence[Mapping[str, Any]]) -> alt.LayerChart | alt.FacetChart:
    """Draw each published estimate and ours as a point with its range, on one axis of ratios.

    The series themselves are not drawn: not all of them may be passed on.
    """
    points = pl.DataFrame(
        [
            {"study": row["name"], "by": by, "ratio": ratio, "low": low, "high": high}
            for row in rows
            for by, ratio, low, high in (
                ("published", row["estimate"], row["low"], row["high"]),
                ("ours", *(row["ours"][name] for name in ("ratio", "low", "high"))),
            )
        ]
    )
    base = alt.Chart(alt.InlineData(values=points.to_dicts())).encode(
        alt.Y("study:N", sort=None, title=None, axis=alt.Axis(labelLimit=320)),
        alt.YOffset("by:N", sort=["published", "ours"]),
        alt.Color("by:N", sort=["published", "ours"], title=None),
    )
    scale = alt.Scale(type="log", domain=[0.5, 2.5])
    ratio = alt.X("ratio:Q", scale=scale, title="Observed over expected (1 is no change)")
    return alt.layer(
        base.mark_rule().encode(alt.X("low:Q", scale=scale), alt.X2("high:Q")),
        base.mark_point(filled=True, size=60, opacity=1).encode(ratio),
        alt.Chart(alt.InlineData(values=[{"one": 1}]))
        .mark_rule(strokeDash=[4, 3])
        .encode(alt.X("one:Q", scale=scale)),
    ).properties(width=460, height=300)


def months_picture(study: Published, path: pl.DataFrame) -> alt.LayerChart | alt.FacetChart:
    """Draw the observed months, the path fitted and what was expected without the change."""
    after = pl.col("period") >= study.launch
    months = (
        study.months.join(path, on="period")
        .with_columns((pl.col(name) / _unit(study)).alias(name) for name in ("count", *DRAWN))
        .with_columns(pl.when(after).then(pl.col("expected_without")).alias("expected_without"))
        .with_columns(pl.col("period").cast(pl.String))
    )
    base = alt.Chart(alt.InlineData(values=months.to_dicts())).encode(
        alt.X("period:T", title=None), alt.Y(scale=alt.Scale(zero=False))
    )
    axis = alt.Y("count:Q", title=study.counted, scale=alt.Scale(zero=False))
    launch = alt.InlineData(values=[{"launch": f"{study.launch}"}])
    return alt.layer(
        base.mark_point(filled=True, size=18, color="#333").encode(axis),
        base.mark_line(color="#1f5fa8").encode(alt.Y("fitted:Q")),
        base.mark_line(color="#b2530d", strokeDash=[5, 3]).encode(alt.Y("expected_without:Q")),
        alt.Chart(launch).mark_rule(strokeDash=[2, 3]).encode(alt.X("launch:T")),
    ).properties(width=560, height=220)


DRAWN = ("fitted", "expected_without")


def _unit(study: Published) -> pl.Expr:
    """Return what a month is divided by in its picture: the other count of a share, or 1."""
    return pl.col("base") if study.is_share else pl.lit(1.0)


def study_page(row: Mapping[str, Any], counted: str, key: str) -> str:
    """Return one study's page: the question, both estimates, the picture, why they differ."""
    ours = row["ours"]
    return f"""# {row["name"]}

{row["source"]}: {row["of"]}.

| | observed over expected (95% range) |
|---|---|
| published | {_range(row["estimate"], row["low"], row["high"])} |
| this package, full tolerance | {_range(ours["ratio"], ours["low"], ours["high"])} |
| this package, milder tolerance | {_range(ours["ratio"], ours["mild_low"], ours["mild_high"])} |
| this package, the engine alone | {
        _range(*(ours[f"plain_{name}"] for name in ("ratio", "low", "high")))
    } |

![{counted} by month as observed (points), as fitted (line), and as expected without the change
(dashes)](../images/published/{key}.png)

{row["differs"]}
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the results of all studies, and their pages."""
    parser = argparse.ArgumentParser()
    parser.add_argument("casualties", type=Path)
    parser.add_argument("reference", type=Path)
    asked = parser.parse_args(arguments)
    PICTURES.mkdir(exist_ok=True)
    (DOCS / "published").mkdir(exist_ok=True)
    rows, keys = [], []
    for study in studies(asked.casualties, asked.reference):
        found = ours(study)
        row = {
            name: getattr(study, name)
            for name in ("name", "source", "of", "estimate", "low", "high", "differs")
        } | {"ours": found.ratios}
        rows.append(row)
        keys.append(study.key)
        months_picture(study, found.path).save(PICTURES / f"{study.key}.png", scale_factor=2)
        text = study_page(row, study.counted.capitalize(), study.key)
        (DOCS / "published" / f"{study.key}.md").write_text(text, "utf-8")
        print(study.name, {name: round(value, 3) for name, value in found.ratios.items()})
    made = (
        f"`python -m benchmarks.published CASUALTIES.csv REFERENCE` on "
        f"{dt.datetime.now(tz=dt.UTC).date()}. Ratios of observed to expected, with 95% ranges; of "
        "shares and odds where the study has these. A published range is left out where the study "
        "gives none as a ratio."
    )
    (RESULTS / "published.json").write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    (RESULTS / "published.md").write_text(page(rows, made), "utf-8")
    picture(rows).save(PICTURES / "all.svg")
    contents = "\n".join(["```{toctree}", ":maxdepth: 1", "", *keys, "```", ""])
    (DOCS / "published" / "index.md").write_text(f"{INTRODUCTION}\n{contents}", "utf-8")


if __name__ == "__main__":
    main()
