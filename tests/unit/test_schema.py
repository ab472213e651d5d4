"""Tables that travel: what they declare is what they hold, and no count of theirs goes bare."""

import datetime as dt
import importlib
import pkgutil
from collections.abc import Iterator

import polars as pl
import pytest

import referral_analysis
from referral_analysis.disclosure.policy import DFE
from referral_analysis.disclosure.released import release
from referral_analysis.disclosure.suppress import CountRule, TableRule
from referral_analysis.errors import DisclosureError, RunError
from referral_analysis.schema import Declared, Schema


class Visits(Schema):
    """A table of a made-up clinic."""

    ward = Declared(pl.String, "words", "which ward")
    day = Declared(pl.Date, "day", "of the visits")
    visits = Declared(pl.Int64, "visits", "on the day", is_count=True)


class VisitsAgain(Visits):
    """The same with a figure worked out from it."""

    per_bed = Declared(pl.Float64, "visits a bed", "the visits over the beds")


def declared_tables() -> list[type[Schema]]:
    """Return every table that the package declares."""
    for module in pkgutil.walk_packages(referral_analysis.__path__, "referral_analysis."):
        if module.name.endswith(".tables"):
            importlib.import_module(module.name)
    return [one for one in below(Schema) if one.__module__.startswith("referral_analysis.")]


def below(table: type[Schema]) -> Iterator[type[Schema]]:
    """Yield every table declared from one, however far below."""
    for one in table.__subclasses__():
        yield one
        yield from below(one)


TABLES = declared_tables()


def test_an_attribute_is_the_name_of_its_column() -> None:
    assert (Visits.ward, Visits.day, Visits.visits) == ("ward", "day", "visits")
    assert Visits.names() == ["ward", "day", "visits"]
    assert VisitsAgain.names() == ["ward", "day", "visits", "per_bed"]
    assert Visits.counts() == VisitsAgain.counts() == ["visits"]


def test_rows_of_either_form_become_the_table_and_what_they_lack_is_null() -> None:
    day = dt.date(1999, 4, 5)
    by_name = Visits.frame([{"visits": 3, "ward": "east"}, {"ward": "west", "day": day}])
    in_order = Visits.frame([("east", None, 3), ("west", day, None)])
    assert by_name.equals(in_order)
    assert by_name.rows() == [("east", None, 3), ("west", day, None)]
    assert by_name.schema == {"ward": pl.String, "day": pl.Date, "visits": pl.Int64}
    assert Visits.frame().schema == by_name.schema
    assert Visits.frame().is_empty()


def test_one_column_has_one_name() -> None:
    ward = Declared(pl.String, "words", "which ward")
    type("First", (Schema,), {"ward": ward})
    type("Second", (Schema,), {"ward": ward})
    with pytest.raises(TypeError, match=r"Third\.unit is declared as ward elsewhere"):
        type("Third", (Schema,), {"unit": ward})


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (pl.DataFrame({"ward": ["x"]}), "day, visits"),
        (Visits.frame().with_columns(pl.lit(1).alias("beds")), "beds"),
        (Visits.frame().with_columns(pl.col("visits").cast(pl.Int32)), "visits"),
        (Visits.frame().select("day", "ward", "visits"), "the order"),
    ],
)
def test_a_frame_of_other_columns_types_or_order_is_refused(frame: pl.DataFrame, said: str) -> None:
    with pytest.raises(RunError, match=rf"table Visits: other columns than declared: {said};"):
        Visits.checked(frame)
    whole = Visits.frame([("east", None, 1)])
    assert Visits.checked(whole) is whole


def test_a_declared_count_without_a_rule_is_not_released() -> None:
    visits = Visits.frame([("east", None, 40), ("west", None, 2)])
    bare = TableRule(declared=Visits, counts=())
    with pytest.raises(DisclosureError, match=r"no rule protects: visits; .* leave the column out"):
        release("visits", visits, bare, DFE)
    assert release("visits", visits.drop("visits"), bare, DFE).table.columns == ["ward", "day"]
    ruled = TableRule(declared=Visits, counts=(CountRule(column=Visits.visits),))
    assert release("visits", visits, ruled, DFE).table["visits"].to_list() == [40, None]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_every_column_says_its_unit_and_its_meaning(table: type[Schema]) -> None:
    assert table.__doc__
    for name, one in table.declared.items():
        assert one.name == name
        assert one.unit
        assert one.meaning
        if one.is_count:
            assert one.dtype is pl.Int64
        is_number = one.dtype in (pl.Int64, pl.Float64)
        assert (one.unit in {"words", "claim", "month", "day"}) != is_number
        assert (one.dtype is pl.Boolean) == (one.unit == "claim")


def test_no_two_tables_have_one_name() -> None:
    names = [table.__name__ for table in TABLES]
    assert len(names) == len(set(names))
    assert len(names) > 35
