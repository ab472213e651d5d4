"""What the page says where the other choices of model rest on counts that may not be shown."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import polars as pl
import pytest

from referral_analysis.questions.fell.figures import other_choices
from referral_analysis.questions.fell.figures.other_choices import alternatives, moved_most

if TYPE_CHECKING:
    from referral_analysis.papers.board.release import ReleasedBoard


@pytest.mark.parametrize("ratios", [[None, None], [None, 0.8], [0.8, None]])
def test_choices_that_may_not_be_shown_move_nothing(ratios: list[float | None]) -> None:
    table = pl.DataFrame({"choice": ["planned", "other"], "ratio": ratios}, strict=False)
    board = SimpleNamespace(alternatives=SimpleNamespace(table=table))
    panel = moved_most(cast("ReleasedBoard", board))
    assert "cannot be shown" in panel.text


def test_the_figure_says_between_which_changes_the_choices_lie(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(other_choices, "headline_of", lambda _: None)
    numbers = {"ratio": [0.8, 1.1, None], "low": [0.7, 0.9, None], "high": [0.9, 1.3, None]}
    table = pl.DataFrame({"choice": ["planned", "other", "a third"], **numbers}).with_columns(
        measured_coverage=pl.lit("93 to 95%")
    )
    board = SimpleNamespace(alternatives=SimpleNamespace(table=table))
    figure = alternatives(cast("ReleasedBoard", board))
    assert figure is not None
    assert figure.headline.endswith("of 2 choices of model, 1 gives a clear fall")
    assert "lies between a fall of 20% and a rise of 10%" in figure.picture.description


def test_no_figure_is_drawn_of_choices_none_of_which_may_be_shown() -> None:
    table = pl.DataFrame(
        {"choice": ["planned", "other"], "ratio": [None, None]},
        schema={"choice": pl.String, "ratio": pl.Float64},
    )
    board = SimpleNamespace(alternatives=SimpleNamespace(table=table))
    assert alternatives(cast("ReleasedBoard", board)) is None
