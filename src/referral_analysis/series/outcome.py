"""What "inappropriate" means: one choice, made beforehand, counted and named from here alone.

Referrals are recoded once, before anything is counted of them: their flag then says whether they
are inappropriate by the plan's choice, and the reason of their closure agrees with it. Every
measure, share and model that reads the flag follows; where the choice is no further action, the
flag says so already and nothing is recoded.
"""

import difflib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

import polars as pl

from referral_analysis.errors import ColumnMissingError, ParametersError
from referral_analysis.extract import codes
from referral_analysis.extract import columns as c
from referral_analysis.series.maturity import as_known
from referral_analysis.series.measures import (
    APPROPRIATE,
    INAPPROPRIATE,
    MEASURES,
    TAKEN_WITHIN_DAYS,
    Measure,
    MeasureName,
)

Choice: TypeAlias = Literal["nfa", "nfa_or_not_in_need", "contact_without_referral", "of_codes"]
CHOICES: tuple[Choice, ...] = get_args(Choice)
_OF_CODES = "of_codes"
_MAY_BE = (
    "nfa, nfa_or_not_in_need, contact_without_referral, or of_codes: with a list of reasons of "
    "closure, such as [RC8]"
)
_NOT_IN_NEED = codes.NOT_IN_NEED[0]
_IN_NEED = "RC7"
"""A reason of closure that says nothing of need: services ceased for any other reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """Which referrals are inappropriate; `codes` are the reasons of closure of `of_codes`.

    ParametersError for a reason that no census has, one twice, or none where one is needed.
    """

    choice: Choice = "nfa"
    codes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        known = codes.codes_of(c.CLOSURE_REASON)
        unknown = [code for code in self.codes if code not in known]
        if unknown or len(set(self.codes)) < len(self.codes):
            raise ParametersError(
                "inappropriate",
                found=f"{unknown[0]!r} among of_codes" if unknown else "a code twice in of_codes",
                needed=f"reasons of closure, each once: {', '.join(known)}",
                do=_nearest(unknown[0], known) if unknown else "Take one of them out.",
            )
        if bool(self.codes) != (self.choice == "of_codes"):
            raise ParametersError(
                "inappropriate",
                found="of_codes without a reason" if not self.codes else f"codes of {self.choice}",
                needed="reasons of closure where, and only where, the choice is of_codes",
                do="Write of_codes: [RC8], say.",
            )

    @property
    def is_nfa(self) -> bool:
        """Whether no further action alone is inappropriate, as the extract's flag has it."""
        return self.choice == "nfa"

    @property
    def is_of_contacts(self) -> bool:
        """Whether contacts are counted, and not referrals (`series.contacts_counted`)."""
        return self.choice == "contact_without_referral"

    @property
    def noun(self) -> Literal["referral", "contact"]:
        """What each row is of what is counted."""
        return "contact" if self.is_of_contacts else "referral"

    @property
    def closed(self) -> str:
        """What is said of such a referral in a sentence: "referrals ..."."""
        if self.is_of_contacts:
            return "that led to no referral"
        return "closed with no further action" if self.is_nfa else "counted as inappropriate"

    @property
    def came_to(self) -> str:
        """The same as what they did: "fewer referrals ..."."""
        return "led to no referral" if self.is_of_contacts else f"were {self.closed}"

    @property
    def column(self) -> str:
        """The head of a column, or the name of a line, of such referrals."""
        return "No further action" if self.is_nfa else "Inappropriate"

    @property
    def short(self) -> str:
        """The same where a column is narrow."""
        return "NFA" if self.is_nfa else "Inappropriate"

    @property
    def share(self) -> str:
        """The head of a narrow column of their share."""
        return "NFA share" if self.is_nfa else "Inappropriate, share"


NFA = Outcome()
OF_CONTACTS = Outcome(choice="contact_without_referral")


def parsed(value: object) -> Outcome:
    """Read the choice as a parameter has it: a word, or {of_codes: [RC8, ...]}.

    ValueError saying what may stand there, with the nearest word; ParametersError for codes.
    """
    if isinstance(value, dict) and list(value) == [_OF_CODES]:
        return _of_codes(value[_OF_CODES])
    if not isinstance(value, str) or value == _OF_CODES:
        return _of_codes(None)
    for choice in CHOICES:
        if value == choice:
            return Outcome(choice=choice)
    near = difflib.get_close_matches(value.lower(), CHOICES, n=1, cutoff=0.5)
    raise ValueError(f"{_MAY_BE}; did you mean {near[0]}?" if near else _MAY_BE)


def _of_codes(listed: object) -> Outcome:
    if isinstance(listed, list) and all(isinstance(code, str) for code in listed):
        return Outcome(choice="of_codes", codes=tuple(listed))
    raise ValueError(_MAY_BE)


def written(outcome: Outcome) -> str:
    """Write the choice as a parameters file has it."""
    if outcome.choice == _OF_CODES:
        return f"{{of_codes: [{', '.join(outcome.codes)}]}}"
    return outcome.choice


