"""A figure gives the notebook a chart and the exporter everything beside it."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from referral_analysis.errors import RunError
from referral_analysis.report.charts.effects import share_chart
from referral_analysis.report.charts.layout import Scene
from referral_analysis.report.page.figure import Figure, Pair
from referral_analysis.report.page.mime import VEGALITE, WORDS, specs
from referral_analysis.report.page.tables import Column, Table

SHARES = pl.DataFrame({"period": [dt.date(2011, 1, 1), dt.date(2011, 2, 1)], "Police": [0.2, 0.25]})
TABLE = Table(frame=SHARES, columns=(Column(name="period", label="Month"),), caption="Shares")


def figure(
    name: str = "police", share: float = 0.2, headline: str = "Police referred more"
) -> Figure:
    shares = SHARES.with_columns(pl.col("Police") + share)
    return Figure(
        name=name,
        picture=share_chart(shares, Scene(y_title="Share"), description="A rise.", small=True),
        headline=headline,
        subtitle="Share of referrals",
        table=TABLE,
    )


def bundle(shown: Figure | Pair) -> dict[str, Any]:
    data, metadata = shown._repr_mimebundle_()
    assert metadata == {"referral_analysis": {"kind": "figure"}}
    return data


def test_a_figure_carries_its_words_beside_the_chart() -> None:
    data = bundle(figure())
    (words,) = data[WORDS]["figures"]
    assert words["headline"] == "Police referred more"
    assert words["description"] == "A rise."
    assert "<caption>Shares</caption>" in words["table"]
    assert words["csv"].startswith("Month\n")
    assert specs(data[VEGALITE]) == [data[VEGALITE]]
    assert "Police referred more" not in str(data[VEGALITE])


def test_a_figure_carries_its_narrow_twin() -> None:
    picture = share_chart(SHARES, Scene(y_title="Share"), description="A rise.")
    wide = Figure(name="a", picture=picture, headline="H", subtitle="S", table=TABLE)
    assert picture.narrow is not None
    assert bundle(wide)[WORDS]["figures"][0]["narrow"] == picture.narrow.to_dict()


def test_a_pair_is_one_picture_that_comes_apart_into_its_two() -> None:
    left, right = figure("left", 0.1), figure("right", 0.3)
    data = bundle(Pair(left=left, right=right))
    assert [words["name"] for words in data[WORDS]["figures"]] == ["left", "right"]
    for spec, one in zip(specs(data[VEGALITE]), (left, right), strict=True):
        assert spec == one.picture.wide.to_dict()


@pytest.mark.parametrize(("name", "headline"), [("Two Words", "H"), ("", "H"), ("a", " ")])
def test_a_figure_without_a_name_or_a_headline_is_refused(name: str, headline: str) -> None:
    with pytest.raises(RunError, match=r"need a name such as month-by-month, a headline"):
        figure(name, headline=headline)
