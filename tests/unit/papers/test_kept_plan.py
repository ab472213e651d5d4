"""A report is held to the plan written before it: what is said of one kept, and of one not."""

import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from tests.plans import FEBRUARY

from referral_analysis.analysis.choices import choices_of, sha256_of
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import Decision, Form
from referral_analysis.errors import FileUnreadableError
from referral_analysis.papers.board.release import ReleasedBoard
from referral_analysis.papers.kept_plan import NAMES, kept_to_plan
from referral_analysis.runs.inputs.written_plan import read_plan


def released(plan: Plan = FEBRUARY, form: Form = "ratio") -> ReleasedBoard:
    decision = Decision(form=form, residual_correlation=0.7, months=37)
    return cast("ReleasedBoard", SimpleNamespace(plan=plan, decision=decision))


def written(folder: Path, on: str = "2011-03-03", **changed: object) -> Path:
    """Write a plan of the February paper's choices; changed: what of the file is otherwise."""
    choices = choices_of(FEBRUARY)
    held = {"written_on": on, "choices": choices, "sha256": sha256_of(choices), "form": "ratio"}
    path = folder / "plan.json"
    path.write_text(json.dumps(held | changed), "utf-8")
    return path


def said(folder: Path, report: ReleasedBoard, on: str = "2011-03-03") -> str:
    panel = kept_to_plan(report, read_plan(written(folder, on)))
    assert panel is not None
    return panel.text


def test_every_choice_has_words() -> None:
    assert NAMES.keys() == choices_of(FEBRUARY).keys()


def test_a_plan_that_was_kept(tmp_path: Path) -> None:
    later = replace(FEBRUARY, last_month=FEBRUARY.last_month.replace(month=10), is_interim=True)
    for report in (released(), released(later)):
        text = said(tmp_path, report)
        assert text.startswith("A plan was written on 3 March 2011, before the launch (SHA-256 ")
        assert text.endswith(
            "This report makes every choice as it does. The rule chose the form of the model that "
            "the plan foresaw."
        )


def test_what_departs_from_the_plan_is_named(tmp_path: Path) -> None:
    other = replace(FEBRUARY, fourier_pairs=1, events=())
    text = said(tmp_path, released(other, "adjusted"))
    assert "This report departs from it in: the seasons; what else happened." in text
    assert "chose another form of the model than the plan foresaw" in text


@pytest.mark.parametrize(
    ("on", "when"),
    [("2011-04-30", "before the launch"), ("2011-05-01", "after the launch had begun")],
)
def test_a_plan_says_whether_it_came_before(tmp_path: Path, on: str, when: str) -> None:
    assert f", {when} (" in said(tmp_path, released(), on)


def test_without_a_plan_nothing_is_said() -> None:
    assert kept_to_plan(released(), None) is None


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"choices": {"level": 0.8}}, "choices that are not those of its hash"),
        ({"sha256": "0" * 64}, "choices that are not those of its hash"),
        ({"form": "best"}, "a file that is not a plan"),
        ({"written_on": "yesterday"}, "a file that is not a plan"),
        ({"choices": [1]}, "a file that is not a plan"),
    ],
)
def test_a_plan_that_was_changed_is_refused(
    tmp_path: Path, changed: dict[str, object], message: str
) -> None:
    with pytest.raises(FileUnreadableError, match=message):
        read_plan(written(tmp_path, **changed))  # type: ignore[arg-type]


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileUnreadableError, match=r"cannot be read \(No such file"):
        read_plan(tmp_path / "plan.json")
    (tmp_path / "plan.json").write_text("{}", "utf-8")
    with pytest.raises(FileUnreadableError, match="a file that is not a plan"):
        read_plan(tmp_path / "plan.json")
