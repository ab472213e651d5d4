"""Files at addresses arrive whole or not at all; messages hold no more of an address than a name.

Tried with fsspec's memory and local implementations: no object store is asked for.
"""

from pathlib import Path

import fsspec
import pytest

from referral_analysis.errors import FileUnreadableError, RunError
from referral_analysis.runs.batch.addresses import fetch, is_address, name_of, send

KINDS = ("memory", "file")


def address(kind: str, folder: Path, name: str) -> str:
    return f"{kind}://{folder}/{name}"


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_sent_can_be_fetched_and_sent_again(kind: str, tmp_path: Path) -> None:
    there = address(kind, tmp_path / "store", "deep/run.zip")
    (tmp_path / "here").mkdir()
    for content in (b"first", b"second"):
        (tmp_path / "made").write_bytes(content)
        send(tmp_path / "made", there)
        assert fetch(there, tmp_path / "here").read_bytes() == content
    assert (tmp_path / "here" / "run.zip").exists()
    system, path = fsspec.core.url_to_fs(there)
    assert [Path(one).name for one in system.ls(Path(path).parent.as_posix(), detail=False)] == [
        "run.zip"
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_a_send_that_fails_leaves_what_was_there(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = address(kind, tmp_path, "run.zip")
    (tmp_path / "made").write_bytes(b"first")
    send(tmp_path / "made", there)
    system, path = fsspec.core.url_to_fs(there)

    def full(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(type(system), "mv", full)
    with pytest.raises(RunError, match=r"^output run\.zip: it cannot be written \(OSError\)"):
        send(tmp_path / "made", there)
    assert system.cat_file(path) == b"first"
    assert not [one for one in system.ls(str(tmp_path), detail=False) if ".part-" in one]


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ("memory://me:secret@host/gone.csv", "no such file"),
        ("nowhere://me:secret@host/gone.csv", r"it cannot be had \(ValueError\)"),
    ],
)
def test_what_cannot_be_fetched_is_named_without_its_address(
    there: str, found: str, tmp_path: Path
) -> None:
    with pytest.raises(FileUnreadableError, match=f"^gone.csv: {found}") as caught:
        fetch(there, tmp_path)
    assert "secret" not in str(caught.value)


def test_a_path_is_no_address() -> None:
    assert not is_address("reports/batch")
    assert not is_address("C:\\reports")
    assert is_address("abfs://box@council/batch")
    assert name_of("s3://box/2012/extract.csv.gz") == "extract.csv.gz"
