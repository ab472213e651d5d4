"""What moved the headline since the last report, and whether what is told of it is the same."""

from collections.abc import Mapping

from referral_analysis.report.words.wording import Change, Verdict

_WHETHER: Mapping[tuple[Verdict, bool], str] = {
    ("fell", False): "that they fell",
    ("rose", False): "that they rose",
    ("fell", True): "that they probably fell",
    ("rose", True): "that they probably rose",
    ("cannot tell", False): "whether inappropriate referrals fell",
}
"""By what is told, and whether only probably."""
_MINUS = "\N{MINUS SIGN}"


def points(then: float, now: float) -> str:
    """Write by how many points of its percentage a ratio moved: +1.2 points, 0 points."""
    moved = round((now - then) * 100, 1)
    size = f"{abs(moved):.1f}".removesuffix(".0")
    sign = "" if moved == 0 else "+" if moved > 0 else _MINUS
    return f"{sign}{size} point{'' if size == '1' else 's'}"


def verdicts(then: Change, now: Change) -> str:
    """Say whether the figures tell the same as those of the last report, by the same rule."""
    past, present = (_WHETHER[one.told, one.is_probable] for one in (then, now))
    can_now = "tell" if now.told != "cannot tell" else "cannot tell"
    if past == present:
        return f"As then, the figures {can_now} {present}."
    could = "told" if then.told != "cannot tell" else "could not tell"
    return (
        f"The verdict has changed: the last report's figures {could} {past}; these {can_now} "
        f"{present}."
    )
