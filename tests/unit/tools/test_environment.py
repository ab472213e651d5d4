"""The locks, pyproject.toml and environment.yml are one set of versions, without addresses."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-lab.lock",
    "requirements-uv.lock",
)
PIN = re.compile(r"^([a-z0-9._-]+)==([^\s\\]+)", re.MULTILINE)


def pins(lock: str) -> set[tuple[str, str]]:
    return set(PIN.findall((ROOT / lock).read_text("utf-8")))


def test_environment_yml_is_made_from_the_lock() -> None:
    done = subprocess.run(
        [sys.executable, "tools/environment.py", "--check"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_environment_yml_pins_every_package_of_the_lock() -> None:
    text = (ROOT / "environment.yml").read_text("utf-8")
    assert all(f'"{name}=={version}' in text for name, version in pins("requirements-lab.lock"))


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_is_hashed_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    requirements = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert requirements
    assert all("--hash=sha256:" in requirement for requirement in requirements)
    assert "://" not in text
    assert "--index" not in text


@pytest.mark.parametrize("lock", ["requirements-dev.lock", "requirements-lab.lock"])
def test_every_environment_runs_the_same_versions(lock: str) -> None:
    missing = {name for name, _ in pins("requirements.lock") - pins(lock)}
    assert not missing


def test_lock_holds_every_dependency_that_the_project_names() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {re.split(r"[><=]", line)[0].lower() for line in project["dependencies"]}
    assert named <= {name for name, _ in pins("requirements.lock")}


def test_jupyterlab_stays_out_of_the_run_environment() -> None:
    assert "jupyterlab" not in {name for name, _ in pins("requirements.lock")}
