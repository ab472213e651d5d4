"""`referral-analysis fetch`: an extract drawn from a database server."""

import json
from pathlib import Path

import click

from referral_analysis.cli.commands import PATH, commands


@commands.command()
@click.argument("query", type=PATH)
@click.option("--output", type=PATH, required=True, help="Parquet file for the rows; a new one.")
@click.option("--json", "as_json", is_flag=True, help="Print the file and its rows as JSON.")
def fetch(query: Path, output: Path, *, as_json: bool) -> None:
    """Run the query in the file QUERY on a database and keep its rows as an extract.

    The address, with its password, is taken from the environment variable
    REFERRAL_ANALYSIS_DATABASE. Needs the extra `database`. Example: referral-analysis fetch
    referrals.sql --output referrals_2012-01-13.parquet
    """
    from referral_analysis.runs.analyst import fetch as fetching  # noqa: PLC0415 - a second of imports

    rows = fetching.fetch(query, output)
    click.echo(
        json.dumps({"extract": str(output), "rows": rows})
        if as_json
        else f"{output}: {rows:,} rows"
    )
