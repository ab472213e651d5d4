"""The reports of all districts and agencies, and the Board's, under one intruder's eyes."""

from benchmarks.attack_segments import attack_county


def test_all_reports_of_a_release_together_give_nothing_away() -> None:
    found = attack_county(1, 6, releases=1)
    assert found.suppressed > 20
    assert found.between > 10  # counts of 1 to 5 that the spans are made of
    assert (
        found.recovered_by_subtraction,
        found.recovered_by_programming,
        found.recovered_between,
        found.beyond_help,
    ) == (0, 0, 0, 0)
