"""The page of the worlds puts what falls short on top, by the error of each share."""

import json
from dataclasses import asdict, replace

import polars as pl
import pytest
from benchmarks import worlds, worlds_report, worlds_rules
from benchmarks.worlds_measure import Measured

ROW = Measured(
    study="primary", world="AR(1) 0.4", group="errors", window="61/5", method="tolerance 0.2",
    n=400, truth=0.0, coverage=95.0, error=1.1, width=0.5, fell=2.0, rose=2.0, missed_below=2.0,
    missed_above=2.0, adjusted=1.0,
)  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "is_short"),
    [
        ({}, False),
        ({"coverage": 92.9, "error": 1.1}, False),  # 95.1 within two errors
        ({"coverage": 92.7, "error": 1.1}, True),  # 94.9
        ({"fell": 4.4}, False),  # less two errors of 1.03: 2.35
        ({"fell": 4.7}, True),  # 2.58
        ({"fell": 99.0, "truth": -0.25}, False),  # a fall that is there
    ],
)
def test_a_row_falls_short_by_more_than_chance(
    changed: dict[str, float], *, is_short: bool
) -> None:
    frame = pl.DataFrame([asdict(replace(ROW, **changed))])  # type: ignore[arg-type]
    assert frame.filter(worlds_rules.falls_short()).height == is_short


@pytest.mark.parametrize(
    ("window", "method", "rule"),
    [
        ("61/5", "tolerance 0.2", "full"),
        ("61/5", "tolerance 0.125", "mild"),
        ("61/5", "tolerance 0.15", None),
        ("37/3", "tolerance 0.15", "full"),
        ("24/6", "tolerance 0.125", "full"),
        ("24/6", "tolerance 0", "straight"),
        ("37/3", "as built", "as built"),
    ],
)
def test_the_rule_of_a_length_is_the_products(window: str, method: str, rule: str | None) -> None:
    frame = pl.DataFrame([asdict(replace(ROW, window=window, method=method))])
    assert worlds_rules.by_rule(frame)["rule"].to_list() == [rule]


def test_the_page_names_what_falls_short_before_any_other_table() -> None:
    methods = ("as built", "tolerance 0", "tolerance 0.125", "tolerance 0.2")
    rows = [
        asdict(replace(ROW, world=world, group=group, method=method, coverage=coverage))
        for method in methods
        for world, group, coverage in (("AR(1) 0.4", "errors", 97.5), ("t3", "errors", 80.0))
    ]
    page = worlds_report.markdown({"made_by": "a command"}, {"primary": rows})
    short = page.index("| t3 | 61/5 | 400 | 80.0 (1.1) | 2.0 | 2.0 | heavy tails")
    assert short < page.index("### Worst of each group")
    assert "| AR(1) 0.4 | 61/5 | 400 | 97.5" not in page[:short]
    assert (
        "Full: 1 of 2 worlds and windows fall short; the least coverage is 80.0 (t3, 61/5)"
        in (page[:short])
    )
    assert "| 61/5 | errors | 80.0, 2.0 | 80.0, 2.0 | 80.0, 2.0 | 80.0, 2.0 |" in page


def test_results_are_columns_and_a_line_a_row() -> None:
    text = worlds.as_json({"made_by": "a command"}, {"primary": [asdict(ROW), asdict(ROW)]})
    found = json.loads(text)
    assert found["made_by"] == "a command"
    assert dict(zip(found["primary"]["columns"], found["primary"]["rows"][1], strict=True)) == (
        asdict(ROW)
    )
    assert text.count("\n") == 4  # the head, two rows, the end
