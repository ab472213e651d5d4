"""Write the JSON Schemas of a release and of each notebook's parameters, for editors.

python tools/schemas.py           writes notebooks/parameters/schemas/
python tools/schemas.py --check   exits 1 when one is out of step with its contract
"""

import sys
from pathlib import Path

from referral_analysis.runs.parameters import CONTRACTS
from referral_analysis.runs.parameters.describing import schema_text
from referral_analysis.runs.parameters.release import SCHEMA

FOLDER = Path(__file__).resolve().parents[1] / "notebooks" / "parameters" / "schemas"


def main(arguments: list[str]) -> int:
    """Write or check; return the exit code."""
    wanted = {FOLDER / f"{name}.json": schema_text(name) for name in (*CONTRACTS, SCHEMA)}
    if "--check" in arguments:
        held = {path: path.read_text("utf-8") for path in FOLDER.glob("*.json")}
        if held == wanted:
            return 0
        print("notebooks/parameters/schemas: out of step with the contracts. Run make schemas.")
        return 1
    FOLDER.mkdir(exist_ok=True)
    for path in FOLDER.glob("*.json"):
        path.unlink()
    for path, text in wanted.items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
