"""A county of single assessments is told of assessments, one of both in turn of both."""

from dataclasses import replace

import polars as pl

from referral_analysis.extract.columns import (
    CHILD_PROTECTION_PLAN_ON,
    CORE_ASSESSED_ON,
    SINGLE_ASSESSED_ON,
)
from referral_analysis.questions import assessments
from referral_analysis.questions.held_up import HELPED, MEASURED
from referral_analysis.questions.needs import EVERYTHING, missing
from referral_analysis.series import MEASURES

KENT = EVERYTHING
COUNTY = replace(KENT, columns=(KENT.columns | {SINGLE_ASSESSED_ON}) - {CORE_ASSESSED_ON})
CHANGED_OVER = replace(KENT, columns=KENT.columns | {SINGLE_ASSESSED_ON})
LABEL = MEASURES["initial_assessment"].label


def test_labels_name_the_assessments_that_there_are() -> None:
    assert assessments.in_words(LABEL, KENT) == "Referrals that reached an initial assessment"
    assert assessments.in_words(LABEL, COUNTY) == "Referrals that reached an assessment"
    assert assessments.in_words(LABEL, CHANGED_OVER) == (
        "Referrals that reached an initial or a single assessment"
    )
    shown = assessments.labelled(pl.DataFrame({"label": [LABEL, "All referrals"]}), COUNTY)
    assert shown["label"].to_list() == ["Referrals that reached an assessment", "All referrals"]


def test_no_definition_of_a_county_of_single_assessments_names_others() -> None:
    for name, measure in MEASURES.items():
        if name != "core_assessment":
            told = assessments.in_words(f"{measure.label} {measure.definition}", COUNTY)
            assert "initial" not in told, name
            assert "core" not in told, name


def test_core_assessments_are_missed_where_there_were_some_to_be_had() -> None:
    core = MEASURED["core_assessment"]
    assert assessments.lacking(core, COUNTY) is None
    without = replace(KENT, columns=KENT.columns - {CORE_ASSESSED_ON})
    found = assessments.lacking(core, without)
    assert found is not None
    assert "the extract has no core assessments" in found.sentence
    # what else a county of single assessments lacks is said
    plans = replace(COUNTY, columns=COUNTY.columns - {CHILD_PROTECTION_PLAN_ON})
    assert assessments.lacking(MEASURED["child_protection_plan"], plans) is not None
    assert missing(HELPED, COUNTY) is None


def test_where_one_kind_was_named_as_initial_its_own_name_is_offered() -> None:
    initial_alone = replace(KENT, columns=KENT.columns - {CORE_ASSESSED_ON})
    found = missing(HELPED, initial_alone)
    assert found is not None
    assert "or `single_assessed_on` where one assessment took the place of both," in found.sentence
    neither = replace(KENT, columns=KENT.columns - {"initial_assessed_on", CORE_ASSESSED_ON})
    found = missing(HELPED, neither)
    assert found is not None
    assert "columns `initial_assessed_on` and `core_assessed_on` in it" in found.sentence
