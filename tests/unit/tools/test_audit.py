"""The audit finds a pin without a hash, an address, another version and an unknown licence."""

from email.message import Message
from importlib import metadata
from pathlib import Path

import pytest
from tools.audit import LOCKS, faults_of_lock, faults_of_packages

ROOT = Path(__file__).resolve().parents[3]
HASH = "    --hash=sha256:" + "0" * 64
GOOD = f"""# made by uv
nh3==0.2.18 \\
{HASH} \\
{HASH}
    # via x
numpy==2.4.6 ; python_full_version < '3.12' \\
{HASH}
"""


@pytest.mark.parametrize("name", LOCKS)
def test_the_locks_are_without_fault(name: str) -> None:
    assert list(faults_of_lock((ROOT / name).read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("nh3==0.2.18\n", "nh3 has no hash"),
        ("nh3>=0.2.18\n" + HASH, "neither a pinned version nor a hash: nh3>=0.2.18"),
        ("-i https://example.org/simple\n", "neither a pinned version nor a hash: -i https"),
        ("nh3 @ https://example.org/nh3.whl\n", "neither a pinned version nor a hash: nh3 @"),
        (
            "nh3==0.2.18 \\\n    --hash=md5:0000\n",
            "neither a pinned version nor a hash: --hash=md5",
        ),
    ],
)
def test_a_line_that_lets_something_else_in_is_found(line: str, fault: str) -> None:
    assert list(faults_of_lock(GOOD)) == []
    faults = list(faults_of_lock(line + "\n" + GOOD))
    assert any(fault in found for found in faults), faults


def test_another_version_and_an_unknown_licence_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert list(faults_of_packages((ROOT / LOCKS[0]).read_text("utf-8"))) == []

    def held(_: str) -> Message:
        message = Message()
        message["Version"], message["License"] = "1.1", "Nobody may use this"
        return message

    monkeypatch.setattr(metadata, "metadata", held)
    assert list(faults_of_packages("a==1.0\nb==1.1\n")) == [
        "a: 1.1 is installed, the lock has 1.0",
        "a: a licence that is not on the list (Nobody may use this)",
        "b: a licence that is not on the list (Nobody may use this)",
    ]
