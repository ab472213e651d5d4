"""The files about the project hold together: one version, the same commands, a citation."""

import tomllib
from pathlib import Path

import yaml

from referral_analysis import __version__

ROOT = Path(__file__).resolve().parents[3]


def test_the_version_is_written_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == __version__
    assert "version" not in yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))


def test_the_citation_is_of_this_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= cited.keys()  # what CFF 1.2.0 requires
    assert (cited["title"], cited["license"]) == (project["name"], project["license"])


def test_a_commit_is_held_to_the_commands_of_ci() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    (local,) = config["repos"]
    assert local["repo"] == "local"  # nothing is fetched
    entries = [hook["entry"] for hook in local["hooks"]]
    assert "make check" in entries
    assert "make check" in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
