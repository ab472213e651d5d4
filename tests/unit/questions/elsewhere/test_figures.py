"""The section on contacts and CAFs: from protected totals to a table and its words."""

from dataclasses import replace

import polars as pl
import pytest
from benchmarks.attack import findings_of, plans

from referral_analysis.disclosure import DFE, OPENSAFELY, POLICIES
from referral_analysis.extract import Population
from referral_analysis.papers.board import display
from referral_analysis.papers.board.finding import BoardFindings
from referral_analysis.papers.board.release import ReleasedBoard, release_board
from referral_analysis.report.page.panels import Panel
from referral_analysis.simulate import THRESHOLDS_WORKED, county
from referral_analysis.simulate.companions import population


@pytest.fixture(scope="module")
def found() -> BoardFindings:
    scenario = replace(THRESHOLDS_WORKED, referrals_per_10k_year=60.0)
    children = Population(estimates=population(scenario).drop("gss_code", "basis"))
    with_nfa = findings_of(county(3, scenario), plans()[1], children)
    effect = {"ratio": 0.8, "low": 0.7, "high": 0.9}
    return replace(
        with_nfa,
        changes=with_nfa.changes.with_columns(pl.lit(v).alias(k) for k, v in effect.items()),
    )


def elsewhere(contacts: int | None, cafs: int | None, missing: str | None = None) -> pl.DataFrame:
    """Return changes with these totals in five months, each a rise of a tenth."""
    rows = [
        {
            "measure": measure,
            "label": measure,
            "missing": missing if total is None else None,
            "months": None if total is None else 5,
            "observed_total": total,
            "ratio": None if total is None else 1.1,
            "low": None if total is None else 1.02,
            "high": None if total is None else 1.2,
            "level": 0.975,
            "method": "test inversion",
        }
        for measure, total in (("contacts_kept", contacts), ("cafs_started", cafs))
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def released(found: BoardFindings, frame: pl.DataFrame, policy: str = "dfe") -> ReleasedBoard:
    return release_board(replace(found, elsewhere=frame), POLICIES[policy])


def words(panel: Panel) -> str:
    return panel.text


def test_totals_stand_beside_the_referrals_with_what_was_expected(found: BoardFindings) -> None:
    table = display.elsewhere_table(released(found, elsewhere(1_100, 550)))
    assert table.frame.height == 4
    contacts, cafs = table.frame.rows(named=True)[2:]
    assert (contacts["observed_a_month"], cafs["observed_a_month"]) == (220, 110)
    assert contacts["expected_a_month"] == pytest.approx(200)


def test_words_are_of_both_files(found: BoardFindings) -> None:
    told = words(display.work_elsewhere(released(found, elsewhere(1_100, 550))))
    assert "contacts that stayed contacts" in told
    assert "new CAFs" in told


def test_a_small_total_takes_its_change_with_it(found: BoardFindings) -> None:
    board = released(found, elsewhere(1_100, 4))
    row = board.elsewhere.table.row(1, named=True)
    assert row["observed_total"] is row["ratio"] is row["low"] is row["high"] is None
    assert board.elsewhere.suppressed.row(1) == (True, True, True, True)
    assert "may not be shown" in words(display.work_elsewhere(board))
    assert "4" not in words(display.work_elsewhere(board)).replace("44", "")


def test_a_missing_file_is_a_dash_and_is_not_called_suppressed(found: BoardFindings) -> None:
    board = released(found, elsewhere(1_100, None, "no file"))
    assert not board.elsewhere.suppressed.row(1)[0]
    assert "The council gave no CAF file" in words(display.work_elsewhere(board))
    assert display.elsewhere_table(board).frame.height == 4


def test_totals_are_rounded_where_the_policy_rounds(found: BoardFindings) -> None:
    board = release_board(replace(found, elsewhere=elsewhere(1_102, 553)), OPENSAFELY)
    assert board.elsewhere.table["observed_total"].to_list() == [1_100, 555]


def test_the_register_has_the_totals_for_the_next_release(found: BoardFindings) -> None:
    register = release_board(replace(found, elsewhere=elsewhere(1_100, 550)), DFE).register
    kept = register.filter(pl.col("measure").is_in(["contacts_kept", "cafs_started"]))
    assert kept.height == 2
