"""The group that every command joins, and the types of their words."""

from pathlib import Path

import click

from referral_analysis import __version__

PATH = click.Path(path_type=Path)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="referral-analysis")
def commands() -> None:
    """Did new thresholds lead to fewer inappropriate referrals? From an extract to a report."""
