"""Run benchmarks and write what they print to benchmarks/RESULTS.md, each in a section of its own.

python -m benchmarks.run [NAME ...] [--coverage-replicates 1000] [--headline]

All of them, or those named, whose sections are written anew while the others stand; kills takes
half an hour, and runs only where it is named. A benchmark that does not run leaves its section.
Coverage takes a quarter of an hour in full; its committed results are in benchmarks/results. Here
it runs again with fewer series, and only when asked to. --headline measures 200 simulated counties
again, from extract to verdict, and replaces their committed results.
"""

import argparse
import datetime as dt
import importlib.metadata
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
PACKAGES = ("referral-analysis", "numpy", "scipy", "polars", "statsmodels")


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """A script of this folder, by the name of its module, and the question that it answers."""

    module: str
    question: str
    arguments: tuple[str, ...] = ()
    is_long: bool = False


BENCHMARKS = (
    Benchmark(module="fits", question="What does a fit cost?"),
    Benchmark(module="simulation", question="What does a power study cost?"),
    Benchmark(module="structural", question="What does a structural forecast cost?"),
    Benchmark(module="ingest", question="What does it cost to read, check and count an extract?"),
    Benchmark(
        module="shapes",
        question="Is each shape of a council's export read rightly, or refused in one line?",
    ),
    Benchmark(module="report", question="What does a report cost?"),
    Benchmark(module="batch", question="What do many reports cost?"),
    Benchmark(
        module="kills",
        question="Does a kill at any moment leave a broken run folder?",
        is_long=True,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A study too long to repeat here: what it asks, its committed results, and its command."""

    question: str
    results: str
    command: str


STORED = (
    Stored(
        question="How often does the range of several councils, joined, hold their mean effect?",
        results="pooled_councils.json",
        command="python -m benchmarks.pooled_councils",
    ),
    Stored(
        question="How often does each tool see a change where nobody launched one, in real series?",
        results="placebo.md",
        command="python -m benchmarks.placebo --slow",
    ),
    Stored(
        question="What do published interrupted time series give here?",
        results="published.md",
        command="python -m benchmarks.published CASUALTIES.csv REFERENCE",
    ),
    Stored(
        question="How often do councils' outcomes move as much with no launch at all?",
        results="council_years.json",
        command="python -m benchmarks.council_years TABLE.csv",
    ),
    Stored(
        question="Does every council of a year get a report or a line, and do ranges hold?",
        results="councils.md",
        command="python -m benchmarks.councils TABLE.csv",
    ),
    Stored(
        question="And do councils' ranges hold, by size, calm and on a path that drifts?",
        results="councils_ranges.md",
        command="python -m benchmarks.councils_ranges TABLE.csv",
    ),
    Stored(
        question="What becomes of the answer where a pandemic is in the months, named or not?",
        results="events_pandemic.md",
        command="python -m benchmarks.events_pandemic 60",
    ),
    Stored(
        question="Sixty areas: does a report have the same bytes on 1, 2 and 8 threads?",
        results="threads.md",
        command="python -m benchmarks.threads",
    ),
    Stored(
        question="Does the report stand a launch in any season, after 3 to 48 months?",
        results="events_sweep.md",
        command="python -m benchmarks.events_sweep 11",
    ),
    Stored(
        question="Do the ranges of a first year, and of the months since, hold the truth?",
        results="lasting.md",
        command="python -m benchmarks.lasting 300 24 48",
    ),
    Stored(
        question="Is what a plan foresees what then happens?",
        results="foreseen.json",
        command="python -m benchmarks.foreseen --counties 360",
    ),
    Stored(
        question="And of thin councils, by quarters?",
        results="foreseen_thin.json",
        command="python -m benchmarks.foreseen_thin",
    ),
    Stored(
        question="How often does each interval of the engine hold the truth?",
        results="coverage.md",
        command="python -m benchmarks.coverage",
    ),
    Stored(
        question="Is the answer right when the county does not behave?",
        results="worlds.md",
        command="python -m benchmarks.worlds",
    ),
    Stored(
        question="And where a large fall leaves few referrals?",
        results="few_events.md",
        command="python -m benchmarks.few_events",
    ),
    Stored(
        question="And what was averted, where nearly nothing is left, by every model?",
        results="extremes.md",
        command="python -m benchmarks.extremes",
    ),
    Stored(
        question="How often is each of the headline's alarms raised where nothing is amiss?",
        results="tolerance_alarms.json",
        command="python -m benchmarks.tolerance_alarms",
    ),
    Stored(
        question="How often does the headline's, month by month?",
        results="primary_coverage.json",
        command="python -m benchmarks.primary_coverage",
    ),
    Stored(
        question="How often does the headline's, from an extract's rows to its verdict?",
        results="headline_coverage.json",
        command="python -m benchmarks.headline_coverage",
    ),
    Stored(
        question="How often do those of the appropriateness report, and does its guardrail err?",
        results="appropriateness.json",
        command="python -m benchmarks.appropriateness",
    ),
    Stored(
        question="Seasonal waves or a term for each calendar month, for series by themselves?",
        results="seasons.json",
        command="python -m benchmarks.seasons",
    ),
    Stored(
        question="And counted by quarters, where months are too thin to be shown?",
        results="quarters.json",
        command="python -m benchmarks.quarters --counties 2000",
    ),
    Stored(
        question="How often do those of agencies by how many of their staff came?",
        results="staff_reached.json",
        command="python -m benchmarks.staff_reached",
    ),
    Stored(
        question="How often does the series corrected by the audit?",
        results="audit.json",
        command="python -m benchmarks.audit",
    ),
    Stored(
        question="How often does a share from the audit?",
        results="prevalence.json",
        command="python -m benchmarks.prevalence",
    ),
    Stored(
        question="Are the report's words right, whatever happened?",
        results="scenario_words.md",
        command="python -m benchmarks.scenario_words",
    ),
    Stored(
        question="Can a suppressed count be worked out from what is published?",
        results="attack.json",
        command="python -m benchmarks.attack",
    ),
    Stored(
        question="Or from the reports of every district and agency together, and the Board's?",
        results="attack_segments.json",
        command="python -m benchmarks.attack_segments --counties 4",
    ),
    Stored(
        question="Or from reports of one release that count the same agencies over other months?",
        results="attack_release.json",
        command="python -m benchmarks.attack_release 8",
    ),
    Stored(
        question="Or from all reports of a release together, and of the one before it?",
        results="attack_whole.json",
        command="python -m benchmarks.attack_whole FOLDER",
    ),
    Stored(
        question="What is still shown after a year of releases, each held to all before?",
        results="monthly_releases.json",
        command="python -m benchmarks.monthly_releases",
    ),
    Stored(
        question="How does the cost of reports grow with rows, areas, releases and councils?",
        results="growth.json",
        command="python -m benchmarks.growth",
    ),
    Stored(
        question="Do the tests notice a small fault?",
        results="mutants.json",
        command="python -m benchmarks.mutants",
    ),
)


def chosen(given: argparse.Namespace, scratch: str) -> list[Benchmark]:
    """List the benchmarks to run: those named, or all but the long ones; and studies asked for."""
    found = [
        one for one in BENCHMARKS if (one.module in given.names if given.names else not one.is_long)
    ]
    if given.coverage_replicates:
        found.append(
            Benchmark(
                module="coverage",
                question="How often do intervals hold the truth?",
                arguments=(
                    f"--replicates={given.coverage_replicates}",
                    f"--output={scratch}",
                ),
            )
        )
    if given.headline:
        found.append(
            Benchmark(
                module="headline_coverage",
                question="How often do the report's ranges hold the planted truth?",
            )
        )
    return found


def printed(benchmark: Benchmark, scratch: str) -> str | None:
    """Run a benchmark; return what it printed. None, and its last line said, where it failed."""
    command = [sys.executable, "-m", f"benchmarks.{benchmark.module}", *benchmark.arguments]
    # scripts may import each other as a package or as neighbours
    folders = os.pathsep.join([str(ROOT), str(ROOT / "benchmarks")])
    environment = os.environ | {"PYTHONPATH": folders}
    start = time.monotonic()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    print(f"{benchmark.module}: {time.monotonic() - start:.0f} s", flush=True)
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        print(f"{benchmark.module} did not run: {lines[-1] if lines else 'no message'}")
        return None
    table = Path(scratch) / "coverage.md"
    if benchmark.module == "coverage" and table.exists():
        return "\n".join(_lowered(table.read_text("utf-8")))
    return done.stdout.strip()


def section(benchmark: Benchmark, text: str) -> str:
    """Write a section: the question, the command, when and with what it was run, and the answer."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    today = dt.datetime.now(tz=dt.UTC).date()
    made = (
        f"`python -m benchmarks.{benchmark.module}` on {today}: Python "
        f"{platform.python_version()}, {versions}; {os.cpu_count()} cores ({platform.machine()})"
    )
    return "\n\n".join([f"## {benchmark.question}", made, text])


def sections(page: str) -> dict[str, str]:
    """Return the sections of a page by their questions."""
    parts = [f"## {part.strip()}" for part in f"\n{page}".split("\n## ")[1:]]
    return {part.partition("\n")[0].removeprefix("## "): part for part in parts}


def heading() -> list[str]:
    """Say what the page holds, and where the studies are that are too long for it."""
    return [
        "# What was measured",
        "By `make bench`, or one by one by `python -m benchmarks.run NAME`. Absolute times hold "
        "for the machine; ratios are between things run in turn on it.",
        "Longer studies keep their results, each made by the command beside it:",
        "\n".join(
            ["| study | results | command |", "|---|---|---|"]
            + [
                f"| {one.question} | [{one.results}](results/{one.results}) | `{one.command}` |"
                for one in STORED
            ]
        ),
    ]


def _lowered(text: str) -> list[str]:
    """Put a page's headings below this page's."""
    return [f"#{line}" if line.startswith("##") else line for line in text.splitlines()[2:]]


def main() -> None:
    """Run the benchmarks and write their sections; exit 1 where one did not run."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="NAME")
    arguments.add_argument("--coverage-replicates", type=int, default=0)
    arguments.add_argument("--headline", action="store_true")
    given = arguments.parse_args()
    if unknown := set(given.names) - {one.module for one in BENCHMARKS}:
        names = ", ".join(one.module for one in BENCHMARKS)
        arguments.error(f"no benchmark {', '.join(sorted(unknown))}; there are {names}")
    found = sections(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    is_whole = True
    with tempfile.TemporaryDirectory() as scratch:
        for benchmark in chosen(given, scratch):
            text = printed(benchmark, scratch)
            if text is None:
                is_whole = False
                continue
            found[benchmark.question] = section(benchmark, text)
            RESULTS.write_text(page_of(found), "utf-8")  # each as it ends: the next may take hours
    print(RESULTS)
    sys.exit(0 if is_whole else 1)


def page_of(found: Mapping[str, str]) -> str:
    """Write the page: the sections in the order of the benchmarks, then any other."""
    questions = dict.fromkeys([one.question for one in BENCHMARKS] + list(found))
    parts = [found[question] for question in questions if question in found]
    return "\n\n".join([*heading(), *parts]) + "\n"


if __name__ == "__main__":
    main()
