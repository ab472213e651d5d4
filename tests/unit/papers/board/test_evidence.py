"""The evidence is rated by its rule, and each of its lines speaks on the side that it should."""

import datetime as dt
import itertools
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import polars as pl
import pytest
from tests.plans import FEBRUARY

from referral_analysis.papers.board import evidence
from referral_analysis.papers.board.evidence import Ground, Rating, Standing, lines, rating
from referral_analysis.papers.board.release import ReleasedBoard
from referral_analysis.questions.recorded.tables import ToldBands
from referral_analysis.report.words.wording import Change, Ends
from referral_analysis.series.outcome import NFA, Outcome

if TYPE_CHECKING:
    from referral_analysis.questions.audited.release import ReleasedSummary

LATER = dt.date(2012, 6, 1)
WIDE = Outcome(choice="nfa_or_not_in_need")


def told(low: float, high: float, mild: Ends | None = None) -> Change:
    return Change(
        what="inappropriate referrals", ratio=(low * high) ** 0.5, low=low, high=high, level=0.95,
        observed_a_month=400, months=5, mild=mild,
    )  # fmt: skip


FELL, UNSURE = told(0.7, 0.9), told(0.8, 1.1)
PROBABLY = told(0.8, 1.1, Ends(low=0.8, high=0.99))


def of(*standings: Standing) -> list[Ground]:
    return [Ground(name="The data", standing=one, says="So it is.") for one in standings]


@pytest.mark.parametrize(
    ("headline", "standings", "rated"),
    [
        (FELL, ("for",) * 5, "Strong"),
        (FELL, ("for", "for", "open", "for", "for"), "Fair"),
        (FELL, ("for", "for", "open", "for", "against"), "Weak"),
        (PROBABLY, ("for",) * 5, "Weak"),
        (UNSURE, ("for",) * 5, "Not enough"),
    ],
)
def test_the_rating_follows_its_rule(
    headline: Change, standings: tuple[Standing, ...], rated: Rating
) -> None:
    assert rating(headline, of(*standings)) == rated
    assert evidence.RULES[rated]


def test_no_line_more_against_ever_raises_the_rating() -> None:
    order: list[Rating] = ["Not enough", "Weak", "Fair", "Strong"]
    better: dict[Standing, Standing] = {"against": "open", "open": "for", "for": "for"}
    for headline in (FELL, PROBABLY, UNSURE):
        every = itertools.product(better, repeat=3)
        for standings in every:
            improved = [better[one] for one in standings]
            worse, best = rating(headline, of(*standings)), rating(headline, of(*improved))
            assert order.index(worse) <= order.index(best)


def board(
    *,
    alternatives: tuple[tuple[float, float], ...] = ((0.7, 0.9),),
    gaps: pl.DataFrame | None = None,
    is_counted: bool = False,
    raised: bool = False,
    flags: tuple[str, ...] = (),
    outcome: Outcome = NFA,
) -> ReleasedBoard:
    """Return what the lines are told from: recording cannot be looked at, as nothing is known."""
    choices = pl.DataFrame(
        [{"ratio": (low * high) ** 0.5, "low": low, "high": high} for low, high in alternatives]
    )
    tables = {
        "alternatives": choices,
        "gaps": ToldBands.frame() if gaps is None else gaps,
        "alarms": pl.DataFrame({"name": ["timing"], "about": [None], "is_raised": [raised]}),
        "tips": pl.DataFrame({"outlying": [None]}),
        "blanks": pl.DataFrame({"when": ["before", "after"], "share": [0.0, 0.0]}),
    }
    made = {name: SimpleNamespace(table=table) for name, table in tables.items()}
    have = SimpleNamespace(columns=frozenset(), is_counted=is_counted, companions=frozenset())
    plan = replace(FEBRUARY, extract_drawn_on=LATER, outcome=outcome)
    return cast("ReleasedBoard", SimpleNamespace(**made, flags=flags, have=have, plan=plan))


def standing(name: str, released: ReleasedBoard, headline: Change = FELL) -> Standing:
    found = {line.name: line for line in lines(released, None, headline)}
    return found[name].standing


@pytest.fixture(autouse=True)
def no_doubt(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence, "doubt_of", lambda *_: None)


def test_recording_speaks_for_no_outcome_that_has_no_wider_count_beside_it() -> None:
    assert standing("Recording", board()) == "for"
    assert standing("Recording", board(outcome=WIDE)) == "open"


def test_choices_speak_for_it_only_where_all_tell_the_same() -> None:
    both = board(alternatives=((0.7, 0.9), (0.8, 1.1)))
    assert standing("Other choices", board()) == "for"
    assert standing("Other choices", both) == "open"
    assert standing("Other choices", board(alternatives=((0.7, 0.9), (1.1, 1.2)))) == "against"
    assert standing("Other choices", board(), UNSURE) == "open"
    said = {line.name: line.text for line in lines(both, None, FELL)}
    assert said["Other choices"] == (
        "Other choices: leaves it open. Of 2 other choices of model, with the path held straight, "
        "1 tell a clear fall, 0 a clear rise."
    )


def test_the_model_speaks_against_it_where_an_alarm_was_raised() -> None:
    assert standing("The model", board()) == "for"
    assert standing("The model", board(flags=("Few periods after.",))) == "open"
    assert standing("The model", board(raised=True)) == "against"


def test_rows_lost_since_the_launch_speak_against_a_fall_and_not_against_a_rise() -> None:
    row = {"gap": "left out", "low": 0.05, "high": 0.07, "low_before": 0.0, "high_before": 0.01,
           "has_changed": True}  # fmt: skip
    lost = board(gaps=ToldBands.frame([row]))
    assert standing("The data", board()) == "for"
    assert standing("The data", lost) == "against"
    assert standing("The data", lost, told(1.1, 1.3)) == "open"
    large = board(gaps=ToldBands.frame([{**row, "gap": "no agency", "has_changed": False}]))
    assert standing("The data", large) == "open"


def test_counts_by_month_show_nothing_of_what_their_record_lacks() -> None:
    assert standing("The data", board(is_counted=True)) == "open"
    assert standing("The data", board(is_counted=False)) == "for"


@pytest.mark.parametrize(
    ("change", "headline", "wanted"),
    [
        ((-0.08, -0.15, -0.01), FELL, "for"),
        ((0.08, 0.01, 0.15), FELL, "against"),
        ((-0.05, -0.14, 0.03), FELL, "open"),
        ((-0.08, -0.15, -0.01), UNSURE, "open"),
    ],
)
def test_the_audit_speaks_for_it_where_auditors_saw_the_same(
    change: tuple[float, float, float], headline: Change, wanted: Standing
) -> None:
    row = dict(zip(("estimate", "low", "high"), change, strict=True))
    shares = pl.DataFrame([{"period": "change", "what": "prevalence", **row}])
    summary = cast("ReleasedSummary", SimpleNamespace(shares=SimpleNamespace(table=shares)))
    found = {line.name: line for line in lines(board(), summary, headline)}
    assert found["The audit"].standing == wanted
    assert standing("The audit", board()) == "open"


def test_recording_stands_as_the_answer_s_own_doubt_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert standing("Recording", board()) == "for"
    assert standing("Recording", board(), UNSURE) == "open"
    for doubt, wanted in (("recording", "against"), ("line", "against"), ("too early", "open")):
        monkeypatch.setattr(evidence, "doubt_of", lambda *_, doubt=doubt: doubt)
        assert standing("Recording", board()) == wanted
