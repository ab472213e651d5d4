"""Make the placebo study: `python -m benchmarks.placebo [--reference FOLDER] [--slow] [--every N]`.

The environments are made under .tools/placebo from their locks (a package index is needed), the
series written there, every tool run, and benchmarks/results/placebo.{json,md} written. R's tools
need Rscript with nlme and forecast (Debian: r-cran-nlme, r-cran-forecast). What is there already is
not made again, and a run that was stopped goes on; remove .tools/placebo to begin anew. On two busy
cores ours and statsmodels took 85 minutes, R 58, CausalPy 34 (48 windows) and CausalImpact 26, by
--slow on every 33rd window. With --every N only every Nth window is taken, by all tools, and the
results go to a folder under the working one: a try of the whole way, in minutes.
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
WORK = ROOT / ".tools" / "placebo"
SLOW = ("causalpy", "causalimpact")
EVERY, FIRST = 33, 16
"""Which windows the slow tools are tried on: every 33rd, whatever its series."""
PACKAGES = ("referral-analysis", "polars", "numpy", "scipy", "statsmodels")


def main(arguments: Sequence[str] | None = None) -> None:
    """Make what is missing, then the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, default=WORK)
    parser.add_argument("--reference", type=Path, help="a folder of series not to be passed on")
    parser.add_argument("--slow", action="store_true", help="CausalPy and CausalImpact too")
    parser.add_argument("--every", type=int, default=1, help="take every Nth window only: a try")
    asked = parser.parse_args(arguments)
    series = pl.read_csv(series_file(asked.work, asked.reference), try_parse_dates=True)
    where = windows(series).gather_every(asked.every)
    work = asked.work if asked.every == 1 else asked.work / f"every-{asked.every}"
    work.mkdir(exist_ok=True)
    values = for_other_tools(series, where)
    values.write_csv(work / "values.csv")
    sampled = pl.col("window") % EVERY == FIRST if asked.every == 1 else pl.lit(value=True)
    values.filter(sampled).write_csv(work / "sample.csv")
    files = [_ours(series, where, work), _r(work)]
    files += [_slow(name, _python(asked.work, name), work) for name in SLOW if asked.slow]
    found = summary(judge(pl.concat(pl.read_csv(path, schema=RANGES) for path in files), where))
    made = _made(where, series)
    results = RESULTS if asked.every == 1 else work
    (results / "placebo.json").write_text(json.dumps({"made": made, **found}, indent=1) + "\n")
    (results / "placebo.md").write_text(page(found, made), "utf-8")
    print(f"{results / 'placebo.md'} is written: {made}")


def series_file(work: Path, reference: Path | None) -> Path:
    """Return the file of series, and casualties.csv beside it, fetched where they are not there."""
    path = work / "series.csv"
    if not path.exists():
        work.mkdir(parents=True, exist_ok=True)
        private = [] if reference is None else [str(reference)]
        _run(_python(work, "series"), HERE / "fetch.py", path, *private)
    return path


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


def _slow(name: str, python: Path, work: Path) -> Path:
    path = work / f"{name}.csv"
    _run(python, HERE / f"{name}_tool.py", work / "sample.csv", path)
    return path


def _run(*command: object) -> None:
    subprocess.run([str(part) for part in command], check=True)


if __name__ == "__main__":
    main()
