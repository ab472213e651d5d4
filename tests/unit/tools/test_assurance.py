"""The quality-assurance log is what the report prints, what docs/qa says, and leads somewhere."""

import re
from pathlib import Path

import pytest
from tools.assurance import FOLDER, pages

from referral_analysis.papers.assurance import assurance, printed
from referral_analysis.papers.board import display

ROOT = Path(__file__).resolve().parents[3]
LOG = assurance()
RAP = (ROOT / "docs" / "rap.md").read_text("utf-8")


@pytest.mark.parametrize("name", sorted(pages()))
def test_docs_qa_is_made_from_the_log(name: str) -> None:
    assert (FOLDER / name).read_text("utf-8") == pages()[name]


def test_the_report_prints_from_the_log_and_says_first_when_data_are_simulated() -> None:
    real, synthetic = (printed(is_synthetic=flag) for flag in (False, True))
    assert synthetic == [
        "The referrals are simulated; the figures say nothing about any real council.",
        *real,
    ]
    html = display.assumptions(is_synthetic=False)._repr_mimebundle_()[0]["text/html"]
    assert re.findall(r"<li>(.*?)</li>", html) == real


def test_nothing_is_granted_of_a_population_that_there_is_not() -> None:
    of_children = [one for one in printed(is_synthetic=False) if one.startswith("Population")]
    assert len(of_children) == 1
    without = printed(is_synthetic=False, has_population=False)
    assert [*of_children, *without] == printed(is_synthetic=False)


def test_what_could_move_the_answer_and_is_weakly_known_is_printed() -> None:
    doubtful = [
        entry for entry in LOG.assumptions if entry.evidence == "weak" and entry.effect == "large"
    ]
    assert doubtful
    assert all(entry.printed == "always" for entry in doubtful)


def test_every_entry_has_a_number_of_its_own_and_grades_that_are_known() -> None:
    ids = [entry.id for entry in LOG.assumptions]
    ids += [entry.id for entry in LOG.data] + [entry.id for entry in LOG.checks]
    assert len(set(ids)) == len(ids)
    for entry in LOG.assumptions:
        assert entry.evidence in {"strong", "fair", "weak", "none"}
        assert entry.effect in {"small", "moderate", "large"}
        assert entry.printed in {"always", "synthetic", "never"}
        assert entry.kind in {"assumption", "caveat"}


@pytest.mark.parametrize(
    "place",
    sorted(
        {entry.see for entry in LOG.assumptions}
        | {entry.see for entry in LOG.data}
        | {entry.evidence for entry in LOG.checks}
    ),
)
def test_what_the_log_points_to_is_there(place: str) -> None:
    assert (ROOT / place).exists()


def test_every_level_that_is_met_has_evidence_that_is_there() -> None:
    rows = re.findall(
        r"^\| (baseline|silver|gold) \| (.+) \| (met|open)(.*) \| ?(.*)\|$", RAP, re.M
    )
    assert [level for level, *_ in rows] == ["baseline"] * 5 + ["silver"] * 9 + ["gold"] * 4
    for _, asked, verdict, _, evidence in rows:
        places = re.findall(r"\]\(([^)]+)\)", evidence)
        assert bool(places) == (verdict == "met"), asked
        assert all((ROOT / "docs" / place).exists() for place in places), asked
