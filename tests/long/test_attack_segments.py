"""The segments' reports of two releases, and the Board's, under one intruder's eyes."""

from benchmarks.attack_segments import attack_county


def test_all_reports_of_two_releases_together_give_nothing_away() -> None:
    found = attack_county(30_000, 4)
    assert found.suppressed > 40
    assert (
        found.recovered_by_subtraction,
        found.recovered_by_programming,
        found.recovered_between,
        found.beyond_help,
    ) == (0, 0, 0, 0)
