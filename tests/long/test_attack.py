"""Counties from whose two reports an earlier proof let a suppressed count be worked out."""

import pytest
from benchmarks.attack import attack_county


@pytest.mark.parametrize("seed", [30021, 30024, 30029])
def test_nothing_follows_from_both_reports(seed: int) -> None:
    found = attack_county(seed)
    assert found.suppressed > 200
    assert found.recovered_by_subtraction == found.recovered_by_programming == 0
    assert found.small_differences == found.since_recovered == 0
