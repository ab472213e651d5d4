"""Write environment.yml from the lab lock, so that conda users get the very same versions.

python tools/environment.py           writes environment.yml
python tools/environment.py --check   exits 1 when it is out of step with the lock
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HEAD = """\
# Made by `make lock` from pyproject.toml and requirements-lab.lock: do not edit by hand.
# conda gives Python and pip; pip gives the versions of the lock, JupyterLab among them.
name: {name}
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python={python}.*
  - pip
  - pip:
"""
REQUIREMENT = re.compile(
    r"^([A-Za-z0-9._-]+==[^\s;\\]+)\s*(?:;\s*([^\\\n]*?))?\s*\\?$", re.MULTILINE
)


def environment(root: Path) -> str:
    """Return the text that environment.yml must have, given the lock beside it."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
    python = project["requires-python"].removeprefix(">=")
    found = REQUIREMENT.findall((root / "requirements-lab.lock").read_text("utf-8"))
    lines = (f"{pin} ; {marker}" if marker else pin for pin, marker in found)
    pins = "".join(f'      - "{line}"\n' for line in lines)
    return HEAD.format(name=project["name"], python=python) + pins


def main(arguments: list[str]) -> int:
    """Write or check; return the exit code."""
    target, wanted = ROOT / "environment.yml", environment(ROOT)
    if "--check" not in arguments:
        target.write_text(wanted, "utf-8")
        return 0
    if target.exists() and target.read_text("utf-8") == wanted:
        return 0
    print("environment.yml: out of step with requirements-lab.lock. Run make lock.")
    return 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
