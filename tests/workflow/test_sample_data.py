"""The committed sample data are what the command makes again."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest

from referral_analysis.simulate.samples import sample_contents

SAMPLES = Path(__file__).resolve().parents[2] / "data_samples"
# the year of the full Board, fixed before anything was fitted
SEED = 2012
MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return sample_contents(SEED)


def test_every_committed_file_is_made_again(made: dict[str, bytes]) -> None:
    committed = {path.name for path in SAMPLES.iterdir()}
    assert committed == {*made, "SHA256SUMS"}
    for name, data in made.items():
        content = (SAMPLES / name).read_bytes()
        if name.endswith(".gz"):
            content = gzip.decompress(content)
        assert hashlib.sha256(content).hexdigest() == hashlib.sha256(data).hexdigest(), name


def test_the_sums_beside_them_are_theirs(made: dict[str, bytes]) -> None:
    sums = [
        f"{hashlib.sha256(data).hexdigest()}  {name.removesuffix('.gz')}"
        for name, data in sorted(made.items())
    ]
    assert (SAMPLES / "SHA256SUMS").read_text().splitlines() == sums


def test_all_of_it_is_under_ten_megabytes_and_says_synthetic() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.iterdir()) < 10 * MEGABYTE
    extracts = list(SAMPLES.glob("*referrals*"))
    assert len(extracts) == 2
    assert all(path.name.startswith("synthetic_") for path in extracts)
    assert json.loads((SAMPLES / "truth.json").read_text())["seed"] == SEED
