"""Write the sample data: two synthetic extracts, their companions and the truth."""

import datetime as dt
import gzip
import hashlib
import io
import json
from importlib import resources
from pathlib import Path
from string import Template

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.simulate.companions import events, population, workshops
from referral_analysis.simulate.county import county
from referral_analysis.simulate.scenario import THRESHOLDS_WORKED, Scenario
from referral_analysis.simulate.snapshot import snapshot
from referral_analysis.simulate.truth import truth

# the days on which the extracts of the two papers were drawn
DRAWN_ON = (dt.date(2011, 11, 14), dt.date(2012, 1, 13))


def write_samples(seed: int, output: Path, scenario: Scenario = THRESHOLDS_WORKED) -> None:
    """Write every sample file into a folder, made if need be; files of the same name are replaced.

    The same seed gives the same contents; SHA256SUMS holds their hashes, uncompressed.
    FileUnreadableError if the folder cannot be written to.
    """
    contents = sample_contents(seed, scenario)
    sums = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name.removesuffix('.gz')}\n"
        for name, data in sorted(contents.items())
    )
    try:
        output.mkdir(parents=True, exist_ok=True)
        for name, data in {**contents, "SHA256SUMS": sums.encode()}.items():
            (output / name).write_bytes(_compressed(data) if name.endswith(".gz") else data)
    except OSError:
        raise FileUnreadableError(
            f"folder {output.name}",
            found="it cannot be written to",
            needed="a folder for the sample files",
            do="Check the path after --output.",
        ) from None


def sample_contents(seed: int, scenario: Scenario = THRESHOLDS_WORKED) -> dict[str, bytes]:
    """Make every sample file's uncompressed contents by its name; SHA256SUMS is not among them."""
    made = county(seed, scenario)
    snapshots = [snapshot(made, day) for day in DRAWN_ON]
    extracts = {
        f"synthetic_referrals_{taken.drawn_on}.csv.gz": _csv(taken.referrals) for taken in snapshots
    }
    facts = json.dumps(truth(made, snapshots), indent=2)
    readme = Template(resources.files(__package__).joinpath("samples_readme.md").read_text("utf-8"))
    return {
        **extracts,
        "population.csv": _csv(population(scenario)),
        "workshops.csv": _csv(workshops(seed, scenario)),
        "events.csv": _csv(events()),
        "truth_months.csv": _csv(made.months.with_columns(pl.col(pl.Float64).round(3))),
        "truth.json": f"{facts}\n".encode(),
        "README.md": readme.substitute(seed=seed, scenario=scenario.name).encode(),
    }


def _csv(frame: pl.DataFrame) -> bytes:
    buffer = io.BytesIO()
    frame.write_csv(buffer)
    return buffer.getvalue()


def _compressed(data: bytes) -> bytes:
    buffer = io.BytesIO()
    # no name and no time in the header, so that the same contents give the same bytes
    with gzip.GzipFile(filename="", fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as file:
        file.write(data)
    return buffer.getvalue()