def recoded(rows: pl.LazyFrame, outcome: Outcome, days: int) -> pl.LazyFrame:
    """Return referrals whose flag says what the outcome calls inappropriate.

    Closures count that came within `days` of the end of the month of the referral, so that every
    month is seen at one age; of counts by month, which have no days, all. The flag is null where
    what decides is blank: the council's own flag, or the reason of a closure. The reason of
    closure then says "not in need" of inappropriate referrals and of no other, and
    `CLOSED_AT_ONCE` keeps the council's flag. ColumnMissingError without reasons of closure.
    Contacts stay as they are: `contacts_counted.as_counted` has flagged them.
    """
    if outcome.is_nfa or outcome.is_of_contacts:
        return rows
    held = set(rows.collect_schema().names())
    is_counted = c.IS_COUNTED in held
    _require(outcome, held, is_counted=is_counted)
    seen = rows if is_counted else as_known(rows, days)
    reason, at_once = pl.col(c.CLOSURE_REASON), pl.col(c.IS_NFA)
    is_closed = pl.lit(value=False) if is_counted else pl.col(c.CLOSED_ON).is_not_null()
    decided = reason.is_in(outcome.codes or codes.NOT_IN_NEED).fill_null(value=False)
    is_blank = is_closed & reason.is_null() & ~at_once.fill_null(value=False)
    by_reason = pl.when(is_blank).then(None).otherwise(decided)
    flag = by_reason if outcome.choice == "of_codes" else at_once | by_reason
    is_flagged = pl.col(c.IS_NFA).fill_null(value=False)
    agreed = (
        pl.when(is_flagged)
        .then(pl.lit(_NOT_IN_NEED))
        .when(codes.is_closed_as_not_in_need())
        .then(pl.lit(_IN_NEED))
        .otherwise(reason)
    )
    return seen.with_columns(flag.alias(c.IS_NFA), at_once.alias(c.WAS_NFA)).with_columns(
        agreed.alias(c.CLOSURE_REASON)
    )


def _require(outcome: Outcome, held: Collection[str], *, is_counted: bool) -> None:
    """Raise ColumnMissingError where the extract cannot say which referrals are meant."""
    needs = (c.CLOSURE_REASON,) if is_counted else (c.CLOSED_ON, c.CLOSURE_REASON)
    gone = [name for name in needs if name not in held]
    if is_counted and outcome.choice == "of_codes":
        gone = [c.CLOSURE_REASON]
    if gone:
        raise ColumnMissingError(
            f"inappropriate: {outcome.choice}",
            found=f"an extract without {' and without '.join(gone)}",
            needed="it, to tell which referrals are inappropriate",
            do="Name its header under `columns`, or take inappropriate: nfa.",
        )


def named(name: MeasureName, outcome: Outcome, days: int) -> Measure:
    """Return a measure with the label and the definition that it has by the outcome.

    days: after the end of a month by which closures count (`recoded`).
    """
    measure = MEASURES[name]
    if outcome.is_of_contacts and name in _OF_CONTACTS:
        label, definition = _OF_CONTACTS[name]
        source = MEASURES["contacts_kept"].source
        return replace(measure, label=label, definition=definition, source=source)
    if outcome.is_nfa or name not in {INAPPROPRIATE, APPROPRIATE}:
        return measure
    if name == APPROPRIATE:
        return replace(
            measure,
            definition="The remainder: referrals that are not inappropriate as defined here. Cases "
            "still undecided at that age are among them.",
        )
    return replace(
        measure,
        label=f"Inappropriate referrals ({in_brackets(outcome)})",
        definition=f"Referrals {meaning(outcome, days)}.",
        source=MEASURES[APPROPRIATE].source,
    )  # fmt: skip


_LED_TO_NONE = (
    "that led to no referral: none of the same child came on its day or in the "
    f"{TAKEN_WITHIN_DAYS} days after it"
)
_OF_CONTACTS: Mapping[MeasureName, tuple[str, str]] = {
    "referrals": ("All contacts", MEASURES["contacts"].definition),
    INAPPROPRIATE: ("Inappropriate contacts (without a referral)", f"A contact {_LED_TO_NONE}."),
    APPROPRIATE: (
        "Appropriate contacts (with a referral)",
        "A contact with a referral of the same child on its day or in the "
        f"{TAKEN_WITHIN_DAYS} days after it. One without the child's id, of which that is not "
        "known, is among them.",
    ),
}
"""The label and the definition of measures of referrals where contacts are counted."""


def in_brackets(outcome: Outcome) -> str:
    """Name the outcome as briefly as a label can."""
    if outcome.is_of_contacts:
        return "without a referral"
    if outcome.choice == "of_codes":
        return f"closure reason {codes.in_words(outcome.codes)}"
    return "no further action" if outcome.is_nfa else "closed at once, or not in need"


def meaning(outcome: Outcome, days: int) -> str:
    """Say what is true of an inappropriate referral, as the end of a sentence."""
    if outcome.is_of_contacts:
        return f"a contact {_LED_TO_NONE}"
    if outcome.is_nfa:
        return "closed with no further action, before any assessment"
    within = f"within {days} days of the end of the month of the referral"
    if outcome.choice == "of_codes":
        return f"closed for the reason {_labelled(outcome.codes)} {within}"
    not_in_need = codes.in_words(codes.NOT_IN_NEED)
    return (
        "closed with no further action, or closed after an assessment as not in need (closure "
        f"reason {not_in_need}), {within}"
    )


def sentence(outcome: Outcome, days: int) -> str:
    """Say what inappropriate means in the report."""
    told = f"Inappropriate here means {meaning(outcome, days)}."
    if not outcome.is_of_contacts:
        return told
    return f"{told} A contact without the child's id is counted neither way, as it may be either."


def _labelled(listed: Collection[str]) -> str:
    labels = {one.code: one.label for one in codes.CLOSURE_REASONS}
    return codes.in_words([f"{code} ({_lower(labels[code])})" for code in listed])


def _lower(label: str) -> str:
    """Write a reason within a sentence; no further action names another outcome than a reason."""
    return (label[0].lower() + label[1:]).replace("no further action", "nothing further")


def _nearest(code: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(code.upper(), known, n=1)
    return f"Did you mean {near[0]}?" if near else "Correct it."
