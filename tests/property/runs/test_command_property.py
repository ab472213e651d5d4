"""Whatever text a parameter holds, the command on the page gives it again."""

import shlex

from hypothesis import given
from hypothesis import strategies as st

from referral_analysis.runs.making.command import command
from referral_analysis.runs.parameters import parameter_file

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(VALUES)
def test_any_value_comes_back(value: object) -> None:
    words = shlex.split(command("a.ipynb", "b.yaml", {"name": value}))
    *_, option, setting = words
    assert option == "--set"
    assert parameter_file.override({}, (setting,)) == {"name": value}
