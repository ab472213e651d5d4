"""Write the sample data: two synthetic extracts, their companions and the truth."""

import datetime as dt
import gzip
import hashlib
import io
import json
import textwrap
from importlib import resources
from pathlib import Path
from string import Template

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.simulate.cafs import COLUMNS as CAF_COLUMNS
from referral_analysis.simulate.cafs import cafs
from referral_analysis.simulate.companions import attendance, events, population, workshops
from referral_analysis.simulate.contacts import COLUMNS as CONTACT_COLUMNS
from referral_analysis.simulate.contacts import contacts
from referral_analysis.simulate.county import county
from referral_analysis.simulate.judgements import audit_sample, judgements
from referral_analysis.simulate.scenario import THRESHOLDS_WORKED, Scenario
from referral_analysis.simulate.snapshot import snapshot
from referral_analysis.simulate.truth import truth

# the days on which the extracts of the two papers were drawn
DRAWN_ON = (dt.date(2011, 11, 14), dt.date(2012, 1, 13))


def write_samples(seed: int, output: Path, scenario: Scenario = THRESHOLDS_WORKED) -> list[Path]:
    """Write every sample file into a folder, made if need be, and return their paths.

    Files of the same name are replaced. The same seed gives the same contents; SHA256SUMS holds
    their hashes, uncompressed.
    FileUnreadableError if the folder cannot be written to.
    """
    try:
        output.mkdir(parents=True, exist_ok=True)
        contents = _with_sums(sample_contents(seed, scenario))
        for name, data in contents.items():
            (output / name).write_bytes(_compressed(data) if name.endswith(".gz") else data)
    except OSError:
        raise FileUnreadableError(
            f"folder {output.name}",
            found="it cannot be written to",
            needed="a folder for the sample files",
            do="Check the path after --output.",
        ) from None
    return [output / name for name in contents]


def latest_extract(output: Path) -> Path:
    """Return the path of the later of the two extracts in a folder of sample files."""
    return output / f"synthetic_referrals_{DRAWN_ON[-1]}.csv.gz"


def sample_contents(seed: int, scenario: Scenario = THRESHOLDS_WORKED) -> dict[str, bytes]:
    """Make every sample file's uncompressed contents by its name; SHA256SUMS is not among them."""
    made = county(seed, scenario)
    snapshots = [snapshot(made, day) for day in DRAWN_ON]
    extracts = {
        f"synthetic_referrals_{taken.drawn_on}.csv.gz": _csv(taken.referrals) for taken in snapshots
    }
    # the audit of November 2011 had the first of them
    audited = audit_sample(made, snapshots[0])
    facts = json.dumps(truth(made, snapshots, audited), indent=2)
    companions = {
        f"synthetic_{name}_{day}.csv.gz": _csv(_known_by(day, rows).select(columns))
        for name, rows, columns in (
            ("contacts", contacts(made), CONTACT_COLUMNS),
            ("cafs", cafs(made), CAF_COLUMNS),
        )
        for day in DRAWN_ON
    }
    held = workshops(seed, scenario)
    readme = Template(resources.files(__package__).joinpath("samples_readme.md").read_text("utf-8"))
    return {
        **extracts,
        **companions,
        "population.csv": _csv(population(scenario)),
        "workshops.csv": _csv(held),
        "attendance.csv": _csv(attendance(held)),
        "events.csv": _csv(events()),
        "audit_sample.csv": _csv(audited),
        "audit_judgements.csv": _csv(judgements(made, audited)),
        "truth_months.csv": _csv(made.months.with_columns(pl.col(pl.Float64).round(3))),
        "truth.json": f"{facts}\n".encode(),
        "README.md": readme.substitute(
            seed=seed,
            scenario=scenario.name,
            story=_wrapped(f"**What was planted**: {scenario.story}"),
        ).encode(),
    }


def _with_sums(contents: dict[str, bytes]) -> dict[str, bytes]:
    """Add SHA256SUMS: the hash of each file's uncompressed contents."""
    sums = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {name.removesuffix('.gz')}\n"
        for name, data in sorted(contents.items())
    )
    return {**contents, "SHA256SUMS": sums.encode()}


def _known_by(day: dt.date, rows: pl.DataFrame) -> pl.DataFrame:
    """Keep what the council's system knew on the day on which a companion was drawn."""
    return rows.filter(pl.col("recorded_on") <= day)


def _wrapped(text: str) -> str:
    return textwrap.fill(text, width=100, break_on_hyphens=False)


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
