"""What the Board may want to do next: what follows from the verdicts, when, and with whom."""

from collections.abc import Mapping

import polars as pl

from referral_analysis.analysis.plan import Plan
from referral_analysis.extract.codes import AGENCIES
from referral_analysis.papers.board.release import ReleasedBoard
from referral_analysis.periods import add_months, month_name
from referral_analysis.questions.fell import words as fell_words
from referral_analysis.questions.fell.words import Doubt
from referral_analysis.report.words.wording import Change, Verdict, months_in_words, number
from referral_analysis.statistics.non_inferiority import Held

MORE_MONTHS: Mapping[Verdict, int] = {"fell": 6, "rose": 3, "cannot tell": 6}
"""How many more months to wait for before asking again."""
NEXT: Mapping[Verdict, str] = {
    "fell": "Keep the workshops' message going, and ask for this again {when}, to see whether the "
    "fall lasts.",
    "rose": "Ask the agencies why, starting with those whose referrals rose most, and look again "
    "{when}.",
    "cannot tell": "Wait for more months before acting on these figures, and look again {when}: "
    "they may narrow the range. {audit}",
}
AUDIT_SOONER: Mapping[bool, str] = {
    True: "The audit of thresholds speaks already, and does not rest on these months.",
    False: "An audit of thresholds could speak sooner.",
}
"""By whether there was an audit."""
NEXT_DOUBTED = (
    "Find out whether cases are recorded and counted as they were before the launch, before taking "
    "this for {} inappropriate referrals. {}"
)
AUDIT_ANYWAY: Mapping[bool, str] = {
    True: "The audit of thresholds does not rest on that.",
    False: "An audit of thresholds would not rest on that.",
}
NEXT_BLANKS = (
    "Have the flags that were left blank filled in from the case files, and this report made again."
)
NEXT_TURNED_AWAY = (
    "Look into cases that were not referred or not taken on since the launch: children who "
    "needed help may have been turned away."
)
NEXT_WATCH = (
    "Go on watching appropriate referrals: these figures do not rule out that fewer children "
    "who needed help were referred."
)
NAMED = 2
"""How many agencies are named: those with most, of which an agency can be asked."""


def options(
    released: ReleasedBoard,
    headline: Change | None,
    appropriate: Held | None,
    doubted: tuple[Doubt | None, bool],
) -> list[str]:
    """List what follows: of the answer, of appropriate referrals, and which agencies to talk to.

    doubted: why the change may be one of counting, and whether there was an audit.
    """
    doubt, has_audit = doubted
    is_audited = not released.plan.outcome.is_of_contacts  # auditors judge referrals
    if headline is None:
        found = [fell_words.hidden_what_to_do(released.plan.outcome)]
    elif doubt:
        said = "fewer" if headline.told == "fell" else "more"
        anyway = AUDIT_ANYWAY[has_audit] if is_audited else ""
        found = [NEXT_DOUBTED.format(said, anyway).rstrip()]
        found.append(f"Look again {when(released.plan, headline.told)}.")
    else:
        again = when(released.plan, headline.told)
        found = [NEXT_BLANKS] if headline.is_of_blanks else []
        sooner = AUDIT_SOONER[has_audit] if is_audited else ""
        found += [NEXT[headline.told].format(when=again, audit=sooner).rstrip()]
    if appropriate == "fell":
        found.append(NEXT_TURNED_AWAY)
    elif appropriate != "held up":
        found.append(NEXT_WATCH)
    return [*found, *whom_to_ask(released.agencies.table)]


def when(plan: Plan, told: Verdict) -> str:
    """Say when to ask again: the month in which so many more months are in."""
    more = MORE_MONTHS[told]
    last = add_months(plan.last_month, more)
    return (
        f"in {month_name(add_months(last, 1))}, when {months_in_words(more)} more are in (to "
        f"{month_name(last)})"
    )


def whom_to_ask(agencies: pl.DataFrame) -> list[str]:
    """Name the agencies with most inappropriate referrals since the launch; none if not shown.

    agencies: as the released table of agencies; only those with staff of their own can be asked.
    """
    staffed = {one.name: one.after_from or one.name for one in AGENCIES if one.has_staff}
    shown = agencies.filter(pl.col("segment").is_in(list(staffed)), pl.col("nfa_after") > 0)
    most = shown.sort("nfa_after", descending=True, maintain_order=True).head(NAMED)
    if agencies["nfa_after"].null_count() or most.height < NAMED:
        return []
    names = " and ".join(
        f"{staffed[name]} ({number(count)})"
        for name, count in most.select("segment", "nfa_after").rows()
    )
    total = number(float(agencies["nfa_after"].sum()))
    return [
        f"Talk first where most are: of {total} inappropriate referrals since the launch, the "
        f"agencies with most were {names}. That is where they are, not who refers worst."
    ]
