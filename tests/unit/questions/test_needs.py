"""What a question needs, held against what there is: both sides of each edge, and the sentence."""

import datetime as dt
import importlib
import pkgutil
from dataclasses import replace

import polars as pl
import pytest

from referral_analysis import questions
from referral_analysis.analysis.files_beside import Beside
from referral_analysis.extract import columns
from referral_analysis.extract.assessments import with_single_assessments
from referral_analysis.extract.population import Population, unknown_population
from referral_analysis.questions.needs import (
    EVERYTHING,
    Have,
    Needs,
    filled,
    held_by,
    missing,
)

ASKED = "Whether it rained"
KNOWN = Population(
    estimates=pl.DataFrame({"area": ["Dover"], "year": [2011], "children_0_17": [1000]})
)


def without(*names: str) -> Have:
    return replace(EVERYTHING, columns=EVERYTHING.columns - set(names))


CASES: list[tuple[Needs, Have, str | None]] = [
    (Needs(asked=ASKED, columns=("district",)), without("child_id"), None),
    (
        Needs(asked=ASKED, columns=("district",)),
        without("district"),
        "Whether it rained cannot be said: the extract has no districts; a column `district` in "
        "it, or the name of its header under `columns`, would bring it.",
    ),
    # what is not asked for is not missed
    (Needs(asked=ASKED, columns=("closure_reason",)), without("closed_on"), None),
    (
        Needs(asked=ASKED, columns=("closure_reason",)),
        without("closure_reason"),
        "Whether it rained cannot be said: the extract has no closure reasons; a column "
        "`closure_reason` in it, or the name of its header under `columns`, would bring it.",
    ),
    (
        Needs(asked=ASKED, columns=("closure_reason",)),
        without("closure_reason", "closed_on"),
        "Whether it rained cannot be said: the extract has no closures; a column "
        "`closure_reason` in it, or the name of its header under `columns`, would bring it.",
    ),
    (
        Needs(asked=ASKED, columns=("initial_assessed_on", "core_assessed_on", "child_id")),
        without("initial_assessed_on", "core_assessed_on", "child_id"),
        "Whether it rained cannot be said: the extract has no assessments and no ids of children; "
        "columns `initial_assessed_on`, `core_assessed_on` and `child_id` in it, or the names of "
        "their headers under `columns`, would bring it.",
    ),
    # contacts: whose headers no mapping names
    (
        Needs(asked=ASKED, columns=("district",)),
        replace(without("district"), is_of_contacts=True),
        "Whether it rained cannot be said: the contacts file has no districts; a column `district` "
        "in it would bring it.",
    ),
    (
        Needs(asked=ASKED, columns=("district", "referral_source")),
        replace(without("district", "referral_source"), is_of_contacts=True),
        "Whether it rained cannot be said: the contacts file has no districts and no referring "
        "agencies; columns `district` and `contact_source` in it would bring it.",
    ),
    # counts by month: what a column of theirs would bring, and what rows alone would
    (
        Needs(asked=ASKED, columns=("district",)),
        replace(without("district"), is_counted=True),
        "Whether it rained cannot be said: the council gave counts by month, which have no "
        "districts; counts by `district` with none of them hidden, or rows of single referrals, "
        "would bring it.",
    ),
    (
        Needs(asked=ASKED, columns=("closure_reason",)),
        replace(without("closure_reason"), is_counted=True),
        "Whether it rained cannot be said: the council gave counts by month, which have no closure "
        "reasons; a column `not_in_need` beside them, or rows of single referrals, would bring it.",
    ),
    (
        Needs(asked=ASKED, columns=("child_id", "district")),
        replace(without("child_id", "district"), is_counted=True),
        "Whether it rained cannot be said: the council gave counts by month, which have no ids of "
        "children and no districts; rows of single referrals, with `child_id` and `district`, "
        "would bring it.",
    ),
    (Needs(asked=ASKED, columns=("is_nfa",)), replace(EVERYTHING, is_counted=True), None),
    # a column that is missing is said before a file that is
    (
        Needs(asked=ASKED, columns=("district",), companions=("workshops",)),
        replace(without("district"), companions=frozenset()),
        "Whether it rained cannot be said: the extract has no districts; a column `district` in "
        "it, or the name of its header under `columns`, would bring it.",
    ),
    (
        Needs(asked=ASKED, companions=("workshops",)),
        replace(EVERYTHING, companions=frozenset({"population"})),
        "Whether it rained cannot be said: the council gave no file of workshops; such a file, "
        "named as `workshops`, would bring it.",
    ),
    (Needs(asked=ASKED, months_before=24), replace(EVERYTHING, months_before=24), None),
    (
        Needs(asked=ASKED, months_before=24),
        replace(EVERYTHING, months_before=23),
        "Whether it rained cannot be said: the series has 23 months before the launch; one of 24 "
        "or more would bring it.",
    ),
    (Needs(asked=ASKED, months_after=3), replace(EVERYTHING, months_after=3), None),
    (
        Needs(asked=ASKED, months_after=3),
        replace(EVERYTHING, months_after=2),
        "Whether it rained cannot be said: the series has 2 months after the workshops; one of 3 "
        "or more would bring it.",
    ),
    (
        Needs(asked=ASKED, segments=("district", 2)),
        replace(EVERYTHING, segments={"district": 2}),
        None,
    ),
    (
        Needs(asked=ASKED, segments=("district", 2)),
        replace(EVERYTHING, segments={"district": 1, "agency": 9}),
        "Whether it rained cannot be said: the extract names fewer than 2 districts; one with 2 "
        "or more would bring it.",
    ),
]


