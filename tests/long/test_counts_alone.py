"""A unitary council of 2018 that shares its counts by month alone: begun, checked, and reported."""

import datetime as dt
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.workflow.conftest import command

from referral_analysis.periods import add_months

FIRST, MONTHS, LAUNCH = dt.date(2015, 4, 1), 57, dt.date(2018, 10, 1)
SETTINGS = (
    "meeting=The partnership of a unitary, 2020", "inspection_month=null", "launch_month=2018-10",
    "phase_in_ends=2018-12", "extract_drawn_on=2020-02-14", "population=null", "workshops=null",
    "events=null", "contacts=null", "cafs=null", "audit_key=null", "audit_judgements=null",
    "is_synthetic=true",
)  # fmt: skip

OF_ANOTHER_PLACE = r"Board|workshops?|CAFs?|count(y|ies)|Kent|MASH|localit(y|ies)"


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    """Write 240 referrals a month, of which 28% had no further action, and a third fewer after."""
    rng = np.random.default_rng(2018)
    months = [add_months(FIRST, number) for number in range(MONTHS)]
    nfa = [int(rng.poisson(67 * (2 / 3 if month > LAUNCH else 1))) for month in months]
    others = rng.poisson(173, MONTHS)
    path = tmp_path / "monthly figures.csv"
    pl.DataFrame(
        {
            "Month": [f"{month:%b-%y}" for month in months],
            "Number of referrals": nfa + others,
            "Of which NFA": nfa,
        }
    ).write_csv(path)
    return path


def test_a_unitarys_counts_to_a_report(counts: Path) -> None:
    folder = counts.parent / "unitary"
    words = ["init", str(folder), "--extract", counts.name]
    for setting in SETTINGS:
        words += ["--set", setting]
    begun = command(*words, cwd=counts.parent)
    assert begun.returncode == 0, begun.stderr
    assert "counts by month, no rows of referrals" in begun.stdout
    checked = command("check", f"../{counts.name}", "-p", "board_report.yaml", cwd=folder)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "counts by month, no rows: referrals, nfa" in checked.stdout
    made = command("run", "board_report", "-p", "board_report.yaml", "--output", "out", cwd=folder)
    assert made.returncode == 0, made.stderr
    page = (folder / "out" / "report.html").read_text("utf-8")
    assert "The council gave counts by month, no rows of referrals." in page
    assert (
        "Whether children came back sooner cannot be said: the council gave counts by month, which "
        "have no ids of children; rows of single referrals, with <code>child_id</code>, would "
        "bring it."
    ) in page
    assert "How areas differ cannot be said: the council gave counts by month" in page
    assert re.search(rf"\b({OF_ANOTHER_PLACE})\b", re.sub("<[^>]+>", " ", page)) is None
    answer = pl.read_csv(folder / "out" / "tables" / "changes.csv")
    headline = answer.row(0)
    assert -45 < float(headline[4]) < -20  # a third fewer, in a world of that size
    drawn = command(
        *("audit-sample", f"../{counts.name}", "-p", "board_report.yaml", "--seed", "1"),
        *("--before", "2017-10..2017-12", "--after", "2019-10..2019-12", "--output", "audit"),
        cwd=folder,
    )
    assert drawn.returncode == 4
    assert "EXTRACT: counts by month, in which no single referral can be found" in drawn.stderr
    assert not (folder / "audit").exists()
