"""In what two runs' programs differ, line by line: the code and the packages."""

from collections.abc import Iterator, Mapping

from referral_analysis.runs.record.manifest import CodeVersion, Package


def code(then: CodeVersion, now: CodeVersion) -> str | None:
    """Say which code was run then and which now; None where their sources are the same bytes."""
    if then.source_sha256 == now.source_sha256:
        return None
    return f"{_described(then)} then, {_described(now)} now"


def packages(then: Mapping[str, Package], now: Mapping[str, Package]) -> Iterator[str]:
    """Yield a line for each package of another version, or on one side only."""
    for name in sorted(then.keys() | now.keys()):
        versions = [held[name].version if name in held else "not there" for held in (then, now)]
        if versions[0] != versions[1]:
            yield f"package {name}: {versions[0]} then, {versions[1]} now"


def _described(code: CodeVersion) -> str:
    if code.commit is None:
        return f"{code.version}, source {code.source_sha256[:12]}"
    changed = "" if code.clean else " with changes"
    return f"{code.version}, commit {code.commit[:12]}{changed}"
