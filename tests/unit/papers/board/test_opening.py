"""The first screen says what the released figures say, whatever they are."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from referral_analysis.analysis.blanks import BlanksShare
from referral_analysis.analysis.files_beside import NO_FILES
from referral_analysis.analysis.model import Choices
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision
from referral_analysis.disclosure import DFE
from referral_analysis.papers.board.display import (
    answer,
    cautions,
    limits_and_options,
    recording,
    segments_note,
)
from referral_analysis.papers.board.finding import BoardFindings
from referral_analysis.papers.board.release import ReleasedBoard, release_board
from referral_analysis.questions.came_back.tables import Differences
from referral_analysis.questions.elsewhere.finding import changes
from referral_analysis.questions.fell.examined import blanks_counted
from referral_analysis.questions.made_of.tables import ChangeParts
from referral_analysis.questions.needs import EVERYTHING
from referral_analysis.questions.recorded.finding import nothing_settled
from referral_analysis.questions.recorded.tables import RecordGaps
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file

ROOT = Path(__file__).resolve().parents[4]
PLAN = checked_by(
    BoardReport, parameter_file.load(ROOT / "notebooks" / "parameters" / "board_february_2012.yaml")
).plan()
Range = tuple[float, float, float]
FALL: Range = (0.78, 0.7, 0.87)
UNSURE: Range = (0.9, 0.78, 1.04)
RISE: Range = (1.2, 1.1, 1.3)
FLAT: Range = (1.0, 0.95, 1.05)


def _elsewhere(plan: Plan, contacts: Range | None) -> pl.DataFrame:
    """Return contacts that changed so, 2,000 a month after the launch, and no CAFs."""
    none = pl.DataFrame(schema={"measure": pl.String})
    nothing = changes(none, NO_FILES, plan, Choices())
    if contacts is None:
        return nothing
    ratio, low, high = contacts
    found = {"months": 5, "observed_total": 10_000, "ratio": ratio, "low": low, "high": high}
    is_contacts = pl.col("measure") == "contacts_kept"
    return nothing.with_columns(
        pl.when(is_contacts).then(pl.lit(value)).otherwise(name).alias(name)
        for name, value in {**found, "level": 0.975}.items()
    ).with_columns(missing=pl.when(~is_contacts).then("missing"))


def _recording(wider: Range | None) -> pl.DataFrame:
    if wider is None:
        return nothing_settled()
    ratio, low, high = wider
    return nothing_settled().with_columns(
        months=4,
        ratio=pl.lit(ratio),
        low=pl.lit(low),
        high=pl.lit(high),
        mild_low=pl.lit(low),
        mild_high=pl.lit(high),
    )


NO_GAPS = RecordGaps.frame()


def released(
    nfa: Range,
    appropriate: Range | None,
    *,
    others: Range = FLAT,
    wider: Range | None = FALL,
    contacts: Range | None = None,
    is_interim: bool = False,
    total: int = 2000,
    settled: int = 2,
    gaps: pl.DataFrame = NO_GAPS,
) -> ReleasedBoard:
    """Release findings whose changes are these; the other sections are empty.

    settled: the months after the launch that a measure without a change has.
    """
    plan = replace(PLAN, is_interim=is_interim)
    rows = [
        {
            "measure": measure,
            "months": 5 if found else settled,
            "observed_total": total,
            "ratio": found[0] if found else None,
            "low": found[1] if found else None,
            "high": found[2] if found else None,
            "level": 0.95,
            "mild_low": found[1] if found and measure == "headline" else None,
            "mild_high": found[2] if found and measure == "headline" else None,
            "safe_low": found[1] if found and measure != "headline" else None,
            "safe_high": found[2] if found and measure != "headline" else None,
            "averted": 0.0,
            "averted_low": 0.0,
            "averted_high": 0.0,
        }
        for measure, found in (
            ("headline", nfa),
            ("nfa", nfa),
            ("others", others),
            ("inappropriate_wide", wider),
            ("appropriate", appropriate),
        )
    ]
    month = {"period": [plan.last_month], "child_working_days": [7e6], "observed": [1.0]}
    monthly = pl.concat(
        pl.DataFrame({**month, "measure": name, "count": 900})
        for name in ("referrals", "nfa", "inappropriate_wide")
    ).with_columns(count=pl.when(pl.col("measure") == "referrals").then(1500).otherwise("count"))
    counts = ("referrals_before", "nfa_before", "referrals_after", "nfa_after")
    schema: dict[str, type[pl.DataType]] = {"kind": pl.String, "segment": pl.String}
    schema |= dict.fromkeys(counts, pl.Int64) | dict.fromkeys(("ratio", "low", "high"), pl.Float64)
    return release_board(
        BoardFindings(
            plan=plan,
            decision=Decision(form="ratio", residual_correlation=0.7, months=37),
            changes=pl.DataFrame(rows, infer_schema_length=None),
            monthly=monthly,
            alternatives=pl.DataFrame({"choice": ["a"], "ratio": [1.0]}),
            segments=pl.DataFrame(schema=schema),
            blanks=blanks_counted(
                BlanksShare(unflagged=0, referrals=30_000),
                BlanksShare(unflagged=0, referrals=7_500),
            ),
            elsewhere=_elsewhere(plan, contacts),
            recording=_recording(wider),
            gaps=gaps,
            rules=pl.DataFrame({"rule": ["8600"], "failed": [3]}),
            rows=pl.DataFrame({"read": [2000], "kept": [1997], "excluded": [3]}),
            parts=ChangeParts.frame(),
            differences=Differences.frame(),
            flags=(),
        ),
        DFE,
    )


@pytest.mark.parametrize(
    ("nfa", "appropriate", "wanted"),
    [
        (FALL, FLAT, ["Yes: inappropriate", "22% fewer", "Sure that they fell"]),
        (RISE, FLAT, ["No: inappropriate", "20% more", "Sure that they rose"]),
        (UNSURE, FLAT, ["We cannot yet tell", "10% fewer", "Not sure enough"]),
        (FALL, (0.85, 0.8, 0.9), ["No, they fell", "a fall of 10% or more is not ruled out"]),
        (FALL, UNSURE, ["Cannot tell yet", "a fall of 10% or more is not ruled out"]),
        (FALL, FLAT, ["A fall of 10% or more is unlikely"]),
        (FALL, None, ["Too early to say", "about 10 weeks to settle"]),
    ],
)
def test_the_first_screen_says_what_the_figures_say(
    nfa: Range, appropriate: Range | None, wanted: list[str]
) -> None:
    wider = RISE if nfa == RISE else FALL
    markup = answer(released(nfa, appropriate, wider=wider)).markup
    assert all(words in markup for words in wanted)


@pytest.mark.parametrize(
    ("wider", "contacts", "wanted"),
    [
        # 22% fewer closed at once, but as many of them and of those assessed and not in need
        (FLAT, None, "but a change in how cases are recorded could explain it"),
        (UNSURE, None, "but a change in how cases are recorded could explain it"),
        (RISE, None, "but a change in how cases are recorded could explain it"),
        (None, None, "it is too early to tell that from a change in how cases are recorded"),
        # about 113 fewer a month, and 100 more contacts
        (FALL, (1.05, 1.02, 1.08), "the line between contacts and referrals may have moved"),
    ],
)
def test_a_fall_that_may_be_one_of_counting_is_no_yes(
    wider: Range | None, contacts: Range | None, wanted: str
) -> None:
    board = released(FALL, FLAT, wider=wider, contacts=contacts)
    markup = answer(board).markup
    assert wanted in markup
    assert "Yes: inappropriate" not in markup
    assert "As recorded, yes" in markup
    assert "recorded and counted as they were before" in limits_and_options(board).markup


@pytest.mark.parametrize(
    ("gone", "wanted"),
    [
        (("closed_on", "closure_reason"), "no closures"),
        (("closure_reason",), "no closure reasons"),
    ],
)
def test_a_fall_is_doubted_where_recording_cannot_be_looked_at(
    gone: tuple[str, ...], wanted: str
) -> None:
    have = replace(EVERYTHING, columns=EVERYTHING.columns - set(gone))
    board = replace(released(FALL, None, wider=None), have=have)
    markup = answer(board).markup
    assert "recording, which could explain it, cannot be looked at: the extract has no" in markup
    assert f"Whether appropriate referrals held up cannot be said: the extract has {wanted}" in (
        markup
    )
    assert "As recorded, yes" in markup
    assert not any(words in markup for words in ("too early", "Too early", "Yes: "))
    # the dates alone are no loss to the wider count
    dates = replace(EVERYTHING, columns=EVERYTHING.columns - {"closed_on"})
    assert "Yes: inappropriate" in answer(replace(released(FALL, FLAT), have=dates)).markup
    # and what did not fall is not doubted
    level = replace(released(UNSURE, None, wider=None), have=have)
    assert "recording" not in answer(level).markup


@pytest.mark.parametrize("contacts", [FLAT, (0.9, 0.8, 0.95), UNSURE])
def test_a_fall_of_both_counts_without_a_rise_of_contacts_is_a_yes(contacts: Range) -> None:
    assert "Yes: inappropriate" in answer(released(FALL, FLAT, contacts=contacts)).markup


@pytest.mark.parametrize(
    ("wider", "contacts", "wanted"),
    [
        (FLAT, None, "but a change in how cases are recorded could explain it"),
        (FALL, None, "but a change in how cases are recorded could explain it"),
        (None, None, "it is too early to tell that from a change in how cases are recorded"),
        (RISE, (0.9, 0.85, 0.95), "but contacts fell: the line between contacts and referrals"),
    ],
)
def test_a_rise_that_may_be_one_of_counting_is_no_no(
    wider: Range | None, contacts: Range | None, wanted: str
) -> None:
    board = released(RISE, FLAT, wider=wider, contacts=contacts)
    markup = answer(board).markup
    assert "More referrals were closed with no further action" in markup
    assert wanted in markup
    assert "As recorded, they rose" in markup
    assert "No: inappropriate" not in markup
    assert "before taking this for more inappropriate referrals" in limits_and_options(board).markup


@pytest.mark.parametrize("contacts", [None, FLAT, (1.2, 1.1, 1.3)])
def test_a_rise_of_both_counts_without_a_fall_of_contacts_is_a_no(contacts: Range | None) -> None:
    markup = answer(released(RISE, FLAT, wider=RISE, contacts=contacts)).markup
    assert "No: inappropriate referrals rose" in markup


def test_without_a_change_there_is_nothing_to_doubt() -> None:
    assert "recorded" not in answer(released(UNSURE, FLAT, wider=FLAT)).markup


def test_a_gap_in_the_record_that_came_with_the_launch_stands_on_the_first_screen() -> None:
    row = {"gap": "left out", "lacking": 400, "of": 8000, "lacking_before": 80, "of_before": 19_000}
    board = released(FALL, FLAT, gaps=RecordGaps.frame([row]))
    said = "Since the launch 5 to 7% of rows were left out by the checks, fewer than 1%"
    assert said in cautions(board).markup
    assert "changed clearly: rows left out by the checks" in recording(board).markup
    same = RecordGaps.frame([{**row, "lacking": 33}])
    assert "left out" not in cautions(released(FALL, FLAT, gaps=same)).markup
    assert "none changed clearly" in recording(released(FALL, FLAT, gaps=same)).markup


def test_agencies_on_no_list_are_said_where_they_are_many_and_are_not_called_few() -> None:
    row = {"gap": "no agency", "lacking": 2500, "of": 8000, "lacking_before": 6000,
           "of_before": 19_000}  # fmt: skip
    board = released(FALL, FLAT, gaps=RecordGaps.frame([row]))
    said = "30 to 50% of referrals have an agency that is blank or on no list, now as before."
    assert said in cautions(board).markup
    assert "none changed clearly" in recording(board).markup
    assert "The agency of 30 to 50% of referrals since the launch" in segments_note(board).text
    assert "Yes: inappropriate" in answer(board).markup  # the county's count has no agency in it
    few = released(
        FALL, FLAT, gaps=RecordGaps.frame([{**row, "lacking": 500, "lacking_before": 1200}])
    )
    assert "no list" not in cautions(few).markup.replace("since the launch", "")
    assert "no list" not in segments_note(released(FALL, FLAT)).text


def test_a_fall_against_others_that_rose_is_no_yes() -> None:
    markup = answer(released(FALL, FLAT, others=RISE)).markup
    assert "We cannot yet tell" in markup
    assert "but those rose" in markup
    said = limits_and_options(released(FALL, FLAT)).markup
    assert "they stayed as they were to within 6%" in said


def test_where_blanks_keep_it_from_being_told_the_board_is_to_have_them_filled_in() -> None:
    board = released(UNSURE, FLAT)
    fill_in = "Have the flags that were left blank filled in"
    assert fill_in not in limits_and_options(board).markup
    tips = board.tips.table.with_columns(counted=pl.lit("fell"))
    blank = replace(board, tips=replace(board.tips, table=tips))
    assert fill_in in limits_and_options(blank).markup
    assert "too many of the flags that say so were left blank" in answer(blank).markup
    assert "it allows for every blank flag" in answer(blank).markup


def test_an_interim_report_says_so() -> None:
    assert "Interim finding." in answer(released(FALL, FLAT, is_interim=True)).markup
    assert "Interim" not in answer(released(FALL, FLAT)).markup


@pytest.mark.parametrize(
    ("nfa", "appropriate", "wanted", "absent"),
    [
        (FALL, FLAT, "whether the fall lasts", "turned away"),
        (FALL, (0.85, 0.8, 0.9), "may have been turned away", "Go on watching"),
        (FALL, UNSURE, "Go on watching", "turned away"),
        (UNSURE, FLAT, "Wait for more months", "whether the fall lasts"),
        (RISE, FLAT, "Ask the agencies why", "whether the fall lasts"),
    ],
)
def test_what_to_do_next_follows_from_the_verdicts(
    nfa: Range, appropriate: Range, wanted: str, absent: str
) -> None:
    wider = RISE if nfa == RISE else FALL
    markup = limits_and_options(released(nfa, appropriate, wider=wider)).markup
    assert wanted in markup
    assert absent not in markup


def test_few_rows_left_out_are_not_given_away() -> None:
    board = released(FALL, FLAT)
    assert board.rows.table.row(0) == (None, None, None)
    assert board.rules.table["failed"].to_list() == [None]


def test_a_headline_of_a_few_children_is_a_sentence_and_no_figure() -> None:
    board = released(FALL, FLAT, total=4)
    markup = answer(board).markup
    assert "may not be shown here: some months hold so few of them" in markup
    assert "fewer than expected" not in markup
    assert "22%" not in markup
    interim = released(FALL, FLAT, total=4, is_interim=True)
    assert "Interim finding. Whether" in answer(interim).markup
    assert "figures for a larger area" in limits_and_options(board).markup
    assert "counts too small to be published" in recording(board).markup
    assert "would have to" not in cautions(board).markup


def test_a_wider_count_that_is_hidden_is_not_too_early() -> None:
    early, hidden = (answer(released(FALL, FLAT, wider=None, settled=n)).markup for n in (2, 3))
    assert "it is too early to tell that from a change" in early
    assert "some months of the wider count are too small to publish" in hidden
    assert "too early" not in hidden


def test_appropriate_referrals_that_are_hidden_are_not_too_early() -> None:
    early, hidden = (answer(released(FALL, None, settled=n)).markup for n in (2, 3))
    assert "Too early to say" in early
    assert "May not be shown" in hidden
    assert "counts too small to be published" in hidden
