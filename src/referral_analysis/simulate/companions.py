"""The files beside an extract: population, workshops and the timeline."""

import datetime as dt

import numpy as np
import polars as pl

from referral_analysis.extract.attendance import AGENCY, ATTENDED, DATE, STAFF
from referral_analysis.simulate.kent import ESTIMATE_YEARS
from referral_analysis.simulate.rates import mid_year_children
from referral_analysis.simulate.scenario import Scenario
from referral_analysis.simulate.streams import stream

# assumption: how many of each agency come to a workshop, on average
_ATTENDEES = {
    "social_care": 8,
    "education": 14,
    "health": 11,
    "police": 4,
    "probation": 2,
    "housing": 2,
    "voluntary": 5,
}

# assumption: the group of agencies that each is counted in, and how many of its staff could come
_STAFF = {
    "social_care": ("local authority", 420),
    "education": ("education", 1450),
    "health": ("health", 980),
    "police": ("police", 520),
    "probation": ("legal", 140),
    "housing": ("housing", 190),
    "voluntary": ("other", 610),
}

# first day, last day, how exactly they are known, what happened
_EVENTS = (
    ((2010, 10, 11), (2010, 10, 22), "day", "Ofsted inspects safeguarding in Kent"),
    ((2010, 11, 19), (2010, 11, 19), "day", "Inspection judgement published: inadequate"),
    ((2011, 5, 1), (2011, 5, 31), "month", "Board agrees the revised thresholds"),
    ((2011, 5, 1), (2011, 7, 31), "month", "Workshops launch the thresholds in the districts"),
    ((2011, 11, 1), (2011, 11, 30), "month", "Multi-agency audit of thresholds"),
    ((2011, 12, 1), (2011, 12, 31), "month", "Findings to the Executive"),
    ((2012, 2, 1), (2012, 2, 29), "month", "Findings to the full Board"),
)


def population(scenario: Scenario) -> pl.DataFrame:
    """Estimate the children of each district on 30 June of each year.

    Columns: area, gss_code, year, children_0_17, basis (always "estimate").
    """
    return pl.DataFrame(
        [
            (d.name, d.gss_code, year, mid_year_children(d, year), "estimate")
            for d in scenario.districts
            for year in ESTIMATE_YEARS
        ],
        schema=["area", "gss_code", "year", "children_0_17", "basis"],
        orient="row",
    )


def workshops(seed: int, scenario: Scenario) -> pl.DataFrame:
    """List the workshops: date, district, workshop_id, and attendees by agency group."""
    held = scenario.workshops
    people = stream(seed, "attendance").poisson(
        list(_ATTENDEES.values()), size=(len(held), len(_ATTENDEES))
    )
    return pl.DataFrame(
        {
            "date": pl.Series([w.held_on for w in held], dtype=pl.Date),
            "district": pl.Series([w.district for w in held], dtype=pl.String),
            "workshop_id": [f"W{i:02d}" for i in range(1, len(held) + 1)],
            **{f"attendees_{name}": np.asarray(people)[:, i] for i, name in enumerate(_ATTENDEES)},
        }
    )


def attendance(held: pl.DataFrame) -> pl.DataFrame:
    """List who came to the workshops: date, agency, staff_attended, staff; nobody comes twice.

    held: as `workshops` lists them, with the same people.
    """
    parts = [
        held.select(
            pl.col("date").alias(DATE),
            pl.lit(agency).alias(AGENCY),
            pl.col(f"attendees_{name}").alias(ATTENDED),
            pl.lit(number).alias(STAFF),
        )
        for name, (agency, number) in _STAFF.items()
    ]
    return pl.concat(parts).sort(DATE, AGENCY, maintain_order=True)


def events() -> pl.DataFrame:
    """List the timeline: date (the first day), ends_on, precision ("day" or "month"), event."""
    return pl.DataFrame(
        [(dt.date(*first), dt.date(*last), known, what) for first, last, known, what in _EVENTS],
        schema=["date", "ends_on", "precision", "event"],
        orient="row",
    )
