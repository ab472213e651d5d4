"""Hold what a release would publish to what its users need; exit 1 with a line for each fault.

python tools/release.py dist [--tag v0.2.0]

The wheel has every module and notebook of the checkout and nothing beside them; CHANGELOG.md begins
with the package's version, which is the tag's.
"""

import argparse
import re
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path("src", "referral_analysis")


def main() -> None:
    """Print what is wrong with the folder's one wheel, and with what is written about it."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("dist", type=Path)
    arguments.add_argument("--tag", help="the tag that is released")
    given = arguments.parse_args()
    version = str(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])
    faults = [
        *faults_of_version(version, given.tag, ROOT),
        *faults_of_wheels(sorted(given.dist.glob("*.whl")), version, wanted(ROOT)),
    ]
    for fault in faults:
        print(fault, file=sys.stderr)
    sys.exit(bool(faults))


def faults_of_version(version: str, tag: str | None, root: Path) -> Iterator[str]:
    """Yield what is wrong with the version; tag: what is released, None before that."""
    heading = next(iter(re.findall(r"(?m)^## .+", (root / "CHANGELOG.md").read_text("utf-8"))), "")
    if not re.match(rf"## {re.escape(version)}(?![\w.])", heading):
        yield f"CHANGELOG.md: begins with {heading!r}, not with version {version}"
    elif tag is not None and not re.search(r"\b\d{4}-\d\d-\d\d$", heading):
        yield f"CHANGELOG.md: {heading!r} has no day of release; need ## {version}, YYYY-MM-DD"
    if tag is not None and tag != f"v{version}":
        yield f"tag {tag}: the package is {version}, whose tag is v{version}"


def wanted(root: Path) -> set[str]:
    """Return what a wheel must hold, as paths in it: each file of the package and each notebook."""
    package = root / PACKAGE
    files = {
        path.relative_to(package.parent).as_posix()
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    notebooks = (root / "notebooks").glob("*.ipynb")
    return files | {f"referral_analysis/notebooks/{path.name}" for path in notebooks}


def faults_of_wheels(wheels: list[Path], version: str, files: set[str]) -> Iterator[str]:
    """Yield what a folder's wheels lack or have too much of; files: as `wanted`."""
    name = f"referral_analysis-{version}-py3-none-any.whl"
    if [wheel.name for wheel in wheels] != [name]:
        yield f"dist: {[wheel.name for wheel in wheels]}; need {name} alone"
        return
    with zipfile.ZipFile(wheels[0]) as archive:
        held = {path for path in archive.namelist() if ".dist-info/" not in path}
    for path in sorted(files - held):
        yield f"{name}: lacks {path}"
    for path in sorted(held - files):
        if not path.startswith("referral_analysis/notebooks/"):
            yield f"{name}: holds {path}, which is no part of the package"


if __name__ == "__main__":
    main()
