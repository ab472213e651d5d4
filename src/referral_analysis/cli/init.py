"""`referral-analysis init`: a working folder for a council."""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from referral_analysis.cli.commands import PATH, commands

if TYPE_CHECKING:  # a second of imports, for a name only
    from referral_analysis.runs.council.working_folder import Begun


@commands.command()
@click.argument("folder", type=PATH)
@click.option(
    "--extract",
    "extracts",
    type=PATH,
    multiple=True,
    help="Your extract: proposes the mapping, the districts and the dates. Of several files that "
    "are one extract each is given so.",
)
@click.option(
    "--set",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Give one parameter; may be given more than once.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def init(
    folder: Path, extracts: tuple[Path, ...], settings: tuple[str, ...], *, as_json: bool
) -> None:
    """Begin a working folder: parameters to fill in, templates, and what to do next.

    Nothing is overwritten. Example: referral-analysis init council --extract referrals.csv --set
    launch_month=2014-09 --set phase_in_ends=2014-11
    """
    from referral_analysis.runs.council import working_folder  # noqa: PLC0415 - a second of imports

    today = dt.datetime.now(tz=dt.UTC).date()
    begun = working_folder.begin(folder, extracts, settings, today=today)
    click.echo(json.dumps(_as_dict(begun), indent=2) if as_json else _as_text(begun))


def _as_dict(begun: "Begun") -> dict[str, object]:
    return {
        "folder": str(begun.folder),
        "written": begun.written,
        "guessed": dict(begun.guess.values),
        "districts": begun.guess.districts,
        "notes": begun.guess.notes,
        "to_fill_in": begun.left,
    }


def _as_text(begun: "Begun") -> str:
    lines = [f"{begun.folder}: {', '.join(begun.written)}", ""]
    if begun.guess.values:
        lines.append("Worked out from the extract; correct what is wrong:")
        lines += [f"  {name}: {_short(begun, name)}" for name in begun.guess.values]
        lines.append(f"  districts: {', '.join(begun.guess.districts) or 'none found'}")
    lines += [f"Look at: {note}" for note in begun.guess.notes]
    lines += [
        f"{one.column}: {len(one.shown)} values on no list; see codes" for one in begun.guess.left
    ]
    if begun.left:
        of_one = [name for name in begun.left if name not in begun.of_release]
        else_ = f" (in files of one report: {', '.join(of_one)})" if of_one else ""
        of_all = ", ".join(begun.of_release) or "nothing of the release"
        lines.append(f"Left for you, marked FILL-IN: {of_all}{else_}; and the three .csv")
    return "\n".join([*lines, f"Next: read {begun.folder / 'README.md'}"])


def _short(begun: "Begun", name: str) -> str:
    value = begun.guess.values[name]
    shown = f"{len(value)} proposed" if isinstance(value, dict) else str(value)
    return f"{shown} ({begun.guess.why[name]})"
