"""The page of what was measured names every study that is kept."""

from pathlib import Path

from benchmarks import run

RESULTS = Path(run.__file__).with_name("results")


def test_every_stored_result_is_named_with_a_command_that_is_there() -> None:
    beside = {"coverage.json", "batch.md"}  # coverage.md's figures; printed by `make bench` itself
    assert {one.results for one in run.STORED} | beside == {path.name for path in RESULTS.iterdir()}
    for one in run.STORED:
        module = one.command.removeprefix("python -m benchmarks.").split()[0]
        assert (RESULTS.parent / f"{module}.py").is_file()
    page = "\n\n".join(run.heading())
    for one in run.STORED:
        assert f"[{one.results}](results/{one.results}) | `{one.command}`" in page
