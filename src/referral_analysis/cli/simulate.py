"""`referral-analysis simulate`: a county with a planted truth."""

from pathlib import Path

import click

from referral_analysis.cli.commands import PATH, commands


@commands.command()
@click.option("--seed", type=click.IntRange(min=0), required=True, help="Same seed, same county.")
@click.option("--output", type=PATH, required=True, help="Folder for the files.")
def simulate(seed: int, output: Path) -> None:
    """Simulate a county of referrals with a planted truth: two snapshots and their companions.

    Example: referral-analysis simulate --seed 2012 --output county
    """
    from referral_analysis.simulate import write_samples  # noqa: PLC0415 - a second of imports

    write_samples(seed, output)
    click.echo(f"{output}: a synthetic county with its planted truth in truth.json")
