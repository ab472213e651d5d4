"""Print a row a shape: what is due, what came, what was said; exit 1 where one is not as is due.

python -m benchmarks.shapes [WORD ...]: all shapes, or those whose names hold one of the words. Each
is a file of one made-up council, read by the mapping that `init` proposes and judged by `check`.
Right: referrals and NFA of every month, district and agency, and the children referred again, as
they were made. Refused: one line that names the fault. All else is wrong.
"""

import sys
from collections import Counter

from benchmarks.shapes.judge import Judged, judged
from benchmarks.shapes.shapes import SHAPES

_LONGEST = 150


def row(one: Judged) -> str:
    """Write a shape's row of the table."""
    said = one.said.replace("|", "\\|").replace("\n", " ")
    cut = said if len(said) <= _LONGEST else f"{said[:_LONGEST].rsplit(' ', 1)[0]} ..."
    name = one.shape.name.replace("|", "\\|")
    return f"| {name} | {one.verdict} | {cut} |"


def main() -> None:
    """Judge the shapes, print the table, and count the verdicts."""
    words = sys.argv[1:]
    chosen = [one for one in SHAPES if not words or any(word in one.name for word in words)]
    found = [judged(one) for one in chosen]
    counts = Counter(one.verdict for one in found)
    needless = counts["refused, needlessly"]
    print(
        f"{len(found)} shapes: {counts['right']} right, {counts['refused']} refused in one line "
        f"as they should be, {needless} refused needlessly, {counts['wrong']} wrong.\n"
    )
    print("| shape | what came | what was said |\n|---|---|---|")
    for one in found:
        print(row(one), flush=True)
    sys.exit(1 if needless + counts["wrong"] else 0)


if __name__ == "__main__":
    main()
