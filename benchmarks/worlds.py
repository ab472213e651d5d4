"""Is the answer right when the county does not behave? Each analysis in each world that breaks one.

The worlds are drawn by a simulator that shares nothing with the product's (`worlds_simulator`,
`worlds_list`). Judged: the headline as built before paths could drift, and with tolerances; series
by themselves; and looks planned beforehand. From the project's folder:
python -m benchmarks.worlds [--counties 1000] [--studies primary ...] [--windows 61/5 ...]
[--kept FOLDER]
writes worlds.json and worlds.md; studies that were not asked for stay as they are. With --kept,
parts that are in the folder are not made again: a run that was stopped goes on.
"""

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from benchmarks import (
    worlds_adjusted,
    worlds_alarms,
    worlds_alone,
    worlds_list,
    worlds_looks,
    worlds_report,
    worlds_stored,
)
from benchmarks.one_thread import on_one_thread
from benchmarks.worlds_engines import Ends, as_built, tolerant
from benchmarks.worlds_measure import measured
from benchmarks.worlds_rules import BUILT
from benchmarks.worlds_simulator import Floats, Integers, Window, World
from benchmarks.worlds_stored import Stored

from referral_analysis.its.tolerance import tolerance_for

RESULTS = Path(__file__).resolve().parent / "results"
Study = Literal["primary", "alone", "alarms", "looks", "adjusted"]
STUDIES: tuple[Study, ...] = get_args(Study)
COUNTIES, AT_A_TIME = 1000, 8
"""Counties of a world; worlds that are judged together, as they share designs."""
WINDOWS = (
    (61, 5), (61, 3), (61, 12), (37, 5), (37, 3), (24, 6), (48, 24), (61, 48), (30, 3),
)  # fmt: skip
SERIES_WINDOWS = ((61, 5), (37, 5), (61, 3), (37, 3), (61, 12), (24, 6), (61, 48))
ALARMED_WINDOWS = ((61, 5), (37, 5))
TOLERANCES = (0.0, 0.10, 0.125, 0.15, 0.20)
"""Measured in every window beside the two of the rule."""
ADJUSTED_WINDOWS, FEWER = ((37, 5),), 4
"""A county whose design is its own is examined by itself: one in four."""
LOOKED_AT = (
    "AR(1) 0.4", "slope -0.2", "walk 0.05", "sd grows x5", "AR(1) 0.9, larger", "decay 6", "jumps",
    "slope +0.2",
)  # fmt: skip
"""One in which nothing is broken, and those in which the most ranges miss at a single look."""
Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Worlds that are judged together in a window; looks have windows of their own."""

    study: Study
    number: int
    worlds: Sequence[World]
    window: Window | None = None

    @property
    def name(self) -> str:
        """A file's name."""
        window = "" if self.window is None else f"-{self.window.before}-{self.window.after}"
        return f"{self.study}{window}-{self.number}"


def parts(studies: Sequence[str]) -> Iterator[Part]:
    """Yield all parts of the studies, those of the most asked-for windows first."""
    by_study: dict[Study, tuple[list[World], tuple[tuple[int, int] | None, ...]]] = {
        "primary": (worlds_list.worlds(), WINDOWS),
        "alone": (worlds_list.series(), SERIES_WINDOWS),
        "alarms": (worlds_list.worlds(), ALARMED_WINDOWS),
        "looks": ([one for one in worlds_list.worlds() if one.name in LOOKED_AT], (None,)),
        "adjusted": (
            [one for one in worlds_list.worlds() if one.group == "adjusted"],
            ADJUSTED_WINDOWS,
        ),
    }
    for study, (every, windows) in by_study.items():
        if study not in studies:
            continue
        for window in windows:
            for number, first in enumerate(range(0, len(every), AT_A_TIME)):
                yield Part(
                    study=study,
                    number=number,
                    worlds=every[first : first + AT_A_TIME],
                    window=window and Window(before=window[0], after=window[1]),
                )


def judge(series: Floats, window: Window, events: Integers) -> Mapping[str, Ends]:
    """Return the ranges of log odds at each tolerance; events: those counted."""
    rule = tolerance_for(window.before)
    tolerances = sorted({*TOLERANCES, rule.mild, rule.full})
    return tolerant(series, window, "headline", tolerances, events=events)


def built(series: Floats, window: Window, _events: Integers) -> Mapping[str, Ends]:
    """Return the ranges of log odds by the headline as built."""
    return {BUILT: as_built(series, window)}


def rows_of(part: Part, counties: int) -> Rows:
    """Judge a part."""
    if part.window is None:
        return [asdict(one) for one in worlds_looks.looked(part.worlds, counties)]
    if part.study == "alarms":
        return [asdict(one) for one in worlds_alarms.raised(part.worlds, part.window, counties)]
    if part.study == "adjusted":
        found = worlds_adjusted.adjusted(part.worlds, part.window, max(counties // FEWER, 1))
        return [asdict(one) for one in found]
    if part.study == "alone":
        return [
            {**asdict(one.measured), **worlds_alone.as_row(one)}
            for one in worlds_alone.alone(part.worlds, part.window, counties)
        ]
    return [asdict(one) for one in measured(part.worlds, part.window, counties, judge, built)]


def kept_rows(part: Part, counties: int, folder: Path | None) -> Rows:
    """Judge a part, or read it where another run kept it, of however many counties."""
    if folder is None:
        return rows_of(part, counties)
    path = folder / f"{part.name}.json"
    if path.exists():
        found: Rows = json.loads(path.read_text("utf-8"))
        return found
    found = rows_of(part, counties)
    folder.mkdir(parents=True, exist_ok=True)
    path.with_suffix(".part").write_text(json.dumps(found), "utf-8")
    path.with_suffix(".part").replace(path)
    return found


def main() -> None:
    """Measure, and write the tables; studies not asked for stay as they are."""
    on_one_thread("benchmarks.worlds")
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--counties", type=int, default=COUNTIES)
    arguments.add_argument("--studies", nargs="+", choices=STUDIES, default=list(STUDIES))
    arguments.add_argument("--windows", nargs="+", metavar="BEFORE/AFTER", help="all if not given")
    arguments.add_argument("--kept", type=Path, metavar="FOLDER")
    arguments.add_argument("--output", type=Path, default=RESULTS)
    given = arguments.parse_args()
    measured_now: dict[str, Rows] = {}
    for part in parts(given.studies):
        if given.windows and part.window and part.window.name not in given.windows:
            continue
        began = time.process_time()
        measured_now.setdefault(part.study, []).extend(kept_rows(part, given.counties, given.kept))
        print(f"{part.name}: {time.process_time() - began:.0f} s", flush=True)
    studies = worlds_stored.read(given.output / "worlds.json")
    for study, rows in measured_now.items():
        studies[study] = Stored(made_by=_command(study, given.counties, given.windows), rows=rows)
    studies = {study: studies[study] for study in STUDIES if study in studies}
    given.output.mkdir(parents=True, exist_ok=True)
    (given.output / "worlds.json").write_text(worlds_stored.as_json(studies), "utf-8")
    (given.output / "worlds.md").write_text(worlds_report.markdown(studies), "utf-8")
    print(given.output / "worlds.md")


def _command(study: str, counties: int, windows: Sequence[str] | None) -> str:
    some = f" --windows {' '.join(windows)}" if windows and study != "looks" else ""
    return f"python -m benchmarks.worlds --counties {counties} --studies {study}{some}"


if __name__ == "__main__":
    main()
