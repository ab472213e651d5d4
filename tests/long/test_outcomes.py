"""Every report follows what inappropriate means, in words as in numbers."""

import html
import re
from pathlib import Path

import pytest
from tests.folders import as_a_user_has_it

from referral_analysis.runs.making.run import run

NAMED = re.compile(r"no further action|\bNFA\b|closed at once", re.IGNORECASE)
SAID = (
    "The no further action flag is missing or invalid.",  # checks of the flag itself
    "There is activity on a referral with no further action.",
    "closed with no further action, or closed after an assessment",  # the definition
    "(closed at once,",  # its label, which a chart breaks in two
    "Referrals closed at once and those closed after an assessment",  # what recording could do
)
"""Where an outcome that holds no further action names it, or names it as the narrower measure."""
NARROWER = re.compile(
    r"(Share of all referrals: c|C)losed (with no further action|at once)(, by themselves)?$"
    r"|^Share, closed at once$|^Referrals closed with no further action, before any assessment"
    r"|^By themselves referrals closed at once|By themselves referrals closed at once"
)


def lines_of(page: str) -> list[str]:
    """Return the text of a page, a piece a line; charts have theirs beside them."""
    pieces = re.sub(r"(?s)<(script|style)\b.*?</\1>|<[^>]+>", "|", page).split("|")
    return [" ".join(html.unescape(piece).split()) for piece in pieces if piece.strip()]


@pytest.mark.parametrize("chosen", ["nfa_or_not_in_need", "{of_codes: [RC8]}"])
def test_no_report_names_no_further_action_where_another_outcome_is_meant(
    chosen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_a_user_has_it(tmp_path)
    monkeypatch.chdir(tmp_path)
    common = (f"inappropriate={chosen}", "last_month=2011-11", "phase_in_ends=2011-07")

    def made(notebook: str, parameters: str, output: str, *changes: str) -> list[str]:
        run(
            Path(f"notebooks/{notebook}.ipynb"),
            Path(f"notebooks/parameters/{parameters}.yaml"),
            settings=(*common, *changes),
            output=Path(output),
        )
        return lines_of((tmp_path / output / "report.html").read_text("utf-8"))

    alone = ("earlier_runs=[]", "audit_key=null", "audit_judgements=null", "earlier_extract=null")
    board = made("board_report", "board_february_2012", "board", *alone)
    reports = {
        "board": board,
        "appropriateness": made(
            "appropriateness", "appropriateness_february_2012", "parts", "earlier_runs=[board]"
        ),
        "district": made(
            "segment_report", "segments_february_2012", "place", "earlier_runs=[board]"
        ),
    }
    for name, lines in reports.items():
        assert any("Inappropriate here means closed" in line for line in lines), name
        named = [
            line
            for line in lines
            if NAMED.search(line)
            and not NARROWER.search(line)
            and not any(one in line for one in SAID)
            and "compared at once" not in line
            and "hold at once" not in line
        ]
        assert named == [], name
    told = " ".join(board)
    has_narrower = "Closed with no further action, by themselves" in told
    assert has_narrower is (chosen == "nfa_or_not_in_need")
