"""What is not now as a run's manifest has it: the likely causes of a difference."""

from collections.abc import Iterator

from referral_analysis.its.intervals.critical_values import DRAWS, SEED
from referral_analysis.runs.record import provenance
from referral_analysis.runs.record.manifest import Code, Manifest

UNKNOWN = (
    "no cause is known: inputs, notebook, code, packages, Python and platform are all as recorded"
)


def changed_since(manifest: Manifest) -> tuple[str, ...]:
    """Say what of the code, the packages, Python and the platform has changed since the run."""
    return tuple(_changes(manifest))


def _changes(manifest: Manifest) -> Iterator[str]:
    code = provenance.code()
    if code.source_sha256 != manifest.code.source_sha256:
        yield f"code: {_described(manifest.code)} then, {_described(code)} now"
    yield from _packages(manifest)
    simulation = {"seed": SEED, "draws": DRAWS}
    for what, then, now in (
        ("Python", manifest.python, provenance.python_version()),
        ("platform", manifest.platform, provenance.describe_platform()),
        ("simulation", _listed(dict(manifest.simulation)), _listed(simulation)),
    ):
        if then != now:
            yield f"{what}: {then} then, {now} now"


def _packages(manifest: Manifest) -> Iterator[str]:
    now = provenance.packages()
    for name in sorted(manifest.packages.keys() | now.keys()):
        then_is, now_is = manifest.packages.get(name), now.get(name)
        then_version = then_is.version if then_is else "not there"
        now_version = now_is.version if now_is else "not there"
        if then_version != now_version:
            yield f"package {name}: {then_version} then, {now_version} now"


def _described(code: Code) -> str:
    if code.commit is None:
        return f"{code.version}, source {code.source_sha256[:12]}"
    changed = "" if code.clean else " with changes"
    return f"{code.version}, commit {code.commit[:12]}{changed}"


def _listed(values: dict[str, int]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(values.items()))
