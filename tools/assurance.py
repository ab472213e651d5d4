"""Write docs/qa from the quality-assurance log; with --check, say whether it is up to date."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from referral_analysis.papers.assurance import SOURCE, assurance

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "qa"
MADE = f"Made by `python tools/assurance.py` from `{SOURCE.relative_to(ROOT).as_posix()}`."


def pages() -> dict[str, str]:
    """Return each page of docs/qa by its file's name."""
    written = {
        "assumptions.md": ("Assumptions and caveats", _assumptions()),
        "data-log.md": ("Data log", _data()),
        "plan.md": ("Quality-assurance plan", _plan()),
    }
    return {
        name: f"# {title}\n\n{MADE}\n\n" + "\n".join(lines) + "\n"
        for name, (title, lines) in written.items()
    }


def _assumptions() -> Iterator[str]:
    yield "What the figures take for granted, after the Aqua Book: how well each is known, and what"
    yield "it does to the answer if it is wrong. Those marked *printed* stand in the Board report."
    for entry in assurance().assumptions:
        where = {"always": ", printed", "synthetic": ", printed for simulated data"}
        yield f"\n## {entry.id}. {entry.says}\n"
        yield f"- {entry.kind.capitalize()}{where.get(entry.printed, '')}."
        yield f"- Evidence: **{entry.evidence}**. Effect if wrong: **{entry.effect}**."
        yield f"- Why: {entry.why}"
        yield f"- Checked: {entry.checked}"
        yield f"- See: {_link(entry.see)}"


def _data() -> Iterator[str]:
    for entry in assurance().data:
        yield f"## {entry.id}. {entry.name}\n"
        yield f"- Source: {entry.source}"
        yield f"- Holds: {entry.holds}"
        yield f"- Limits: {entry.limits}"
        yield f"- Checked: {entry.checked}"
        yield f"- See: {_link(entry.see)}\n"


def _plan() -> Iterator[str]:
    yield "The Aqua Book's roles: a commissioner asks, an analyst answers, somebody else assures,"
    yield "and the senior responsible owner signs off.\n"
    yield "| | what | who | when | evidence |"
    yield "|---|---|---|---|---|"
    for entry in assurance().checks:
        evidence = _link(entry.evidence)
        yield f"| {entry.id} | {entry.what} | {entry.who} | {entry.when} | {evidence} |"


def _link(place: str) -> str:
    return f"[{place}](../../{place})"


def main() -> int:
    """Write the pages, or compare them with what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    stale = []
    for name, text in pages().items():
        path = FOLDER / name
        if is_check and (not path.exists() or path.read_text("utf-8") != text):
            stale.append(name)
        elif not is_check:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, "utf-8")
    if stale:
        print(f"docs/qa: {', '.join(stale)} not up to date; run python tools/assurance.py")
    return int(bool(stale))


if __name__ == "__main__":
    sys.exit(main())
