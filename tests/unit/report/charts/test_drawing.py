"""A chart drawn by the process beside is the chart drawn here, whatever becomes of the process."""

import json
import subprocess
import sys

import pytest

from referral_analysis.errors import RunError
from referral_analysis.report.charts import drawing, stills
from referral_analysis.report.charts.specification import layer, quantitative, specification


def chart(height: int) -> dict[str, object]:
    """Return a chart with an axis, whose bytes hang on how words are measured."""
    encoding = {"y": quantitative("n", (0.0, 1000.0), {"title": "Referrals \N{EN DASH} a month"})}
    mark = layer({"type": "point"}, [{"n": 125.5}, {"n": 1 / 3}], encoding)
    return specification([mark], 80, height).to_dict()


LINKED = {**chart(50), "usermeta": {"href": "https://example.org"}}
BROKEN = {"mark": "no such mark"}


def picture(spec: drawing.Spec, beside: drawing.Drawing | None = None) -> str:
    draw = beside.drawn if beside else None
    return stills.still(spec, name="chart", description="A chart", draw=draw)


def test_the_same_bytes_there_and_here_in_whatever_order() -> None:
    with drawing.beside() as beside:
        assert beside
        beside.begin([chart(50), chart(60), chart(50)])
        assert list(beside.begun) == [json.dumps(chart(height)) for height in (50, 60)]
        drawn = [picture(chart(height), beside) for height in (60, 70, 50)]
    assert drawn == [picture(chart(height)) for height in (60, 70, 50)]
    assert beside.process.returncode is not None


@pytest.mark.parametrize(
    ("spec", "found"),
    [(LINKED, "with a link or a picture in it"), (BROKEN, "that cannot be drawn")],
)
def test_a_chart_that_cannot_be_drawn_says_so_and_the_next_one_is(
    spec: drawing.Spec, found: str
) -> None:
    with drawing.beside() as beside:
        with pytest.raises(RunError, match=f"figure chart: a chart {found}"):
            picture(spec, beside)
        assert beside
        assert picture(chart(50), beside) == picture(chart(50))


def test_where_the_process_is_gone_the_chart_is_drawn_here() -> None:
    with drawing.beside() as beside:
        assert beside
        beside.process.kill()
        beside.process.wait()
        assert picture(chart(50), beside) == picture(chart(50))
        with pytest.raises(RunError, match="that cannot be drawn"):
            picture(BROKEN, beside)


@pytest.mark.parametrize("code", ["raise SystemExit", "import no_such_module"])
def test_a_process_that_cannot_draw_is_as_none(monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    monkeypatch.setattr(drawing, "COMMAND", (sys.executable, "-c", code))
    with drawing.beside() as beside:
        assert picture(chart(50), beside) == picture(chart(50))


def test_where_no_process_starts_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "COMMAND", ("no-such-program",))
    with drawing.beside() as beside:
        assert beside is None


def test_charts_that_nobody_waits_for_are_left_undrawn() -> None:
    with drawing.beside() as beside:
        assert beside
        beside.begin([chart(height) for height in range(50, 90)])
    assert sum(future.cancelled() for future in beside.begun.values()) > 30
    assert beside.process.returncode is not None


def test_the_process_ends_when_its_input_is_closed() -> None:
    process = subprocess.run(drawing.COMMAND, input="", capture_output=True, text=True, check=True)
    assert (process.stdout, process.stderr) == ("", "")
