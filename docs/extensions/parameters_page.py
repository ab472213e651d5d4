"""The page of parameters: every one of a release and of each notebook, from its contract."""

from pathlib import Path

from sphinx.application import Sphinx

from referral_analysis.runs.parameters.checking import CONTRACTS
from referral_analysis.runs.parameters.describing import Parameter, describe
from referral_analysis.runs.parameters.release import SCHEMA

HEAD = """# Parameters

What a release's file, or the parameters file of one report, may say: what each name allows, what it
is where it is not given, and what it means. `referral-analysis list release` prints the same, and
editors complete the files by the schemas beside them. A release has what its reports share; below
it, each report with what a release does not have.
"""


def page() -> str:
    """Return the page in Markdown."""
    shared = describe(SCHEMA)
    known = {one.name for one in shared}
    parts = [HEAD, _section("A release", shared)]
    for notebook in CONTRACTS:
        own = tuple(one for one in describe(notebook) if one.name not in known)
        parts.append(_section(f"`{notebook}`, beside those of a release", own))
    return "\n".join(parts)


def _section(title: str, parameters: tuple[Parameter, ...]) -> str:
    head = "| name | allowed | if not given | meaning |\n|---|---|---|---|"
    return "\n".join([f"## {title}\n", head, *map(_row, parameters), ""])


def _row(one: Parameter) -> str:
    default = "must be given" if one.default is None else f"`{one.default}`"
    cells = (f"`{one.name}`", one.allowed, default, one.meaning)
    return f"| {' | '.join(cell.replace('|', '&#124;') for cell in cells)} |"


def _write(app: Sphinx) -> None:
    place = Path(app.srcdir) / "reference" / "parameters.md"
    if not place.exists() or place.read_text("utf-8") != page():
        place.write_text(page(), "utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Write the page before the sources are read."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
