"""What `run` prints when it is done, for a person and for a script."""

import json
from pathlib import Path

import pytest

from referral_analysis.cli import main
from referral_analysis.runs.making import run as runner

WORDS = ["referral-analysis", "run", "-q", "notebooks/board_report.ipynb", "-p", "x.yaml"]
HERE = Path("reports/x/board_report")


@pytest.mark.parametrize("index", [None, Path("reports/index.html")])
def test_json_says_where_the_report_is(
    index: Path | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = runner.Made(folder=HERE, seconds=8.04, index=index)
    monkeypatch.setattr(runner, "run", lambda *_words, **_options: made)
    for words in (WORDS, [*WORDS, "--json"]):
        monkeypatch.setattr("sys.argv", words)
        with pytest.raises(SystemExit) as end:
            main()
        assert not end.value.code
    *plain, told = capsys.readouterr().out.splitlines()
    assert plain[0] == f"{HERE / 'report.html'}  (8.0 s)"
    assert plain[1:] == ([f"{index}  (every report in this folder)"] if index else [])
    found = json.loads(told)
    assert (found["report"], found["seconds"]) == (str(HERE / "report.html"), 8.0)
    assert found.get("index") == (str(index) if index else None)
