"""`referral-analysis simulate`: a county with a planted truth."""

import json
from pathlib import Path

import click

from referral_analysis.cli.commands import PATH, commands

SCENARIOS = (
    "thresholds_worked",
    "recording_changed",
    "contacts_relabelled",
    "appropriate_turned_away",
    "nothing_happened",
)
"""Named here too: a second of imports that `--help` need not pay."""


@commands.command()
@click.option("--seed", type=click.IntRange(min=0), required=True, help="Same seed, same county.")
@click.option(
    "--scenario",
    type=click.Choice(SCENARIOS),
    default="thresholds_worked",
    show_default=True,
    help="What happened at the launch; README.md in the folder tells its story.",
)
@click.option("--output", type=PATH, required=True, help="Folder for the files.")
@click.option(
    "--layouts",
    "with_layouts",
    is_flag=True,
    help="Write the later extract as census returns, Annex A, SSD, API and monthly counts too.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the files that were made as JSON.")
def simulate(seed: int, scenario: str, output: Path, *, with_layouts: bool, as_json: bool) -> None:
    """Simulate a county of referrals with a planted truth: two snapshots and their companions.

    Example: referral-analysis simulate --seed 2012 --scenario nothing_happened --output county
    """
    from referral_analysis import simulate  # noqa: PLC0415 - a second of imports
    from referral_analysis.simulate import layouts, samples  # noqa: PLC0415 - with it

    made = simulate.write_samples(seed, output, simulate.SCENARIOS[scenario])
    if with_layouts:
        latest = samples.latest_extract(output)
        made += layouts.write_layouts(latest, output / "layouts", samples.DRAWN_ON[-1])
    if as_json:
        click.echo(json.dumps([str(path) for path in made]))
        return
    click.echo(f"{output}: a synthetic county with its planted truth in truth.json")
