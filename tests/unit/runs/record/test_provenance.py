"""What a run was made by is named by versions and hashes."""

from importlib import metadata
from pathlib import Path

import pytest

from referral_analysis.runs.record import provenance

ROOT = Path(__file__).resolve().parents[4]
LOCK = """\
aiohttp==3.14.5 ; python_full_version == '3.12.*' \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
Ruamel.YAML_clib==0.2 \\
    --hash=sha256:{c}
"""


def test_packages_are_those_the_product_needs() -> None:
    packages = provenance.packages()
    assert {"polars", "altair", "papermill", "numpy", "referral-analysis"} <= set(packages)
    assert not {"pytest", "ruff", "jupyterlab"} & set(packages)


def test_packages_carry_the_hashes_of_the_lock() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    found = provenance.packages()
    for name in ("polars", "numpy", "nh3"):
        assert found[name].sha256, name
        assert all(f"--hash=sha256:{digest}" in lock for digest in found[name].sha256)
    assert found["referral-analysis"].sha256 == ()


def test_a_lock_is_read_by_package_and_version() -> None:
    a, b, c = ("a" * 64, "b" * 64, "c" * 64)
    assert provenance.locked(LOCK.format(a=a, b=b, c=c)) == {
        ("aiohttp", "3.14.5"): (a, b),
        ("ruamel-yaml-clib", "0.2"): (c,),
    }


def test_without_a_lock_there_are_no_hashes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(provenance, "LOCK", tmp_path / "requirements.lock")
    assert provenance.lock_sha256() is None
    assert not any(package.sha256 for package in provenance.packages().values())


def test_code_is_hashed() -> None:
    code = provenance.code()
    assert len(code.source_sha256) == 64
    assert code == provenance.code()


def test_no_commit_is_named_where_the_package_is_not_tracked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "__init__.py").write_text("")
    monkeypatch.setattr(provenance, "PACKAGE", tmp_path)
    code = provenance.code()
    assert (code.commit, code.clean) == (None, None)


@pytest.mark.parametrize(
    ("requirement", "is_needed"),
    [
        ("numpy>=2", True),
        ("importlib-metadata>=3.6; python_version < '3.10'", False),
        ('zipp ; python_full_version<"3.9.0"', False),
        ("tomli>=2; python_version < '3.99'", True),
        ("pywin32; sys_platform == 'win32' or python_version < '3.8'", True),
        ("fsspec; extra == 'dask'", False),
    ],
)
def test_what_older_pythons_and_extras_need_is_not_ours(requirement: str, is_needed: bool) -> None:  # noqa: FBT001 - a case
    assert provenance.is_needed_here(requirement) is is_needed


def test_every_package_that_is_recorded_is_in_the_lock() -> None:
    """So that a run warns of packages that are not those of the lock only where that is so."""
    found = provenance.packages()
    assert {name for name, package in found.items() if not package.sha256} == {"referral-analysis"}


def test_what_a_package_says_of_itself_is_read_as_python_reads_it() -> None:
    for package in metadata.distributions():
        version, requirements = provenance._told_of(package)
        told = package.metadata
        assert version == told["Version"]
        wanted = told.get_all("Requires-Dist") or []
        assert [" ".join(one.split()) for one in requirements] == [
            " ".join(one.split()) for one in wanted
        ]


def test_the_description_of_a_package_and_lines_that_are_folded(tmp_path: Path) -> None:
    place = tmp_path / "a-1.dist-info"
    place.mkdir()
    head = "Metadata-Version: 2.1\r\nName: a\r\nVersion: 1\r\nRequires-Dist: b\r\n  >=2\r\n\r\n"
    (place / "METADATA").write_text(f"{head}Version: 9\r\nRequires-Dist: c\r\n", newline="")
    assert provenance._told_of(metadata.Distribution.at(place)) == ("1", ["b >=2"])
