"""The Standard Safeguarding Dataset: `ssd_cin_episodes` and the tables that stand beside it.

One SQL script makes the same tables of several case systems. Assessments, section 47 enquiries and
plans are rows of their own, joined by the referral's id.
Source: the columns of the tables as Data to Insight publishes them, version 1.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from referral_analysis.extract import columns as c
from referral_analysis.extract.convert import as_text
from referral_analysis.extract.layouts import (
    CONTACT_SOURCE,
    CONTACTED_ON,
    STARTED_ON,
    Layout,
    Part,
    days_of,
    named,
    with_days,
)
from referral_analysis.extract.table import WITHOUT_DISTRICT, SourceTable

EPISODES = Layout(
    name="ssd_cin_episodes",
    part="referrals",
    headers={
        c.REFERRAL_ID: ("cine referral id",),
        c.CHILD_ID: ("cine person id",),
        c.REFERRED_ON: ("cine referral date",),
        c.REFERRAL_SOURCE: ("cine referral source code",),
        c.IS_NFA: ("cine referral nfa",),
    },
    optional={
        c.PRIMARY_NEED: ("cine cin primary need code",),
        c.CLOSED_ON: ("cine close date",),
        c.CLOSURE_REASON: ("cine close reason",),
    },
)
CONTACTS = Layout(
    name="ssd_contacts",
    part="contacts",
    headers={c.CHILD_ID: ("cont person id",), CONTACTED_ON: ("cont contact date",)},
    optional={CONTACT_SOURCE: ("cont contact source code",)},
)
ASSESSMENTS = Layout(
    name="ssd_cin_assessments",
    part="assessments",
    headers={
        c.REFERRAL_ID: ("cina referral id",),
        c.SINGLE_ASSESSED_ON: ("cina assessment auth date",),
    },
)
ENQUIRIES = Layout(
    name="ssd_s47_enquiry",
    part="section 47",
    headers={c.REFERRAL_ID: ("s47e referral id",), STARTED_ON: ("s47e s47 start date",)},
)
PLANS = Layout(
    name="ssd_cp_plans",
    part="plans",
    headers={c.REFERRAL_ID: ("cppl referral id",), STARTED_ON: ("cppl cp plan start date",)},
)
TABLES = (EPISODES, CONTACTS, ASSESSMENTS, ENQUIRIES, PLANS)

_DO = "Export the table as the dataset's script makes it."
_JOINED: Mapping[Part, tuple[Layout, str, str]] = {
    "assessments": (ASSESSMENTS, c.SINGLE_ASSESSED_ON, c.SINGLE_ASSESSED_ON),
    "section 47": (ENQUIRIES, STARTED_ON, c.SECTION_47_ON),
    "plans": (PLANS, STARTED_ON, c.CHILD_PROTECTION_PLAN_ON),
}
"""The part -> its layout, its day, and our column: the earliest of a referral's days."""


def as_referrals(
    episodes: SourceTable, beside: Mapping[Part, Sequence[SourceTable]]
) -> SourceTable:
    """Put the episodes under the vocabulary's names, with the days of the tables beside them."""
    table = named(episodes, EPISODES, do=_DO)
    days = {
        name: days_of(beside[part], layout, c.REFERRAL_ID, day, do=_DO)
        for part, (layout, day, name) in _JOINED.items()
        if beside.get(part)
    }
    key = as_text(c.REFERRAL_ID, table.rows.collect_schema()[c.REFERRAL_ID])
    joined = with_days(table, days, c.REFERRAL_ID, key) if days else table
    is_lacking = {name for name in (c.CLOSED_ON, c.CLOSURE_REASON) if name not in table.headers}
    return replace(joined, lacks=WITHOUT_DISTRICT | is_lacking)


def as_contacts(contacts: SourceTable) -> SourceTable:
    """Put ssd_contacts under our names: child_id, contacted_on, contact_source."""
    return named(contacts, CONTACTS, do=_DO)


def own_names(headers: Sequence[str]) -> dict[str, str]:
    """Return our name -> header of the episodes' columns; none where the table is another."""
    return EPISODES.names(headers) if EPISODES.is_in(headers) else {}
