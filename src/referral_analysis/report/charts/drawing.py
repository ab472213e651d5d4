"""Charts drawn by a process beside this one, while this one does something else.

vl-convert starts V8, which takes half a second, draws some thirty charts a second, and holds
Python's lock meanwhile. The process ends with the one that began it, however that ends: its input
is closed then. Lines of JSON go to and fro.
"""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Spec: TypeAlias = Mapping[str, Any]
Process: TypeAlias = "subprocess.Popen[str]"
COMMAND = (sys.executable, "-P", "-c", f"from {__name__} import serve; serve()")
FIRST = {"data": {"values": []}, "mark": "point"}
"""Drawn as the process starts, so that V8 is there before the first chart is."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Drawing:
    """Charts that a process is asked for: each is drawn once, in the order of asking."""

    process: Process = field(repr=False)
    turns: ThreadPoolExecutor = field(repr=False)
    begun: dict[str, Future[str]] = field(default_factory=dict, repr=False)

    def begin(self, specs: Sequence[Spec]) -> None:
        """Ask for charts, and wait for none of them."""
        for text in map(json.dumps, specs):
            if text not in self.begun:
                self.begun[text] = self.turns.submit(_answer, self.process, text)

    def drawn(self, spec: Spec) -> str:
        """Draw a chart as `stills.drawn` does, and here where the process is gone."""
        self.begin([spec])
        answer = self.begun[json.dumps(spec)].result()
        if not answer:
            from referral_analysis.report.charts import stills  # noqa: PLC0415 - seldom needed

            return stills.drawn(spec)
        svg: str | None = json.loads(answer)
        if svg is None:
            raise ValueError("a chart that cannot be drawn")
        return svg


@contextmanager
def beside() -> Iterator[Drawing | None]:
    """Have charts drawn by another process; None where the system starts none."""
    try:
        process = subprocess.Popen(  # noqa: S603 - this Python, a fixed line
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
    except OSError:
        yield None
        return
    turns = ThreadPoolExecutor(1, thread_name_prefix="drawing")
    try:
        yield Drawing(process=process, turns=turns)
    finally:
        process.kill()  # it holds nothing that anybody needs, and answers at once
        turns.shutdown(cancel_futures=True)
        with suppress(OSError), process:
            pass  # its pipes are closed, and it is waited for


def _answer(process: Process, text: str) -> str:
    """Return the line that answers a line; empty where the process is gone."""
    if process.stdin is None or process.stdout is None:
        return ""
    try:
        process.stdin.write(text + "\n")
        process.stdin.flush()
        return process.stdout.readline()
    except OSError:
        return ""


def serve() -> None:
    """Answer each line of standard input, a chart, with its picture, or null if it has none.

    Ctrl+C, which every process of a terminal hears, is for the one that asks.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from referral_analysis.report.charts import stills  # noqa: PLC0415 - of this process alone

    stills.drawn(FIRST)
    for line in sys.stdin:
        try:
            svg = stills.drawn(json.loads(line))
        except ValueError:
            svg = None
        print(json.dumps(svg), flush=True)  # noqa: T201 - the answer
