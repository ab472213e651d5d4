"""What `plan` prints, and what it leaves on disk."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from referral_analysis.cli import main
from referral_analysis.runs.analyst import planning


@pytest.mark.parametrize("is_kept", [True, False])
def test_a_plan_is_written_where_it_was_asked_for_and_only_there(
    is_kept: bool,  # noqa: FBT001
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    foreseen = SimpleNamespace(text="20% after five months", as_dict={"months": 5})
    written: list[Path] = []
    monkeypatch.setattr(planning, "plan_ahead", lambda *_words, **_options: foreseen)
    monkeypatch.setattr(planning, "write_plan", lambda _, output: written.append(output))
    output = tmp_path / "plan.json"
    words = ["referral-analysis", "plan", "release.yaml"]
    words += ["--output", str(output)] if is_kept else []
    for more in ([], ["--json"]):
        monkeypatch.setattr("sys.argv", [*words, *more])
        with pytest.raises(SystemExit) as end:
            main()
        assert not end.value.code
    *plain, told = capsys.readouterr().out.splitlines(keepends=False)
    assert plain[0] == "20% after five months"
    assert plain[1] == (f"{output}  (the plan)" if is_kept else "{")
    assert written == ([output, output] if is_kept else [])
    assert json.loads("".join(plain[2 if is_kept else 1 :]) + told) == {"months": 5}
