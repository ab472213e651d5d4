"""Make the placebo study: `python -m benchmarks.placebo [--reference FOLDER] [--slow]`.

The environments are made under .tools/placebo from their locks (a package index is needed), the
series written there, every tool run, and benchmarks/results/placebo.{json,md} written. R's tools
need Rscript with nlme and forecast (Debian: r-cran-nlme, r-cran-forecast). What is there already is
not made again; remove .tools/placebo to begin anew. On two busy cores ours and statsmodels took 85
minutes, R 58, CausalPy (32 windows) and CausalImpact (46) 26 each, by --slow on every 33rd window.
"""

import argparse
import datetime as dt
import importlib.metadata
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl
from benchmarks.placebo.judged import RANGES, for_other_tools, judged
from benchmarks.placebo.tables import judge, page, summary
from benchmarks.placebo.windows import windows

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RESULTS = HERE.parent / "results"
SLOW = ("causalpy", "causalimpact")
EVERY, FIRST = 33, 16
"""Which windows the slow tools are tried on: every 33rd, whatever its series."""
PACKAGES = ("referral-analysis", "polars", "numpy", "scipy", "statsmodels")


def main(arguments: Sequence[str] | None = None) -> None:
    """Make what is missing, then the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=ROOT / ".tools" / "placebo")
    parser.add_argument("--reference", type=Path, help="a folder of series not to be passed on")
    parser.add_argument("--slow", action="store_true", help="CausalPy and CausalImpact too")
    asked = parser.parse_args(arguments)
    work: Path = asked.work
    work.mkdir(parents=True, exist_ok=True)
    if not (work / "series.csv").exists():
        private = [] if asked.reference is None else [str(asked.reference)]
        _run(_python(work, "series"), HERE / "fetch.py", work / "series.csv", *private)
    series = pl.read_csv(work / "series.csv", try_parse_dates=True)
    where = windows(series)
    values = for_other_tools(series, where)
    values.write_csv(work / "values.csv")
    values.filter(pl.col("window") % EVERY == FIRST).write_csv(work / "sample.csv")
    files = [_ours(series, where, work), _r(work)]
    files += [_slow(name, work) for name in SLOW if asked.slow]
    found = summary(judge(pl.concat(pl.read_csv(path, schema=RANGES) for path in files), where))
    made = _made(where, series)
    (RESULTS / "placebo.json").write_text(json.dumps({"made": made, **found}, indent=1) + "\n")
    (RESULTS / "placebo.md").write_text(page(found, made), "utf-8")


def _made(where: pl.DataFrame, series: pl.DataFrame) -> str:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return (
        f"`python -m benchmarks.placebo --slow` on {dt.datetime.now(tz=dt.UTC).date()}: "
        f"{where.height:,} windows of {where['series'].n_unique()} series of "
        f"{series['package'].n_unique()} packages and tables; Python {sys.version.split()[0]}, "
        f"{versions}. Missed: the 95% range does not hold no change, where nobody launched "
        "anything; beside it twice its error as if windows were independent. Width: of the log "
        "ratio."
    )


def _python(work: Path, name: str) -> Path:
    """Return the Python of an environment, made from its lock where it is not there."""
    python = work / name / "bin" / "python"
    if not python.exists():
        lock = HERE / "environments" / f"{name}.lock"
        _run(sys.executable, "-m", "venv", work / name)
        _run(python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", lock)
    return python


def _ours(series: pl.DataFrame, where: pl.DataFrame, work: Path) -> Path:
    """Write our ranges and those of statsmodels; a run that was stopped goes on."""
    path = work / "ours.csv"
    done = pl.read_csv(path, schema=RANGES)["window"].unique() if path.exists() else pl.Series([-1])
    with path.open("a", encoding="utf-8") as file:
        for ranges in judged(series, where.filter(~pl.col("window").is_in(done.implode()))):
            file.write(ranges.write_csv(include_header=file.tell() == 0))
            file.flush()
    return path


def _r(work: Path) -> Path:
    path = work / "r.csv"
    if not path.exists():
        _run("Rscript", HERE / "tools.R", work / "values.csv", path)
    return path


def _slow(name: str, work: Path) -> Path:
    path = work / f"{name}.csv"
    if not path.exists():
        _run(_python(work, name), HERE / f"{name}_tool.py", work / "sample.csv", path)
    return path


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True)


if __name__ == "__main__":
    main()