@pytest.mark.parametrize(("needs", "have", "sentence"), CASES)
def test_what_is_missing_is_said_in_one_sentence(
    needs: Needs, have: Have, sentence: str | None
) -> None:
    found = missing(needs, have)
    assert (found.sentence if found else None) == sentence
    if found is not None:
        assert found.panel.text == sentence


def rows(**changes: object) -> pl.LazyFrame:
    """Return two referrals of two children to one district."""
    clean: dict[str, object] = {
        "referral_id": ["R1", "R2"],
        "child_id": ["C1", "C2"],
        "referred_on": [dt.date(2011, 5, 4), dt.date(2011, 5, 5)],
        "district": ["Dover", "Dover"],
        "referral_source": ["6", "2A"],
        "is_nfa": [True, False],
        "closed_on": [None, dt.date(2011, 6, 1)],
    }
    schema = {one.name: one.dtype for one in columns.REFERRALS if one.name in clean}
    return pl.LazyFrame({**clean, **changes}, schema=schema)


def have_of(frame: pl.LazyFrame, population: Population = KNOWN) -> Have:
    attendance = Beside(attendance=pl.DataFrame())
    return held_by(frame, population=population, workshops=None, beside=attendance, months=(37, 5))


def test_what_there_is_is_read_from_rows_and_files() -> None:
    found = have_of(rows())
    assert found.columns == frozenset(
        {"referral_id", "child_id", "referred_on", "district", "referral_source", "is_nfa"}
        | {"closed_on"}
    )
    assert found.companions == {"population", "attendance"}
    assert (found.months_before, found.months_after) == (37, 5)
    assert dict(found.segments) == {"district": 1, "agency": 2}
    assert have_of(rows(), unknown_population(["Dover"])).companions == {"attendance"}


def test_a_column_without_a_single_value_is_none() -> None:
    """A council may export a header that it never fills in."""
    frame = rows(district=[None, None], closed_on=[None, None])
    found = have_of(frame)
    assert not {"district", "closed_on"} & found.columns
    assert found.segments["district"] == 0
    left = filled(frame, found).collect_schema().names()
    assert left == ["referral_id", "child_id", "referred_on", "referral_source", "is_nfa"]
    # one value is enough
    assert "district" in have_of(rows(district=[None, "Dover"])).columns


@pytest.mark.parametrize(
    ("singles", "asked", "is_missing"),
    [
        ([dt.date(2011, 5, 30), None], ("initial_assessed_on", "core_assessed_on"), False),
        ([dt.date(2011, 5, 30), None], ("core_assessed_on",), True),
        ([None, None], ("initial_assessed_on", "core_assessed_on"), True),
    ],
)
def test_single_assessments_stand_for_initial_and_core_ones_together(
    singles: list[dt.date | None], asked: tuple[str, ...], *, is_missing: bool
) -> None:
    """From 2013 there are no others; of core assessments by themselves they say nothing."""
    frame = with_single_assessments(
        rows().collect().with_columns(pl.Series("single_assessed_on", singles, pl.Date))
    ).lazy()
    found = have_of(frame)
    assert (missing(Needs(asked=ASKED, columns=asked), found) is not None) == is_missing
    left = filled(frame, found).collect_schema().names()
    assert ("core_assessed_on" in left) == any(singles)
    assert "core_assessed_on" not in found.columns


def test_every_room_says_what_it_needs_where_it_opens() -> None:
    for room in pkgutil.iter_modules(questions.__path__):
        if not room.ispkg:
            continue
        opened = vars(importlib.import_module(f"{questions.__name__}.{room.name}"))
        declared = [value for value in opened.values() if isinstance(value, Needs)]
        for value in opened.values():
            if isinstance(value, dict):
                declared += [one for one in value.values() if isinstance(one, Needs)]
        assert declared, room.name
        known = {column.name for column in columns.REFERRALS}
        for needs in declared:
            assert set(needs.columns) <= known, room.name
            assert missing(needs, EVERYTHING) is None
            nothing = Have(
                columns=frozenset(), companions=frozenset(), months_before=0, months_after=0
            )
            assert missing(needs, nothing) is not None, (room.name, needs.asked)
