"""What is held to its hash alone: the printed page and the register, in each state they may be."""

import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from referral_analysis.runs.again.by_hash import printed, registers
from referral_analysis.runs.differences import Difference
from referral_analysis.runs.parameters.contract import REGISTER
from referral_analysis.runs.record.manifest import PDF, Manifest

WRITTEN, OTHER = b"%PDF as it was", b"%PDF as it is not"
RECORDED = hashlib.sha256(WRITTEN).hexdigest()
CHANGED = hashlib.sha256(OTHER).hexdigest()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / PDF
    path.write_bytes(WRITTEN)
    return path


def test_a_run_that_was_not_printed_has_no_page_to_hold(page: Path) -> None:
    assert list(printed(None, page)) == []
    assert list(printed(None, None)) == []


def test_the_page_as_it_was_printed_differs_in_nothing(page: Path) -> None:
    assert list(printed(RECORDED, page)) == []


def test_a_page_that_is_gone_or_a_link_or_changed_is_one_difference(page: Path) -> None:
    link = page.with_name("link.pdf")
    link.symlink_to(page)
    whole = "the whole file"
    assert list(printed(RECORDED, None)) == [
        Difference(file=PDF, place=whole, old="a file in the manifest, nothing", new="not")
    ]
    # a link to the very page is none of the run's files
    assert list(printed(RECORDED, link)) == [
        Difference(file=PDF, place=whole, old="a file in the manifest, a link", new="not")
    ]
    page.write_bytes(OTHER)
    both = f"{RECORDED[:12]}... in the manifest, {CHANGED[:12]}..."
    assert list(printed(RECORDED, page)) == [
        Difference(file=PDF, place="SHA-256", old=both, new="not")
    ]


@pytest.mark.parametrize(
    ("had", "made", "old", "new"),
    [
        (WRITTEN, WRITTEN, None, ""),
        (None, WRITTEN, None, ""),  # an archive has none: the one made again is held
        (OTHER, WRITTEN, CHANGED, RECORDED[:12]),
        (WRITTEN, OTHER, RECORDED, CHANGED[:12]),
        (None, OTHER, RECORDED, CHANGED[:12]),
        (WRITTEN, None, RECORDED, "nothing"),
    ],
)
def test_the_register_is_held_where_it_is_and_made_again_in_any_case(
    tmp_path: Path, had: bytes | None, made: bytes | None, old: str | None, new: str
) -> None:
    for folder, data in (("run", had), ("made", made)):
        path = tmp_path / folder / REGISTER
        path.parent.mkdir(parents=True)
        if data is not None:
            path.write_bytes(data)
    written = cast("Manifest", SimpleNamespace(register=SimpleNamespace(sha256=RECORDED)))
    found = list(registers(written, tmp_path / "run", tmp_path / "made"))
    if old is None:
        assert found == []
    else:
        both = f"{RECORDED[:12]}... in the manifest, {old[:12]}..."
        assert found == [Difference(file=REGISTER, place="SHA-256", old=both, new=new)]


def test_a_run_without_a_register_has_none_to_hold(tmp_path: Path) -> None:
    written = cast("Manifest", SimpleNamespace(register=None))
    assert list(registers(written, tmp_path, tmp_path)) == []
