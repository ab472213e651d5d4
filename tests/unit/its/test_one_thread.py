"""One thread inside the block, as many as before after it."""

from pathlib import Path

import pytest

from referral_analysis.its import one_thread as module
from referral_analysis.its.one_thread import one_thread


def test_threads_are_put_back_also_after_an_error() -> None:
    reader, writer = module._controls()
    before = reader()
    writer(2)
    try:
        held = reader()  # 2, or 1 where numpy has no OpenBLAS or the machine one core
        with one_thread():
            assert reader() == 1
        assert reader() == held
        with pytest.raises(ZeroDivisionError), one_thread():
            _ = 1 / 0
        assert reader() == held
    finally:
        writer(before)


def test_without_openblas_nothing_is_done(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("numpy.__file__", str(tmp_path / "numpy" / "__init__.py"))
    module._controls.cache_clear()
    with one_thread():
        reader, writer = module._controls()
        writer(7)
        assert reader() == 1
    module._controls.cache_clear()
