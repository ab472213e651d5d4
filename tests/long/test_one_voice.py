"""The reports of a release put side by side: one name, one number, in every pair of them."""

import csv
import re
import subprocess
import sys
from collections import defaultdict
from html import unescape
from itertools import combinations
from pathlib import Path
from typing import TypeAlias

import pytest
import yaml
from tests.folders import as_a_user_has_it

pytestmark = pytest.mark.xdist_group("one_voice")

HIDDEN = {"", "c"}
BY_TIME = {"Month", "Months", "Quarter", "Weeks", "Months since"}
"""Tables whose rows are months name no measure in them: their captions do."""
Named: TypeAlias = tuple[str, ...]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the February release, with two districts and two agencies; its folder."""
    place = tmp_path_factory.mktemp("voice")
    as_a_user_has_it(place)
    given = yaml.safe_load((place / "notebooks/parameters/february_2012.yaml").read_text("utf-8"))
    given |= {name: str(given[name]) for name in ("made_on", "extract_drawn_on")}
    given |= {"earlier_runs": [], "earlier_extract": None}
    given |= {"districts": ["Swale", "Dover"], "agencies": ["police", "health"]}
    (place / "release.yaml").write_text(yaml.safe_dump(given), "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "referral_analysis", "run", "release.yaml"],
        cwd=place, check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return place / "reports" / "release"


def figures(run: Path) -> dict[Named, set[str]]:
    """Return every figure of a run's tables by its name: the words of its row, and its column."""
    found: dict[Named, set[str]] = defaultdict(set)
    for path in sorted(run.glob("tables/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if not rows or next(iter(rows[0])) in BY_TIME:
            continue
        changes = [name for name in rows[0] if name.startswith("Change (%")]
        words = [name for name in rows[0] if name in {"Counted"}]
        first = next(iter(rows[0]))
        for row in rows:
            named = (row[first].casefold(), *(row[name] for name in words))
            for name in changes:
                ends = (row[name], row.get("Range, from (%)", ""), row.get("to (%)", ""))
                if not HIDDEN & set(ends):
                    found[*named[:1], name].add(" ".join(ends))
            for name in ("Referrals (before)", "NFA (before)", "Referrals (after)", "NFA (after)",
                         "Observed (a month)", "Expected (a month)", "Rows"):  # fmt: skip
                if row.get(name) not in {None, *HIDDEN}:
                    found[*named, name].add(row[name])
    return found


def text_of(run: Path) -> str:
    page = (run / "report.html").read_text("utf-8")
    return unescape(re.sub(r"<[^>]+>", " ", page))


def test_no_name_has_two_numbers_in_any_report_or_pair_of_them(release: Path) -> None:
    runs = {path.parent.relative_to(release).as_posix(): figures(path.parent)
            for path in sorted(release.rglob("report.html"))}  # fmt: skip
    assert len(runs) == 8
    shared = 0
    for one, named in runs.items():
        twice = {name: seen for name, seen in named.items() if len(seen) > 1}
        assert not twice, one
    for (one, ours), (other, theirs) in combinations(runs.items(), 2):
        both = ours.keys() & theirs.keys()
        assert {n: (ours[n], theirs[n]) for n in both if ours[n] != theirs[n]} == {}, (one, other)
        shared += len(both)
    assert shared > 40  # names that reports share, so that this can fail


def test_one_row_of_measures_is_the_row_of_every_other_table_of_it(release: Path) -> None:
    """The names of the county's rows in reports on one place, and in the audit's, are others'."""
    board = figures(release / "board_report")
    alone = board["inappropriate referrals by themselves", "Change (%)"]
    against = board[
        "inappropriate referrals set against the other referrals of the same months", "Change (%)"
    ]
    every = figures(release / "appropriateness")
    assert every["inappropriate referrals (no further action)", "Change (%)"] == alone
    assert figures(release / "threshold_audit")["no further action, as recorded", "Change (%)"] == (
        alone
    )
    for place in ("swale", "dover", "police", "health"):
        rows = figures(release / "segment_report" / place)
        assert rows["the whole county, by itself", "Change (%)"] == alone
        assert rows["the whole county, against its other referrals", "Change (%)"] == against


def test_reports_on_one_place_give_the_county_s_size_in_the_board_s_words(release: Path) -> None:
    shown = re.search(r"By how much\?\s+(.*?) than expected", text_of(release / "board_report"))
    assert shown is not None
    for place in ("swale", "police"):
        page = text_of(release / "segment_report" / place)
        beside = re.search(r"And in the whole county\?\s+(.*?)\s{2,}", page)
        assert beside is not None
        assert beside.group(1) == shown.group(1)
