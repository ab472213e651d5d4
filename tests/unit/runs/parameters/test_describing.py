"""What a contract says to people and to editors is the contract: nothing is written twice."""

import pytest

from referral_analysis.errors import ParametersError
from referral_analysis.runs.parameters import CONTRACTS
from referral_analysis.runs.parameters.describing import describe, in_words, schema


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_parameter_has_a_meaning_and_what_is_allowed_in_words(name: str) -> None:
    described = describe(name)
    assert [one.name for one in described] == list(CONTRACTS[name].model_fields)
    assert all(one.meaning and one.allowed for one in described)
    assert not [one.allowed for one in described if "values of its own" in one.allowed]


def test_types_bounds_and_defaults_are_in_words() -> None:
    found = {one.name: one for one in describe("data_quality")}
    assert found["launch_month"].allowed == "month YYYY-MM"
    assert found["made_on"].allowed == "day YYYY-MM-DD"
    assert found["nfa_ripens_in_days"].allowed == "whole number 0 to 365"
    assert found["sheet"].allowed == "text or null"
    assert found["codes"].allowed == "{name: {name: text}}"
    assert found["rebase_months"].allowed == "[month YYYY-MM, ...]"
    assert found["rule_severities"].allowed == "{name: exclude or flag or stop}"
    assert found["rebase_months"].default == "[]"
    assert found["launch_month"].default is None


def test_what_words_are_wanting_for_is_said_to_be_its_own() -> None:
    assert in_words({"$ref": "#/$defs/Other"}) == "values of its own"


def test_the_schema_refuses_what_the_contract_refuses() -> None:
    made = schema("board_report")
    assert made["additionalProperties"] is False
    assert "launch_month" in made["required"]
    assert made["properties"]["fourier_pairs"]["maximum"] == 5
    assert made["properties"]["disclosure_preset"]["enum"] == ["dfe", "opensafely"]
    assert made["properties"]["launch_month"]["pattern"].startswith("^")
    assert made["properties"]["columns"]["default"] == {}


def test_a_notebook_misspelt_brings_the_nearest_name() -> None:
    with pytest.raises(ParametersError, match=r"notebook board_reprot: .*Did you mean board_rep"):
        describe("board_reprot")
