"""The command that makes the shipped critical values."""

import json
from pathlib import Path

import numpy as np
import pytest

from referral_analysis.its.intervals import shipped
from referral_analysis.its.intervals.critical_store import (
    SHIPPED,
    SHIPPED_DRIFT,
    shipped_drift,
    shipped_tables,
    table_key,
)
from referral_analysis.its.intervals.critical_values import pooled_values


def test_the_command_writes_what_the_package_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(shipped, "__file__", str(tmp_path / "shipped.py"))
    monkeypatch.setattr(shipped, "simulated_values", lambda _: np.full((2, 15), 1 / 3))
    monkeypatch.setattr(shipped, "pooled_values", lambda _: np.full((113, 15), 1.234))
    shipped.main()
    with np.load(tmp_path / SHIPPED_DRIFT) as drift:
        assert set(drift["keys"].tolist()) == set(shipped_drift())
        assert drift["thousandths"].shape == (66, 113, 15)
        assert (drift["thousandths"] == 1234).all()
    made = json.loads((tmp_path / SHIPPED).read_text())
    assert set(made["tables"]) == set(shipped_tables())
    table = next(iter(made["tables"].values()))
    assert table["values"] == [[0.3333333] * 15] * 2
    assert table["design"] == "months 2008-04 to 2011-10, 1 Fourier pairs, family ar1"


def test_a_shipped_table_of_a_drifting_path_is_what_the_simulation_gives() -> None:
    asked = list(shipped.drift_problems())[8]  # 2008-04 to 2010-10's first design, lambda 32
    known = shipped_drift()[table_key(asked)]
    # linear algebra elsewhere may round a value to the next thousandth
    np.testing.assert_allclose(pooled_values(asked), known, atol=0.0021)
