"""What `pool` prints, at the levels that were asked for."""

import json
from pathlib import Path

import pytest

from referral_analysis.cli import main
from referral_analysis.runs.analyst.pool import pool


def test_levels_are_per_cent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "estimates.csv"
    path.write_text("council,change,low,high\nA,-20,-40,5\nB,-30,-45,-10\nC,0,-20,25\n", "utf-8")
    words = ["pool", str(path), "--released-level", "99", "--level", "90", "--json"]
    monkeypatch.setattr("sys.argv", ["referral-analysis", *words])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    told = json.loads(capsys.readouterr().out)
    wanted = pool(path, released_level=0.99, level=0.9).as_dict
    assert told == json.loads(json.dumps(wanted))
    assert told["level"] == 0.9
