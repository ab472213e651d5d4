"""The group that every command joins, and the types of their words."""

from pathlib import Path

import click

from referral_analysis import __version__

PATH = click.Path(path_type=Path)


EXIT_CODES = """\b
Exit codes:
  0   done
  1   a comparison differs
  2   a file or a command that cannot be read
  3   rows that failed a check
  4   parameters that are wrong or still to be filled in
  5   a series that cannot carry the model
  6   a table that may not be released
  7   a run that failed
  70  a fault of this program
  130 stopped by hand
  143 told to stop

\b
Completion in the shell (bash; zsh and fish alike, by their names):
  eval "$(_REFERRAL_ANALYSIS_COMPLETE=bash_source referral-analysis)"
"""


@click.group(
    epilog=EXIT_CODES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="referral-analysis")
def commands() -> None:
    """Did new thresholds lead to fewer inappropriate referrals? From an extract to a report."""
