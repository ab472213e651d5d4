"""The words of a place and its year: sentences are written once, in Kent's words of 2011.

`spoken` says them in another place's: its partnership for the Board, its areas for districts. Only
whole words are changed, never a name that the council gave, nor what stands between backticks.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Literal

from referral_analysis.errors import ParametersError
from referral_analysis.report.words.of_contacts import words_of

LONGEST_WORD = 40
_WORD = re.compile(r"[A-Za-z][A-Za-z' -]*")
_VOWEL = re.compile(r"[aeio]", re.IGNORECASE)
_AFTER_FULL_STOP = re.compile(r"(^|[.?!:]\s+|\n)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What a place calls its own things; the defaults are those that sentences are written in.

    board: who the report is for. place: what the whole council is called. area: a part of it.
    early_help: help short of social care; CAF is counted, any other word is not. front_door: who
    takes contacts; empty where nobody is named. workshops: how the launch was brought to
    people, in the plural; empty where the launch had none. thresholds: what was launched. counted:
    what is counted, referrals or contacts; a council's outcome says which, and not its words.
    ParametersError for a word that is not one.
    """

    board: str = "Board"
    place: str = "county"
    area: str = "district"
    early_help: str = "CAF"
    front_door: str = ""
    workshops: str = "workshops"
    thresholds: str = "thresholds"
    counted: Literal["referral", "contact"] = "referral"

    def __post_init__(self) -> None:
        for field in fields(self):
            word = getattr(self, field.name)
            is_none = not word and field.name in MAY_BE_EMPTY
            if not is_none and not (_WORD.fullmatch(word) and len(word) <= LONGEST_WORD):
                raise ParametersError(
                    f"words, {field.name}",
                    found="something else",
                    needed=f"a word or two in letters, {LONGEST_WORD} at most",
                    do="Correct it, or take it out.",
                )
        if self.workshops and not self.workshops.endswith("s"):
            raise ParametersError(
                "words, workshops",
                found="a word that does not end in s",
                needed="a plural, such as briefings",
                do="Correct it, or take it out.",
            )


MAY_BE_EMPTY = frozenset({"front_door", "workshops"})
WRITTEN_IN = Vocabulary()
"""The words that sentences of the package are written in."""
_Change = tuple[str, Callable[[str], str]]


def spoken(text: str, vocabulary: Vocabulary, names: Sequence[str] = ()) -> str:
    """Say a sentence, a label or a heading in a place's own words.

    names: the council's own, such as those of its areas, which stay as they are.
    """
    if vocabulary == WRITTEN_IN:
        return text
    pattern, changes = _compiled(vocabulary, tuple(sorted(names, key=lambda n: (-len(n), n))))

    def said(match: re.Match[str]) -> str:
        found = match[0]
        for change, word in changes:
            if change.fullmatch(found):
                return _as_found(found, word(found), text[: match.start()])
        return found

    return pattern.sub(said, text)


def _as_found(found: str, word: str, before: str) -> str:
    """Begin with a capital where the sentence does: what is found has one, and begins a line."""
    is_name = re.match("Board|CAF|A CAF|Common", found)
    begins = found[:1].isupper() and (not is_name or _AFTER_FULL_STOP.search(before))
    return word[:1].upper() + word[1:] if begins else word


@lru_cache(maxsize=64)
def _compiled(
    vocabulary: Vocabulary, names: tuple[str, ...]
) -> tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], Callable[[str], str]], ...]]:
    kept_words, of_contacts = words_of(vocabulary.counted)
    changes = [
        *((old, _to(word)) for old, word in of_contacts),
        *_of_workshops(vocabulary.workshops),
        *_of_early_help(vocabulary.early_help),
        *_of_thresholds(vocabulary.thresholds),
        *_of_front_door(vocabulary.front_door),
        *_of_noun("Board", vocabulary.board),
        *_of_noun("county", vocabulary.place),
        *_of_noun("district", vocabulary.area),
    ]
    kept = [
        r"`[^`]*`",
        *kept_words,
        *(rf"(?<!\w){re.escape(name)}(?!\w)" for name in names if name),
    ]
    parts = [*kept, *(f"(?i:{_spaced(old)})" for old, _ in changes)]
    return (
        re.compile("|".join(parts)),
        tuple((re.compile(_spaced(old), re.IGNORECASE), word) for old, word in changes),
    )


def _spaced(pattern: str) -> str:
    """Let a line end stand for a space: a notebook's text is wrapped."""
    return rf"\b{pattern}\b".replace(" ", r"\s+").replace(r")\b", ")")


def _to(word: str) -> Callable[[str], str]:
    return lambda _: word


def _of_noun(old: str, new: str) -> list[_Change]:
    """Change a noun, its plural, and the article before it."""
    if new == old:
        return []

    def with_article(found: str) -> str:
        article = "an" if _VOWEL.match(new) else "a"
        space = re.sub(r"\S", "", found) or " "
        return f"{article}{space}{new}"

    return [
        (f"an? {old}", with_article),
        (_plural(old), _to(_plural(new))),
        (old, _to(new)),
    ]


def _plural(noun: str) -> str:
    return f"{noun[:-1]}ies" if re.search(r"[^aeiou]y$", noun) else f"{noun}s"


def _of_workshops(word: str) -> list[_Change]:
    """Speak of what brought the launch to people; of the launch itself where nothing did."""
    if word == WRITTEN_IN.workshops:
        return []
    if word:
        return [("workshops", _to(word)), ("workshop", _to(word.removesuffix("s")))]
    return [
        ("workshops begin", _to("launch begins")),
        ("the workshops: when they came, and to how many", _to("the launch: when it came")),
        ("whose workshops' months", _to("whose months")),
        ("workshops' message", _to("launch's message")),
        ("workshops' months", _to("launch's months")),
        ("as its workshops came", _to("as it came")),
        ("file of workshops", _to("file of the launch's dates")),
        ("workshops", _to("launch")),
        ("workshop", _to("launch")),
    ]


def _of_early_help(word: str) -> list[_Change]:
    """Count cases of early help, as CAFs are counted."""
    if word == WRITTEN_IN.early_help:
        return []
    return [
        ("assessments begun under the Common Assessment Framework", _to(f"cases of {word} begun")),
        (r"under the Common Assessment Framework \(CAF\)", _to(f"by {word}")),
        ("new CAFs", _to(f"new cases of {word}")),
        ("an? CAF", _to(word)),
        ("CAFs?", _to(word)),
    ]


def _of_thresholds(word: str) -> list[_Change]:
    """Name what was launched; the audit of thresholds keeps its name."""
    if word == WRITTEN_IN.thresholds:
        return []
    was, intend = ("were", "intend") if word.endswith("s") else ("was", "intends")
    return [
        ("new thresholds were", _to(f"new {word} {was}")),
        ("new thresholds", _to(f"new {word}")),
        ("the thresholds intend", _to(f"the {word} {intend}")),
        ("of the thresholds", _to(f"of the {word}")),
    ]


def _of_front_door(word: str) -> list[_Change]:
    """Say who takes contacts."""
    return [("stay contacts", _to(f"stay contacts with the {word}"))] if word else []
