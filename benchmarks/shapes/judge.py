"""What the product makes of a shape: right, refused in one line, or wrong."""

import datetime as dt
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from benchmarks.shapes.council import DRAWN, council, numbers, typed
from benchmarks.shapes.shape import Shape

from referral_analysis import extract
from referral_analysis.errors import ReferralAnalysisError
from referral_analysis.extract.read import read_joined
from referral_analysis.runs.council.guessing import guess
from referral_analysis.runs.inputs.check import check_extract

Verdict: TypeAlias = Literal["right", "refused", "refused, needlessly", "wrong"]
TODAY = dt.date(2026, 2, 3)
_LONGEST_LINE = 800


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A shape's verdict, and the line that was said or the number that is off."""

    shape: Shape
    verdict: Verdict
    said: str


def judged(shape: Shape) -> Judged:
    """Write a shape's files, read them as `init` and `check` propose, and judge what comes out."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            said, found = _read(shape, shape.write(Path(folder)))
        except ReferralAnalysisError as error:
            return _refused(shape, str(error))
        except Exception as fault:  # noqa: BLE001 - a fault of the program is a wrong answer
            return Judged(shape=shape, verdict="wrong", said=f"a fault: {type(fault).__name__}")
    true = numbers(shape.truth(typed(council())))
    off = [
        f"{name} is {found.get(name, 0)}, truly {true.get(name, 0)}"
        for name in sorted({*found, *true})
        if found.get(name, 0) != true.get(name, 0)
    ]
    if off or shape.due == "refused":
        return Judged(shape=shape, verdict="wrong", said="; ".join(off[:3]) or "read")
    if not re.search(shape.says, said, re.IGNORECASE):
        return Judged(shape=shape, verdict="wrong", said=f"nothing said of {shape.says}")
    line = next((one for one in said.splitlines() if re.search(shape.says, one, re.I)), "")
    return Judged(shape=shape, verdict="right", said=line.strip() if shape.says else "")


def _refused(shape: Shape, line: str) -> Judged:
    is_one_line = "\n" not in line and len(line) < _LONGEST_LINE
    if not is_one_line or not re.search(shape.says, line, re.IGNORECASE):
        return Judged(shape=shape, verdict="wrong", said=line)
    verdict: Verdict = "refused" if shape.due == "refused" else "refused, needlessly"
    return Judged(shape=shape, verdict=verdict, said=line)


def _read(shape: Shape, paths: list[Path]) -> tuple[str, dict[str, int]]:
    """Return all that `init` and `check` say of files, and the numbers of the rows kept."""
    options = extract.ReadOptions(sheet=shape.sheet, header_row=shape.header_row)
    found = guess(paths, options, today=TODAY)
    settings = [f"header_row={shape.header_row}"] if shape.header_row > 1 else []
    settings += [f"sheet={shape.sheet}"] if shape.sheet else []
    said = [*found.notes, *(f"{one.column}: {one.shown}" for one in found.left)]
    said.append(check_extract(paths, None, tuple(settings), today=TODAY).text)
    mapping = extract.ExtractMapping(headers=found.values["columns"], codes=found.values["codes"])
    rows = read_joined(paths, mapping, options).rows
    checked = extract.check(rows.lazy(), extract_date=DRAWN)
    failed = [f"{one.sentence} ({one.failed})" for one in checked.rules if one.failed]
    return "\n".join([*said, *failed]), numbers(checked.kept.collect())
