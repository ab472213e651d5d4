"""What several released rows come to is said only where all of them are shown."""

import ast
from pathlib import Path

import polars as pl
import pytest

import referral_analysis
from referral_analysis.questions import over_shown

PACKAGE = Path(referral_analysis.__file__).parent
SEES_RELEASED = ("words.py", "reading.py", "figures.py", "opening.py", "display.py", "about.py")
NOT_YET_RELEASED = PACKAGE / "questions" / "data" / "reading.py"  # reads checked rows
ADDS_UP = {"sum", "mean", "median", "cum_sum", "product"}
EVERY = pl.lit(value=True)


def months(nfa: list[int | None], referrals: list[int | None]) -> pl.DataFrame:
    return pl.DataFrame({"nfa": nfa, "referrals": referrals}, dict.fromkeys(
        ("nfa", "referrals"), pl.Int64))  # fmt: skip


def test_a_share_is_of_the_same_months() -> None:
    assert over_shown.share(months([8, 12], [40, 60]), EVERY, "nfa", "referrals") == 0.2
    assert over_shown.means(months([8, 12], [40, 60]), EVERY, ("nfa",)) == [10]


@pytest.mark.parametrize(
    "table",
    [
        months([None, 12], [40, 60]),  # 12 of 100 would be too few, 12 of 60 another month's share
        months([8, 12], [40, None]),
        months([], []),
        months([0], [0]),
    ],
)
def test_nothing_is_said_where_a_month_is_hidden_or_nothing_was_referred(
    table: pl.DataFrame,
) -> None:
    assert over_shown.share(table, EVERY, "nfa", "referrals") is None


def test_only_rows_asked_about_must_be_shown() -> None:
    table = months([None, 12, 6], [40, 60, 20]).with_row_index("at")
    assert over_shown.share(table, pl.col("at") > 0, "nfa", "referrals") == 18 / 80


def sources() -> list[Path]:
    rooms = [*(PACKAGE / "questions").rglob("*.py"), *(PACKAGE / "papers").rglob("*.py")]
    return [
        path
        for path in rooms
        if (path.name in SEES_RELEASED or path.parent.name == "figures")
        and path != NOT_YET_RELEASED
    ]


def test_whoever_writes_sentences_adds_released_columns_up_nowhere_else() -> None:
    assert len(sources()) > 50
    found = [
        f"{path.relative_to(PACKAGE)}:{node.lineno}"
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in ADDS_UP
    ]
    assert found == []
