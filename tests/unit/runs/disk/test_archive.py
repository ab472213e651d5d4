"""An archive is unpacked where it can do no harm, or refused."""

import io
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from referral_analysis.errors import FileUnreadableError
from referral_analysis.runs.disk import archive
from referral_analysis.runs.record.manifest import NAME


def packed(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name in names:
            file.writestr(name, name)
    return path


@pytest.mark.parametrize("top", ["", "board_report/", "reports/"])
def test_the_run_folder_is_found_at_the_top_or_below_it(tmp_path: Path, top: str) -> None:
    path = packed(tmp_path / "run.zip", f"{top}{NAME}", f"{top}tables/a.csv")
    with archive.unpacked(path) as folder:
        assert (folder / NAME).read_text() == f"{top}{NAME}"
        assert (folder / "tables" / "a.csv").is_file()
    assert not folder.exists()


@pytest.mark.parametrize(
    "name",
    ["../out.txt", "a/../../out.txt", "/out.txt", "C:\\out.txt", "..\\out.txt", "C:/out"],
)
def test_a_file_that_would_be_written_outside_is_refused(tmp_path: Path, name: str) -> None:
    path = packed(tmp_path / "run.zip", NAME, name)
    with pytest.raises(FileUnreadableError, match="written outside"), archive.unpacked(path):
        pass
    assert not (tmp_path / "out.txt").exists()


def test_a_link_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "run.zip", NAME)
    link = zipfile.ZipInfo("report.html")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(link, "/etc/passwd")
    with pytest.raises(FileUnreadableError, match="a link"), archive.unpacked(path):
        pass


def test_what_grows_beyond_a_report_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST_BYTES", 10_000)
    path = tmp_path / "run.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(NAME, b"0" * 10_001)
    with pytest.raises(FileUnreadableError, match="more than 10,000 bytes"), archive.unpacked(path):
        pass


def test_what_is_packed_is_read_a_mebibyte_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, sizes, read = tmp_path / "run.zip", [], zipfile.ZipExtFile.read

    def counted(self: zipfile.ZipExtFile, n: int | None = -1) -> bytes:
        block = read(self, n)
        sizes.append(len(block))
        return block

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(NAME, b"0" * 2_500_000)
    monkeypatch.setattr(zipfile.ZipExtFile, "read", counted)
    with archive.unpacked(path) as folder:
        assert (folder / NAME).read_bytes() == b"0" * 2_500_000
    # a file is never whole in memory, nor read byte by byte
    assert sizes == [1_048_576, 1_048_576, 402_848, 0]


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_FILES", 2)
    path = packed(tmp_path / "run.zip", NAME, "a", "b")
    with pytest.raises(FileUnreadableError, match="more than 2 files"), archive.unpacked(path):
        pass


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "run.zip", NAME, NAME)
    with pytest.raises(FileUnreadableError, match="two files of one name"), archive.unpacked(path):
        pass


def cut_short(data: bytes) -> bytes:
    return data[:-10]


def spoilt(data: bytes) -> bytes:
    return data.replace(NAME.encode(), NAME.upper().encode(), 1)


def empty(_: bytes) -> bytes:
    return b""


@pytest.mark.parametrize("harm", [cut_short, spoilt, empty])
def test_a_broken_archive_is_one_line(tmp_path: Path, harm: Callable[[bytes], bytes]) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(NAME, "x" * 100)
    path = tmp_path / "run.zip"
    path.write_bytes(harm(made.getvalue()))
    with (
        pytest.raises(FileUnreadableError, match=r"^run\.zip: it cannot be read"),
        archive.unpacked(path),
    ):
        pass


@pytest.mark.parametrize("names", [[], ["report.html"], [f"a/{NAME}", f"b/{NAME}"]])
def test_an_archive_of_something_else_is_one_line(tmp_path: Path, names: list[str]) -> None:
    path = packed(tmp_path / "run.zip", *names)
    with pytest.raises(FileUnreadableError, match=f"no {NAME} at its top"), archive.unpacked(path):
        pass


def test_a_missing_archive_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "gone.zip"
    with (
        pytest.raises(FileUnreadableError, match=r"^gone\.zip: no such file"),
        archive.unpacked(path),
    ):
        pass
