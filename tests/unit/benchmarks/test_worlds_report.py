"""The page of the worlds puts what falls short on top, by the error of each share."""

import math
import sys
from dataclasses import asdict, replace
from pathlib import Path

import polars as pl
import pytest
from benchmarks import worlds, worlds_report, worlds_rules, worlds_stored
from benchmarks.worlds_measure import Measured
from benchmarks.worlds_stored import Stored

from referral_analysis.questions.fell import words

ROW = Measured(
    study="primary", world="AR(1) 0.4", group="errors", window="61/5", method="tolerance 0.2",
    n=400, truth=0.0, coverage=95.0, error=1.1, width=0.5, fell=2.0, rose=2.0, missed_below=2.0,
    missed_above=2.0, adjusted=1.0,
)  # fmt: skip


METHODS = ("as built", "tolerance 0", "tolerance 0.125", "tolerance 0.2")


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
    rows = [
        asdict(replace(ROW, world=world, group=group, method=method, coverage=coverage))
        for method in METHODS
        for world, group, coverage in (("AR(1) 0.4", "errors", 97.5), ("t3", "errors", 80.0))
    ]
    page = worlds_report.markdown({"primary": Stored(made_by="a command", rows=rows)})
    assert "## Inappropriate referrals against the others\n\nMade by `a command`." in page
    short = page.index("| t3 | 61/5 | 400 | 80.0 (1.1) | 2.0 | 2.0 | heavy tails")
    assert short < page.index("### Worst of each group")
    assert "| AR(1) 0.4 | 61/5 | 400 | 97.5" not in page[:short]
    assert (
        "Full: 1 of 2 worlds and windows fall short; the least coverage is 80.0 (t3, 61/5)"
        in (page[:short])
    )
    assert "| 61/5 | errors | 80.0, 2.0 | 80.0, 2.0 | 80.0, 2.0 | 80.0, 2.0 |" in page


def test_results_are_columns_and_a_line_a_row_and_are_read_again(tmp_path: Path) -> None:
    studies = {
        "primary": Stored(made_by="a command", rows=[asdict(ROW), asdict(ROW)]),
        "alarms": Stored(made_by="another", rows=[{"alarm": "x", "raised": 5.0}], note="Before."),
    }
    text = worlds_stored.as_json(studies)
    assert text.count("\n") == 7  # of each study its head and end, and the rows
    path = tmp_path / "worlds.json"
    path.write_text(text, "utf-8")
    found = worlds_stored.read(path)
    assert found["primary"].rows == studies["primary"].rows
    assert (found["primary"].made_by, found["alarms"].made_by) == ("a command", "another")
    assert (found["primary"].note, found["alarms"].note) == ("", "Before.")
    assert worlds_stored.read(tmp_path / "none.json") == {}


def test_studies_that_were_not_asked_for_stay_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [asdict(replace(ROW, method=name)) for name in METHODS]
    old = {study: Stored(made_by="before", rows=rows) for study in ("primary", "adjusted")}
    (tmp_path / "worlds.json").write_text(worlds_stored.as_json(old), "utf-8")
    monkeypatch.setattr(worlds, "on_one_thread", lambda _: None)
    monkeypatch.setattr(worlds, "kept_rows", lambda *_: rows)
    options = "--studies primary --windows 37/3 24/6 --counties 7 --output"
    monkeypatch.setattr(sys, "argv", ["worlds", *options.split(), str(tmp_path)])
    worlds.main()
    found = worlds_stored.read(tmp_path / "worlds.json")
    assert found["adjusted"].made_by == "before"
    wanted = "python -m benchmarks.worlds --counties 7 --studies primary --windows 37/3 24/6"
    assert found["primary"].made_by == wanted
    assert f"Made by `{wanted}`." in (tmp_path / "worlds.md").read_text("utf-8")


def test_a_report_says_as_much_as_the_worlds_found_and_no_more() -> None:
    stored = worlds_stored.read(worlds.RESULTS / "worlds.json")
    frames = {
        name: pl.DataFrame(list(stored[name].rows), infer_schema_length=None)
        for name in ("primary", "looks")
    }
    named = ("errors", "path", "wander", "variance")
    full = worlds_rules.by_rule(frames["primary"]).filter(
        pl.col("rule") == "full", pl.col("group").is_in(named)
    )
    assert full["n"].min() >= 1000  # type: ignore[operator]
    assert math.floor(full["coverage"].min()) == words.HELD_AT_LEAST  # type: ignore[arg-type]
    spent = frames["looks"].filter(pl.col("rule") == "spent")
    joint = spent.filter(pl.col("tolerance") == pl.col("tolerance").max())["joint"]
    assert math.floor(joint.min()) == words.HELD_TOGETHER  # type: ignore[arg-type]
