"""A council that is not the sample's: other headers, agencies, districts, dates and date form."""

import contextlib
import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import polars as pl
import pytest

from referral_analysis.analysis import foresight
from referral_analysis.analysis.foresight import Foresight
from referral_analysis.cli import main
from referral_analysis.runs.analyst import planning

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data_samples" / "synthetic_referrals_2012-01-13.csv.gz"
MOVED = "38mo"  # May 2011 becomes July 2014: the launch is in the summer there
HEADERS = {
    "referral_id": "Ref No", "child_id": "Person ID", "referred_on": "Date Received",
    "district": "Locality", "referral_source": "Referrer", "primary_need": "Need Code",
    "is_nfa": "NFA?", "initial_assessed_on": "IA Completed", "core_assessed_on": "CA Completed",
    "section_47_on": "S47 Start Date", "child_protection_plan_on": "CP Plan Start",
    "closed_on": "Date Closed", "closure_reason": "Reason for Closure", "age_at_referral": "Age",
}  # fmt: skip
AGENCIES = {
    "1A": "Family Member", "1B": "Neighbour", "1C": "Self", "1D": "Member of the Public",
    "2A": "School", "2B": "Education Welfare", "3A": "GP Surgery", "3B": "Health Visitor",
    "3C": "School Nurse", "3D": "Midwife", "3E": "A and E", "3F": "Hospital", "4": "Housing Dept",
    "5A": "Social Care", "5B": "Council Department", "5C": "Other Local Authority",
    "6": "Westshire Constabulary", "7": "Probation", "8": "Voluntary", "9": "Anon",
    "10": "Not known",
}  # fmt: skip
DISTRICTS = {
    "Ashford": "Ambleford", "Canterbury": "Cathedral City", "Dartford": "Riverside",
    "Dover": "Harbour", "Gravesham": "Harbour", "Maidstone": "Mid Vale",
    "Sevenoaks": "Mid Vale", "Shepway": "Coast", "Swale": "Coast", "Thanet": "Coast",
    "Tonbridge and Malling": "Ambleford", "Tunbridge Wells": "Cathedral City",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def command(*words: str, cwd: Path) -> Ended:
    """Run a command line in this process: a new one takes a second to import what this one has."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(cwd),
        mock.patch("sys.argv", ["referral-analysis", *words]),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as ended,
    ):
        main()
    code = ended.value.code
    assert isinstance(code, int)
    return Ended(returncode=code, stdout=out.getvalue(), stderr=err.getvalue())


def other_council(share_of_children: int = 1) -> pl.DataFrame:
    """Return the sample as another council would have written it; one child in so many."""
    rows = pl.read_csv(SAMPLE, infer_schema=False)
    days = [name for name in rows.columns if name.endswith("_on")]
    moved = [pl.col(name).str.to_date(strict=False).dt.offset_by(MOVED) for name in days]
    return (
        rows.filter(pl.col("child_id").str.slice(1).cast(pl.Int64) % share_of_children == 0)
        .with_columns(*(day.dt.strftime("%d/%m/%Y") for day in moved))
        .with_columns(
            pl.col("referral_source").replace(AGENCIES),
            pl.col("district").replace(DISTRICTS),
            pl.col("is_nfa").replace({"true": "Yes", "false": "No"}),
        )
        .rename(HEADERS)
    )


def fill_in(folder: Path, districts: Sequence[str], days: Sequence[str]) -> None:
    """Do what the working folder's README asks for, with figures made up for the test."""
    population = pl.read_csv(folder / "population.csv", infer_schema=False)
    population.with_columns(children_0_17=pl.lit("40000")).write_csv(folder / "population.csv")
    workshops = pl.DataFrame({"date": days, "district": districts})
    workshops.write_csv(folder / "workshops.csv")


@pytest.fixture(scope="session")
def small_council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of the other council's extract, of one child in eight."""
    path = tmp_path_factory.mktemp("council") / "CareFirst export.csv"
    other_council(8).write_csv(path)
    return path


@pytest.fixture(scope="session")
def text_of() -> Callable[[Path], str]:
    """Give a function that returns all text of a released file, of a packed one too."""

    def read(path: Path) -> str:
        if path.suffix != ".xlsx":
            return path.read_text("utf-8")
        with zipfile.ZipFile(path) as parts:
            return "\n".join(parts.read(name).decode("utf-8") for name in parts.namelist())

    return read


@pytest.fixture
def _foreseen_shortly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Foresee one length whose critical values the package ships, by few series."""

    def foresee(*given: object) -> Foresight:
        return foresight.foresee(*given, after=(3,), replicates=40)  # type: ignore[arg-type]

    monkeypatch.setattr(planning, "foresee", foresee)
