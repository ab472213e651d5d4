"""Reports of one release, in any order: nobody who adds all of them up learns a hidden count."""

import numpy as np
import pytest
from benchmarks.attack_release import LEFT, REPORTS, SIZES, Cells, agency, council, reach, released
from hypothesis import given, settings
from hypothesis import strategies as st


@st.composite
def councils(draw: st.DrawFn) -> Cells:
    """Draw months of a few codes each: most have some, a few hardly any."""
    usual = draw(st.sampled_from(sorted(SIZES)))
    return council(np.random.default_rng(draw(st.integers(0, 2**32 - 1))), SIZES[usual])


@settings(max_examples=6, deadline=None)
@given(counts=councils(), order=st.permutations(sorted(REPORTS)))
def test_no_hidden_count_follows_from_all_reports_of_a_release(
    counts: Cells, order: list[str]
) -> None:
    for one, least, most in reach(released(counts, order)):
        assert most - least + 1 >= LEFT, (order, one.report, one.count, least, most)


def test_reports_that_do_not_know_each_other_give_a_count_away() -> None:
    """Two reports that are each sound by themselves: the codes tell what the quarters hide."""
    counts = np.array(
        [
            [25, 37, 29, 26, 29, 35, 24, 17, 30, 39, 30, 26],
            [4, 12, 8, 9, 12, 7, 7, 13, 7, 10, 14, 12],
            [12, 10, 3, 6, 9, 7, 12, 11, 8, 9, 7, 9],
            [33, 34, 36, 28, 30, 24, 31, 38, 24, 32, 36, 28],
            [2, 2, 1, 3, 4, 1, 2, 2, 0, 1, 1, 2],
        ]
    )
    alone = [one for report in REPORTS for one in released(counts, [report])]
    assert min(most - least + 1 for _, least, most in reach(alone)) < LEFT
    together = released(counts, list(REPORTS))
    assert min(most - least + 1 for _, least, most in reach(together)) >= LEFT


@pytest.mark.parametrize("of_more", [True, False])
def test_a_part_names_its_whole(of_more: bool) -> None:  # noqa: FBT001 - the one thing it says
    whole = agency("health", 0, 5)
    part = whole.part("3A", of_more=of_more)
    assert part.whole == whole
    assert part.is_of_more is of_more
    assert whole.whole is None
    assert (part.first, part.last) == (whole.first, whole.last)
