"""The pages that say how to add a measure, a question or a report are right: done on a copy."""

import importlib
import sys
from pathlib import Path

import pytest
from tests.additions import PAGES, copied, follow, run


@pytest.mark.parametrize("page", PAGES)
def test_a_page_that_changes_the_package_can_be_followed(page: str, tmp_path: Path) -> None:
    follow(page, copied(tmp_path))


def test_a_question_that_is_added_keeps_to_the_rules_of_imports(tmp_path: Path) -> None:
    folder = copied(tmp_path)
    follow(PAGES[1], folder)
    done = run([str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], folder)
    assert done.returncode == 0, done.stdout
    assert importlib.util.find_spec("referral_analysis.questions.days") is None  # only the copy
