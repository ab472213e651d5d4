"""What stands behind the figures: definitions, data, method, disclosure, how to make it again."""

from typing import TYPE_CHECKING

import polars as pl

from referral_analysis.analysis import step
from referral_analysis.analysis.plan import Plan
from referral_analysis.analysis.rule import LEAST_CORRELATION, Decision
from referral_analysis.its.intervals.correlation import searched
from referral_analysis.its.intervals.critical_values import DRAWS, SEED
from referral_analysis.papers import assurance
from referral_analysis.papers.board.release import ReleasedBoard
from referral_analysis.periods import month_name
from referral_analysis.questions import assessments, events, files_beside, rates, stretches
from referral_analysis.questions.fell import BY_DOSE, OTHERS_AT_ONE_AGE
from referral_analysis.questions.needs import Have, missing
from referral_analysis.report.page import panels
from referral_analysis.report.page.panels import Panel
from referral_analysis.report.page.tables import Column, Table
from referral_analysis.report.words import wording
from referral_analysis.series import MeasureName
from referral_analysis.series.measures import CLOSED_AT_ONCE, TAKEN_WITHIN_DAYS
from referral_analysis.series.outcome import NFA, Outcome, named

if TYPE_CHECKING:  # of the report on the data, which imports it
    from referral_analysis.questions.data.release import ReleasedQuality

DEFINED: tuple[MeasureName, ...] = (
    "referrals",
    "nfa",
    "not_in_need",
    "appropriate",
    "contacts_kept",
    "cafs_started",
)


_OTHERS = "The other referrals"
_ALL_OTHERS = (
    "What inappropriate referrals are set against: all others, as both stood {} days after the end "
    "of each month, so that every month is seen at the same age. Some that are decided later are "
    "among them."
)
_OTHER_CONTACTS = (
    "What inappropriate contacts are set against: all other contacts of the same months. Each has "
    f"had {TAKEN_WITHIN_DAYS} days in which a referral of the same child could come, so that every "
    "month is seen at the same age."
)


def definitions(released: ReleasedBoard) -> Panel:
    """Show what each measure counts, what a share of it is out of, and whose definition it is."""
    rate = ("Rate", rates.defined(released.have))
    plan, have = released.plan, released.have
    return panels.facts([*(defined(name, plan, have) for name in _defined(released)), rate])


def _defined(released: ReleasedBoard) -> list[MeasureName]:
    """List what is defined; where both are the outcome, what was closed at once for not in need."""
    if released.plan.outcome.is_nfa:
        return list(DEFINED)
    if released.plan.outcome.is_of_contacts:
        return [name for name in DEFINED if name not in {"not_in_need", "contacts_kept"}]
    has_row = CLOSED_AT_ONCE in set(released.changes.table["measure"])
    instead: list[MeasureName] = [CLOSED_AT_ONCE] if has_row else []
    at = DEFINED.index("not_in_need")
    return [*DEFINED[:at], *instead, *DEFINED[at + 1 :]]


def defined(name: MeasureName, plan: Plan, have: Have) -> tuple[str, str]:
    """Return a measure's label, and what it counts, what a share is out of, where that is from."""
    measure = named(name, plan.outcome, plan.closure_ripens_in_days)
    whole = measure.part_of and named(measure.part_of, plan.outcome, plan.closure_ripens_in_days)
    out_of = whole.label if whole else ""
    share = f" Share: out of {out_of[0].lower()}{out_of[1:]}." if out_of else ""
    label, definition = (
        assessments.in_words(text, have) for text in (measure.label, measure.definition)
    )
    return label, f"{definition}{share} Source: {measure.source}."


def set_against(released: ReleasedBoard) -> Panel:
    """Show what inappropriate referrals are set against, and at what age."""
    if released.plan.outcome.is_of_contacts:
        return panels.facts([(_OTHERS, _OTHER_CONTACTS)])
    if not released.plan.outcome.is_nfa:
        days = released.plan.closure_ripens_in_days
        return panels.facts([(_OTHERS, _ALL_OTHERS.format(days))])
    days = released.plan.nfa_ripens_in_days
    lacking = missing(OTHERS_AT_ONE_AGE, released.have)
    if lacking is not None:
        return panels.facts(
            [
                (
                    "The other referrals",
                    "What inappropriate referrals are set against: all others. Which of them were "
                    f"closed as not in need within {days} days of the end of each month, and "
                    f"should not be among them, cannot be said: {lacking.lacks}. If those fell "
                    "too, the change is larger than is told; if cases closed at once before are "
                    "now assessed and closed then, it is smaller.",
                )
            ]
        )
    return panels.facts(
        [
            (
                "The other referrals",
                "What inappropriate referrals are set against: the appropriate remainder as it "
                f"stood {days} days after the end of each month, so that every month is seen at "
                "the same age. Some that are later closed as not in need are among them.",
            )
        ]
    )


