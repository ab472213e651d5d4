"""What is not now as a run's manifest has it: the likely causes of a difference."""

from collections.abc import Iterator

from referral_analysis.its.intervals.critical_values import DRAWS, SEED
from referral_analysis.runs.record import provenance, then_and_now
from referral_analysis.runs.record.manifest import Manifest

UNKNOWN = (
    "no cause is known: inputs, notebook, code, packages, Python and platform are all as recorded"
)


def changed_since(manifest: Manifest) -> tuple[str, ...]:
    """Say what of the code, the packages, Python and the platform has changed since the run."""
    return tuple(_changes(manifest))


def _changes(manifest: Manifest) -> Iterator[str]:
    if said := then_and_now.code(manifest.code, provenance.code()):
        yield f"code: {said}"
    yield from then_and_now.packages(manifest.packages, provenance.packages())
    simulation = {"seed": SEED, "draws": DRAWS}
    for what, then, now in (
        ("Python", manifest.python, provenance.python_version()),
        ("platform", manifest.platform, provenance.describe_platform()),
        ("simulation", _listed(dict(manifest.simulation)), _listed(simulation)),
    ):
        if then != now:
            yield f"{what}: {then} then, {now} now"


def _listed(values: dict[str, int]) -> str:
    return ", ".join(f"{name} {value}" for name, value in sorted(values.items()))
