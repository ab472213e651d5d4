"""Make a bundle, a zip in dist/: python -m tools.bundle win_amd64 --python 3.12."""

import argparse
import shutil
import subprocess
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from packaging.utils import parse_wheel_filename
from tools.bundle.lock import Pin, pins_of, text_of
from tools.bundle.sbom import bill_of
from tools.bundle.target import PYTHONS, SYSTEMS, Target
from tools.bundle.wheels import build, fetch, missing, needed, sha256

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ("data_samples", "notebooks/parameters", "notebooks/plans", "LICENSE")


def main(arguments: list[str]) -> int:
    """Make the zip and say where it is; return the exit code."""
    asked = _arguments(arguments)
    target = Target(system=asked.system, python=asked.python)
    with tempfile.TemporaryDirectory(prefix="bundle-") as temporary:
        folder = Path(temporary) / "referral-analysis"
        try:
            lacking = fill(folder, target)
        except subprocess.CalledProcessError:
            print(f"{target.system}, Python {target.python}: no bundle; pip says why above.")
            return 1
        if lacking:
            print(f"{target.system}, Python {target.python}: no wheel of {', '.join(lacking)}.")
            return 1
        (own,) = (folder / "wheels").glob("referral_analysis-*.whl")
        version = parse_wheel_filename(own.name)[1]
        name = f"referral-analysis-{version}-{target.system}-py{target.python.replace('.', '')}.zip"
        asked.output.mkdir(parents=True, exist_ok=True)
        pack(folder, asked.output / name, committed_at())
    print(asked.output / name)
    return 0


def fill(folder: Path, target: Target) -> list[str]:
    """Lay out what the zip will hold; return the requirements that lack a wheel, by name."""
    wheels = folder / "wheels"
    pins = needed(_pins(), target)
    fetch(pins, target, wheels)
    lacking = missing(pins, target, wheels)
    fetched = sorted(wheels.glob("*.whl"))
    own = build(ROOT, wheels)
    version = str(parse_wheel_filename(own.name)[1])
    ours = Pin(
        name="referral-analysis", version=version, marker=None, hashes=(f"sha256:{sha256(own)}",)
    )
    _write(folder / "requirements.txt", text_of([*pins, ours], with_markers=True))
    _write(folder / "sbom.cdx.json", bill_of(fetched, own, committed_at()))
    _write(folder / "python-version.txt", target.python + "\n")
    _lay_scripts(folder, target, version)
    for path in _tracked():
        to = folder / path.relative_to(ROOT)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)
    return lacking


def pack(folder: Path, to: Path, made_at: int) -> None:
    """Zip a folder: the same contents give the same bytes. made_at is in seconds since 1970."""
    date = datetime.fromtimestamp(made_at, UTC).timetuple()[:6]
    partial = to.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            name = f"{folder.name}/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, date)
            entry.external_attr = (0o755 if path.suffix == ".sh" else 0o644) << 16
            entry.create_system = 3  # Unix, wherever it is made: the rights above are read as such
            entry.compress_type = (
                zipfile.ZIP_STORED if path.suffix in {".whl", ".gz"} else zipfile.ZIP_DEFLATED
            )
            packed.writestr(entry, path.read_bytes())
    partial.replace(to)


def committed_at() -> int:
    """Return when the checkout was committed, in seconds since 1970: a bundle's only date."""
    return int(_git("log", "-1", "--format=%ct"))


def _pins() -> list[Pin]:
    run = pins_of((ROOT / "requirements.lock").read_text("utf-8"))
    dev = pins_of((ROOT / "requirements-dev.lock").read_text("utf-8"))
    return [*run, *(pin for pin in dev if pin.name == "pip")]  # the pip that installs the others


def _lay_scripts(folder: Path, target: Target, version: str) -> None:
    windows = target.system.startswith("win")
    inside = Path(__file__).parent / "inside"
    script = "install.ps1" if windows else "install.sh"
    end = "\r\n" if windows else "\n"
    _write(folder / script, (inside / script).read_text("utf-8"), end)
    text = (inside / "README.txt").read_text("utf-8")
    command = r"env\Scripts\referral-analysis" if windows else "env/bin/referral-analysis"
    install = "powershell -ExecutionPolicy Bypass -File install.ps1" if windows else "sh install.sh"
    said = text.format(
        version=version,
        system=target.system,
        python=target.python,
        install=install,
        command=command,
    )
    _write(folder / "README.txt", said, end)


def _tracked() -> list[Path]:
    return [ROOT / name for name in _git("ls-files", "-z", "--", *SAMPLE).split("\0") if name]


def _git(*words: str) -> str:
    return subprocess.run(
        ["git", "-C", str(ROOT), *words], check=True, capture_output=True, text=True
    ).stdout


def _write(path: Path, text: str, newline: str = "\n") -> None:
    path.write_text(text, "utf-8", newline=newline)


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tools.bundle", description=__doc__)
    parser.add_argument("system", choices=SYSTEMS)
    parser.add_argument("--python", choices=PYTHONS, default="3.12")
    parser.add_argument("--output", type=Path, default=ROOT / "dist")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
