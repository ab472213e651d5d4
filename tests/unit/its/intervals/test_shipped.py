"""The command that makes the shipped critical values."""

import json
from pathlib import Path

import numpy as np
import pytest

from referral_analysis.its.intervals import shipped
from referral_analysis.its.intervals.critical_store import SHIPPED, shipped_tables


def test_the_command_writes_what_the_package_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shipped, "__file__", str(tmp_path / "shipped.py"))
    monkeypatch.setattr(shipped, "simulated_values", lambda _: np.full((2, 15), 1 / 3))
    shipped.main()
    made = json.loads((tmp_path / SHIPPED).read_text())
    assert set(made["tables"]) == set(shipped_tables())
    table = next(iter(made["tables"].values()))
    assert table["values"] == [[0.3333333] * 15] * 2
    assert table["design"] == "months 2008-04 to 2011-10, 1 Fourier pairs, family ar1"
