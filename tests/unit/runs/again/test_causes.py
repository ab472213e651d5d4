"""What has changed since a run is named by what it was then and what it is now."""

from dataclasses import replace

import pytest

from referral_analysis.its.intervals.critical_values import DRAWS, SEED
from referral_analysis.runs.again import causes
from referral_analysis.runs.record import provenance
from referral_analysis.runs.record.manifest import CodeVersion, FileRecord, Manifest, Package

NONE = FileRecord(path="a", bytes=0, sha256="0" * 64)


@pytest.fixture
def now() -> Manifest:
    return Manifest(
        notebook=NONE,
        parameters_file=NONE,
        parameters={},
        inputs={},
        outputs=(),
        code=provenance.code(),
        python=provenance.python_version(),
        packages=provenance.packages(),
        lock_sha256=provenance.lock_sha256(),
        platform=provenance.describe_platform(),
        simulation={"seed": SEED, "draws": DRAWS},
        started="",
        ended="",
    )


def test_where_nothing_has_changed_nothing_is_named(now: Manifest) -> None:
    assert causes.changed_since(now) == ()


def test_a_package_is_named_with_both_versions(now: Manifest) -> None:
    polars = now.packages["polars"].version
    others = {name: held for name, held in now.packages.items() if name not in {"numpy", "nh3"}}
    then = others | {"polars": Package(version="0.20.1"), "gone": Package(version="1.0")}
    changed = causes.changed_since(replace(now, packages=then))
    assert changed == (
        "package gone: 1.0 then, not there now",
        f"package nh3: not there then, {now.packages['nh3'].version} now",
        f"package numpy: not there then, {now.packages['numpy'].version} now",
        f"package polars: 0.20.1 then, {polars} now",
    )


def test_code_is_named_by_its_commit_and_whether_it_was_clean(now: Manifest) -> None:
    code = CodeVersion(version="0.0.9", source_sha256="f" * 64, commit="c" * 40, clean=False)
    (changed,) = causes.changed_since(replace(now, code=code))
    assert changed.startswith("code: 0.0.9, commit cccccccccccc with changes then, ")
    (changed,) = causes.changed_since(replace(now, code=replace(code, commit=None, clean=None)))
    assert changed.startswith("code: 0.0.9, source ffffffffffff then, ")


def test_python_platform_and_simulation_are_named(now: Manifest) -> None:
    then = replace(now, python="3.10.1", platform="Windows AMD64", simulation={"seed": 1})
    assert [change.split(" now")[0] for change in causes.changed_since(then)] == [
        f"Python: 3.10.1 then, {now.python}",
        f"platform: Windows AMD64 then, {now.platform}",
        f"simulation: seed 1 then, draws {DRAWS}, seed {SEED}",
    ]
