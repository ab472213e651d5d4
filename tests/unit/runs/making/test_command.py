"""The command that a page states gives the parameters again, whatever they hold."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from referral_analysis.runs.making.command import command, setting
from referral_analysis.runs.making.job import Job, made_by, recorded
from referral_analysis.runs.parameters import BoardReport, checked_by, parameter_file

FILE = Path("notebooks/parameters/board_february_2012.yaml")
ROOT = Path(__file__).resolve().parents[4]
ECHO = "import json, sys; print(json.dumps(sys.argv[1:]))"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Tonbridge and Malling", "name=Tonbridge and Malling"),
        ("O'Neill & Co; $(rm -rf ~)", "name=O'Neill & Co; $(rm -rf ~)"),
        ("2012-01-20", "name=2012-01-20"),
        ("1", 'name="1"'),
        ("null", 'name="null"'),
        ("no", 'name="no"'),
        ("a: b", 'name="a: b"'),
        (" wide", 'name=" wide"'),
        ("two\nlines", 'name="two\\nlines"'),
        ("\u202eturned", 'name="\\u202eturned"'),
        ("\U000e0001", 'name="\\U000e0001"'),
        (None, "name=null"),
        (False, "name=false"),
        (2, "name=2"),
        (["a", "1"], 'name=["a", "1"]'),
        ({"source": {"School": "2A"}}, 'name={"source": {"School": "2A"}}'),
    ],
)
def test_each_value_is_written_as_it_is_read(value: object, written: str) -> None:
    assert setting("name", value) == written
    assert parameter_file.override({}, (written,)) == {"name": value}


def test_a_shell_hands_on_what_was_meant() -> None:
    settings = {"made_by": 'it\'s $HOME `id`\n"now"', "question": "* ~ \\ # ! %PATH%"}
    said = command("my notebooks/a.ipynb", "$(touch x).yaml", settings)
    name, _, words = said.partition(" ")
    assert name == "referral-analysis"
    done = subprocess.run(
        ["/bin/sh", "-c", f"'{sys.executable}' -c '{ECHO}' {words}"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    run, notebook, option, file, *changes = json.loads(done.stdout)
    assert (run, notebook, option, file) == ("run", "my notebooks/a.ipynb", "-p", "$(touch x).yaml")
    assert parameter_file.override({}, tuple(changes[1::2])) == settings


def test_only_what_is_not_the_files_own_is_stated_whatever_was_asked() -> None:
    file = {"a": 1, "b": "x", "c": None}
    settings = ("c=null", "b=x", "d=new", "a=2")
    assert parameter_file.changed(file, parameter_file.override(file, settings)) == ("a", "d")


def test_no_path_of_the_machine_is_stated() -> None:
    values = parameter_file.load(ROOT / FILE)
    settings = ("extract=/home/a.person/extract.csv", "earlier_runs=[/home/a.person/reports/run]")
    given = parameter_file.override(values, settings)
    asked = Job(
        notebook=ROOT / "notebooks" / "board_report.ipynb",
        parameters=checked_by(BoardReport, given),
        parameters_file=ROOT / FILE,
        base=ROOT,
        inputs_in=ROOT,
        changed=parameter_file.changed(values, given),
    )
    assert made_by(asked) == (
        "referral-analysis run board_report.ipynb -p board_february_2012.yaml "
        "--set 'earlier_runs=[\"run\"]' --set extract=extract.csv"
    )
    assert recorded(asked)["extract"] == "extract.csv"
    plain = replace(asked, notebook=Path("board_report"), parameters_file=FILE, changed=())
    assert made_by(plain) == f"referral-analysis run board_report -p {FILE}"
