"""A bundle holds a wheel for every requirement of its target, and says what it holds."""

import hashlib
import json
import stat
import zipfile
from pathlib import Path

import pytest
from tools.bundle.__main__ import pack
from tools.bundle.lock import Pin, pins_of, text_of
from tools.bundle.sbom import bill_of
from tools.bundle.target import PYTHONS, SYSTEMS, Target
from tools.bundle.wheels import missing, needed

ROOT = Path(__file__).resolve().parents[3]
LOCK = """\
alpha==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
beta-two==2.1 ; python_full_version < '3.11.5' \\
    --hash=sha256:cc
beta-two==3.0 ; python_full_version >= '3.11.5' \\
    --hash=sha256:dd
gamma==4.0 ; sys_platform == 'win32' \\
    --hash=sha256:ee
delta==5.0 ; implementation_name == 'pypy' \\
    --hash=sha256:ff
"""
WINDOWS = Target(system="win_amd64", python="3.11")
LINUX = Target(system="linux_x86_64", python="3.12")


def wheel(folder: Path, name: str, licence: str = "License-Expression: MIT\n") -> Path:
    project, version, *_ = name.split("-")
    path = folder / name
    with zipfile.ZipFile(path, "w") as packed:
        head = f"Metadata-Version: 2.4\nName: {project}\nVersion: {version}\n{licence}\nProse."
        packed.writestr(f"{project}-{version}.dist-info/METADATA", head)
    return path


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_lock_is_read_pin_by_pin_with_all_its_hashes() -> None:
    pins = pins_of(LOCK)
    assert [(pin.name, pin.version) for pin in pins][:2] == [("alpha", "1.0"), ("beta-two", "2.1")]
    assert pins[0].hashes == ("sha256:aa", "sha256:bb")
    assert pins[0].marker is None
    assert pins[3].marker == "sys_platform == 'win32'"
    assert pins_of(text_of(pins, with_markers=True)) == pins


def test_a_requirement_without_a_hash_is_refused() -> None:
    with pytest.raises(ValueError, match="1 requirements without a hash"):
        pins_of(LOCK + "epsilon==6.0\n")


@pytest.mark.parametrize(
    ("target", "versions"),
    [
        (WINDOWS, ["alpha 1.0", "beta-two 2.1", "beta-two 3.0", "gamma 4.0"]),  # either patch of it
        (LINUX, ["alpha 1.0", "beta-two 3.0"]),
    ],
)
def test_what_a_target_needs_follows_the_markers(target: Target, versions: list[str]) -> None:
    assert [f"{pin.name} {pin.version}" for pin in needed(pins_of(LOCK), target)] == versions


@pytest.mark.parametrize(
    ("name", "systems"),
    [
        ("alpha-1.0-py3-none-any.whl", {"win_amd64", "linux_x86_64", "macos_arm64"}),
        ("alpha-1.0-cp312-cp312-win_amd64.whl", {"win_amd64"}),
        ("alpha-1.0-cp312-cp312-win_arm64.whl", set()),
        ("alpha-1.0-cp313-cp313-win_amd64.whl", set()),
        ("alpha-1.0-cp39-abi3-manylinux2014_x86_64.whl", {"linux_x86_64"}),
        ("alpha-1.0-cp312-cp312-manylinux_2_28_x86_64.whl", {"linux_x86_64"}),
        ("alpha-1.0-cp312-cp312-manylinux_2_34_x86_64.whl", set()),  # newer than a council's Linux
        ("alpha-1.0-cp312-cp312-musllinux_1_2_x86_64.whl", set()),
        ("alpha-1.0-cp312-cp312-macosx_11_0_arm64.whl", {"macos_arm64"}),
        ("alpha-1.0-cp312-cp312-macosx_11_0_x86_64.whl", set()),
    ],
)
def test_which_wheels_a_target_takes(name: str, systems: set[str]) -> None:
    assert {s for s in SYSTEMS if Target(system=s, python="3.12").takes(name)} == systems


def test_a_wheel_that_is_not_there_or_of_other_bytes_is_named(tmp_path: Path) -> None:
    good = wheel(tmp_path, "alpha-1.0-py3-none-any.whl")
    wheel(tmp_path, "beta_two-3.0-py3-none-any.whl")
    pins = [
        Pin(name="alpha", version="1.0", marker=None, hashes=(f"sha256:{sha(good)}",)),
        Pin(name="beta-two", version="3.0", marker=None, hashes=("sha256:dd",)),
        Pin(name="gamma", version="4.0", marker=None, hashes=("sha256:ee",)),
    ]
    assert missing(pins, LINUX, tmp_path) == ["beta-two 3.0", "gamma 4.0"]


def test_a_wheel_for_another_system_does_not_count(tmp_path: Path) -> None:
    other = wheel(tmp_path, "alpha-1.0-cp312-cp312-win_amd64.whl")
    pin = Pin(name="alpha", version="1.0", marker=None, hashes=(f"sha256:{sha(other)}",))
    assert missing([pin], LINUX, tmp_path) == ["alpha 1.0"]
    assert missing([pin], Target(system="win_amd64", python="3.12"), tmp_path) == []


def test_the_bill_lists_every_wheel_with_its_hash_and_licence(tmp_path: Path) -> None:
    parts = [
        wheel(tmp_path, "alpha-1.0-py3-none-any.whl"),
        wheel(tmp_path, "beta_two-3.0-py3-none-any.whl", licence=""),
    ]
    own = wheel(tmp_path, "referral_analysis-9.9-py3-none-any.whl")
    text = bill_of(parts, own, 1_300_000_000)
    bill = json.loads(text)
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["timestamp"] == "2011-03-13T07:06:40+00:00"
    assert bill["metadata"]["component"]["version"] == "9.9"
    listed = {one["name"]: one for one in bill["components"]}
    assert listed["alpha"]["hashes"] == [{"alg": "SHA-256", "content": sha(parts[0])}]
    assert listed["alpha"]["licenses"] == [{"license": {"id": "MIT"}}]
    assert listed["beta_two"]["purl"] == "pkg:pypi/beta-two@3.0"
    assert "licenses" not in listed["beta_two"]
    assert bill_of(parts[::-1], own, 1_300_000_000) == text


def test_a_zip_made_again_has_the_same_bytes_and_its_script_runs(tmp_path: Path) -> None:
    folder = tmp_path / "bundle"
    folder.mkdir()
    (folder / "install.sh").write_text("true\n")
    (folder / "a.txt").write_text("a\n")
    zips = [tmp_path / "one.zip", tmp_path / "two.zip"]
    pack(folder, zips[0], 1_300_000_000)
    (folder / "a.txt").touch()
    pack(folder, zips[1], 1_300_000_000)
    assert zips[0].read_bytes() == zips[1].read_bytes()
    with zipfile.ZipFile(zips[0]) as packed:
        rights = {i.filename: stat.S_IMODE(i.external_attr >> 16) for i in packed.infolist()}
    assert rights == {"bundle/a.txt": 0o644, "bundle/install.sh": 0o755}


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("python", PYTHONS)
def test_the_project_s_lock_has_one_version_a_package_on_each_release(
    system: str, python: str
) -> None:
    target = Target(system=system, python=python)
    pins = pins_of((ROOT / "requirements.lock").read_text("utf-8"))
    for version in target.versions():
        names = [pin.name for pin in pins if target.holds(pin.marker, version)]
        assert len(names) == len(set(names)) > 50
        assert ("tzdata" in names) == (system == "win_amd64")