def quality(released: "ReleasedBoard | ReleasedQuality") -> Table | Panel:
    """Show the rules that rows of the extract failed; only those that some did.

    Of counts by month, which have no rows to check, what they are.
    """
    table = released.rules.table
    hidden = released.rules.suppressed["failed"]
    is_shown = hidden | (table["failed"] > 0).fill_null(value=False)
    read, kept, excluded = released.rows.table.row(0)
    if released.have.is_counted:
        return panels.paragraphs(_COUNTED, *_held(released))
    if released.plan.outcome.is_of_contacts:
        return panels.paragraphs(_CONTACTS.format(_count(read)), *_held(released))
    return Table(
        frame=table.filter(is_shown).with_columns(
            pl.col("severity").replace_strict(_DONE, return_dtype=pl.String)
        ),
        columns=(
            Column(name="rule", label="Rule"),
            Column(name="sentence", label="What rows failed"),
            Column(name="severity", label="What was done"),
            Column(name="failed", label="Rows", format="count"),
        ),
        caption="Checks that rows of the extract failed",
        name="checks",
        suppressed=released.rules.suppressed.filter(is_shown),
        notes=(
            f"{_count(read)} referrals were read: {_count(kept)} kept, "
            f"{_count(excluded)} left out. Numbers are those of the national validation rules.",
            *_held(released),
        ),
    )


def _held(released: "ReleasedBoard | ReleasedQuality") -> tuple[str, ...]:
    """Say where the population had to be held, in the report that has rates of it."""
    held = released.files.held if isinstance(released, ReleasedBoard) else None
    return () if held is None else (files_beside.population_held(held),)


_COUNTED = (
    "The council gave counts by month, no rows of referrals. There were no rows to check, and what "
    "the council left out of its counts is not known."
)
_CONTACTS = (
    "{} contacts were read, and all were kept: no national rule is about contacts, and each row of "
    "the file is one. What it led to is by the extract of referrals, as far as its own rows passed "
    "the checks. A report of referrals on the data, by another choice of what inappropriate means, "
    "tells of these."
)
_DONE = {"exclude": "left out", "flag": "kept, counted", "stop": "none may fail"}


def _looks(plan: Plan) -> str:
    """Say whether this report's range holds by itself or together with those of others."""
    if not plan.looks:
        return (
            "Ranges hold one by one: no other report was planned beforehand whose ranges should "
            "hold at once with these."
        )
    months = ", ".join(month_name(look) for look in plan.looks)
    return (
        f"Planned beforehand were {len(plan.looks)} reports, with months up to these: {months}. "
        "The ranges of their answers hold all together at "
        f"{plan.level * 100:.0f}%, so that of this one is of {plan.answer_level * 100:.3g}%. Those "
        "of every other figure hold one by one."
    )


def _count(value: int | None) -> str:
    return "a suppressed number" if value is None else wording.number(value)


def method(released: ReleasedBoard) -> Panel:
    """Say how the figures were made, in a few lines."""
    plan, decision = released.plan, released.decision
    form = {
        "ratio": "the logarithm of inappropriate over other referrals of the month, so that the "
        "change is an odds ratio",
        "adjusted": "the logarithm of the rate of inappropriate referrals, with that of the other "
        "referrals among what explains it, so that the change is a rate ratio",
    }[decision.form]
    words = panels.paragraphs(
        f"Interrupted time series of {form}; {month_name(plan.series_starts)} to "
        f"{month_name(plan.last_month)}, {plan.months_before} months before the launch, "
        f"{plan.months_after} after. Terms: a trend, {events.waves(plan)}, "
        f"{events.terms(plan.events)}and {_launch(released)}. "
        "Errors resemble those of the months before them and carry the noise of counts. Expected "
        "referrals are those observed over the ratio. A measure by itself has the same terms, "
        f"with {events.seasons_alone(plan)}. {events.months_left_out(plan.events)}".rstrip(),
        _rule(decision),
        *stretches.told(plan),
        _looks(plan),
        f"Ranges on the first screen invert a restricted likelihood-ratio test over "
        f"{len(searched('robust'))} ways in which months may resemble each other, at "
        f"{plan.answer_level * 100:.3g}%, with critical values "
        f"from {DRAWS:,} simulated series (seed {SEED}). Other ranges, and those of a measure of "
        "fewer than 100 referrals a month, are by restricted maximum likelihood with "
        "Satterthwaite's degrees of freedom. Formulas and sources: docs/method.md.",
    )
    decided = {
        **step.decision(plan),
        "primary_form": decision.form,
        "pre_launch_residual_correlation": decision.residual_correlation,
        "pre_launch_months": decision.months,
        "least_correlation": LEAST_CORRELATION,
    }
    return panels.deciding(words, decided)


def _launch(released: ReleasedBoard) -> str:
    """Name the launch among a model's terms: by its dose, or without the months it took."""
    lacking = missing(BY_DOSE, released.have)
    if released.plan.step != 1:
        return f"a step at {month_name(released.plan.first_after)}, after the launch had come in"
    if lacking is None:
        return "the share of the county that the workshops had reached by the middle of the month"
    first, last = map(month_name, released.plan.launch)
    if released.plan.is_at_once:
        return f"a step from the launch's own month, {first}, as it came all at once"
    if first == last:
        return f"a step at the launch, whose month, {first}, is left out, as {lacking.lacks}"
    return f"a step at the launch, whose months {first} to {last} are left out, as {lacking.lacks}"


def _rule(decision: Decision) -> str:
    """Say which form the rule chose, by what figure."""
    correlation = decision.residual_correlation
    against = f"{'at least' if decision.form == 'ratio' else 'below'} {LEAST_CORRELATION}"
    figure = (
        f"{against}; the figure itself is not shown, to protect children's identities"
        if correlation is None
        else f"{correlation:.2f}, {against}"
    )
    return (
        f"Rule fixed before the months after the launch were seen: the ratio where inappropriate "
        f"and other referrals moved together in the months before it, with a correlation of "
        f"{LEAST_CORRELATION} or more once trend, seasons and any earlier shock are taken out, "
        f"else the adjusted rate. Over {decision.months} months it was {figure}."
    )


def model_checks(released: ReleasedBoard) -> Panel:
    """List what the checks of the headline's model flagged, in the words of the checks."""
    none = ["Nothing stood out."]
    return panels.points(list(released.flags) or none, title="What checks of the model flagged")


def disclosure_note(released: "ReleasedBoard | ReleasedQuality") -> Panel:
    """Say how children's identities are protected."""
    policy = released.policy
    return panels.paragraphs(
        f"{policy.statement} Source of the rules: {policy.source}.", held_against(released.register)
    )


def held_against(register: pl.DataFrame) -> str:
    """Name the extracts of the reports before: what they hid is hidden here."""
    drawn_on = register["drawn_on"].unique().sort().to_list()
    days = [f"{day.day} {month_name(day)}" for day in drawn_on]
    if register.select("report", "drawn_on").n_unique() == 1:
        return "No earlier report was named for this one to be held against."
    return (
        "Held against every report named as published before it, and checked that the figures of "
        f"all of them together give no protected count away; extracts of {', '.join(days)}."
    )


def assumptions(
    *, is_synthetic: bool, outcome: Outcome = NFA, has_population: bool = True
) -> Panel:
    """List what the figures take for granted, from the quality-assurance log."""
    return panels.points(
        assurance.printed(is_synthetic=is_synthetic, outcome=outcome, has_population=has_population)
    )


def reproduce(inputs: dict[str, str]) -> Panel:
    """Say how to make the report again: the inputs by SHA-256; the command is in the footer."""
    named = {_FILES.get(name, name.replace("_", " ")): digest for name, digest in inputs.items()}
    return panels.facts([(f"SHA-256 of the {name}", digest) for name, digest in named.items()])


_FILES = {"timeline": "events"}
"""What readers call a file, where that is not its parameter's name."""
