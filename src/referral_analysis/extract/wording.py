"""What a council's value or header says, by its words: the one meaning that they point to, or none.

A proposal that is wrong is worse than none. So a value whose words point to two codes is left, and
so is one of which most words are not understood.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from referral_analysis.extract.lexicon import AMBIGUOUS, PHRASES

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_FILLER = frozenset({"the", "of", "a", "an", "at", "on", "in", "for", "to", "and", "or", "by",
                     "from",
                     "with", "s", "via", "code", "e", "g", "eg", "inc", "including"})  # fmt: skip
_SAME = {
    "dept": "department", "depts": "department", "sch": "school", "hosp": "hospital",
    "vol": "voluntary",
    "org": "organisation", "auth": "authority", "authorities": "authority", "schools": "school",
    "ed": "education", "educ": "education", "assmt": "assessment", "assess": "assessment",
    "childrens": "children", "youths": "youth", "nurses": "nurse", "families": "family",
    "behavior": "behaviour", "charities": "charity", "academies": "academy", "ceases": "ceased",
    "neighbor": "neighbour", "assessments": "assessment", "disabilities": "disability",
    "addnl": "other",
    "offender": "offender", "relatives": "relative", "nursery": "nursery", "police": "police",
    "signpost": "signposted", "signposting": "signposted", "strat": "strategy", "childs": "child",
    "accident": "accident", "services": "service", "ldg": "lodging", "orders": "order",
}  # fmt: skip
_TOGETHER = (
    (re.compile(r"_|(?<=S47)(?=[A-Z])"), " "),
    (re.compile(r"(?<![A-Za-z])(LA|CIN|CPP|UPN|IA|CA)(?=[a-z])"), r"\1 "),
    (re.compile(r"\ba\s*(?:&|and|\+|/)\s*e\b", re.I), "ae"),
    (re.compile(r"\bg\.\s*p\.?(?=\W|$)|\bg\.?p'?s\b", re.I), "gp"),
    (re.compile(r"\bc\s*&\s*f\b|\bc\s+and\s+f\b", re.I), "child family"),
    (re.compile(r"\bn\.f\.a\.?|\bnfa['\u2019]?e?d\b", re.I), "nfa"),
    (re.compile(r"\bs(?:ection|ec|ect)?\.?\s*47\b", re.I), "section 47"),
    (re.compile(r"['\u2019]s\b", re.I), ""),
    (re.compile(r"['\u2019]", re.I), ""),
)
_NOT = frozenset({"not", "non", "no", "without", "ex", "former", "never", "except", "excluding"})
_ADDS_NOTHING = frozenset(
    {"team", "unit", "service", "officer", "department", "referral", "source", "national", "county",
     "local", "area", "other", "child", "young", "person", "individual", "public"}
)  # fmt: skip
"""Words that say nothing of which agency or reason it is, beside others that do."""
_ENOUGH_SURE = 0.5
_TYPO, _LONG_WORD = 0.88, 5
_CODE_IN_FRONT = re.compile(
    r"^\s*'?(?:[a-z]{1,2}\)\s*)?((?:RC|N)?\d{1,2}[A-F]?)\s*(?:[:)./\u2013-]+\s*|(?<=[A-F])\s+|(?<=N\d)\s+"
    r"|(?<=RC\d)\s+)(\D.*)$",
    re.I,
)
_YES_OR_NO_IN_FRONT = re.compile(r"^\s*(y|yes|n|no)\s*[-:,(\u2013]+\s*\w", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """A code that is proposed, why (the words that say it), and how sure: 0 to 1.

    sure: the share of a value's words that say it.
    """

    code: str
    why: str
    sure: float


def words_of(text: str, filler: frozenset[str] = _FILLER) -> tuple[str, ...]:
    """Reduce a text to its words in small letters, in order, without filler; plurals as one."""
    for pattern, instead in _TOGETHER:
        text = pattern.sub(f" {instead} " if instead.strip() else instead, text)
    words = [word.lower() for word in _WORD.findall(text)]
    kept = [word for word in words if word not in filler]
    return tuple(_singular(word) for word in kept or words)


def _singular(word: str) -> str:
    if word in _SAME:
        return _SAME[word]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ies")):
        return word[:-1]
    return word


def meaning(column: str, value: str, codes: Iterable[str]) -> Meaning | None:
    """Return the code of a column that a value's words point to, if to one and surely enough."""
    listed = set(codes)
    by_words = _by_words(column, value)
    in_front = _CODE_IN_FRONT.match(value)
    if in_front and in_front[1].upper() in listed:
        return _with_code(in_front[1].upper(), _by_words(column, in_front[2]))
    if column == "is_nfa" and (said := _YES_OR_NO_IN_FRONT.match(value)):
        code = "true" if said[1].lower().startswith("y") else "false"
        return Meaning(code=code, why=f"it begins with {said[1]}", sure=1.0)
    if by_words is None or by_words.code == AMBIGUOUS or by_words.sure < _ENOUGH_SURE:
        return None
    return by_words if by_words.code in listed or column == "is_nfa" else None


def _with_code(code: str, words: Meaning | None) -> Meaning | None:
    """Take the code in front, unless the words after it are those of another kind of code."""
    says_another = words is not None and words.code != AMBIGUOUS and words.code[:1] != code[:1]
    return None if says_another else Meaning(code=code, why="the code in front", sure=1.0)


def _by_words(column: str, value: str) -> Meaning | None:
    """Find the phrases that a value holds; the code of those that no longer one contains."""
    words = words_of(value)
    if not words:
        return None
    known = {word: _known(column, word) for word in words}
    held = frozenset(known.values())
    fitting = [
        (phrase, code)
        for phrase, is_whole, code in _phrases(column)
        if phrase <= held and (not is_whole or phrase == held)
    ]
    longest = [one for one in fitting if not any(one[0] < other for other, _ in fitting)]
    said = {code for _, code in longest}
    if len(said) != 1:
        return None
    understood = frozenset().union(*(phrase for phrase, _ in longest))
    rest = held - understood
    if rest & _NOT or any(is_whole and phrase <= rest - _ADDS_NOTHING
                          for phrase, is_whole, _ in _phrases(column)):  # fmt: skip
        return None
    spoken = [word for word in words if known[word] in understood]
    silent = [word for word in words if known[word] in rest - _ADDS_NOTHING]
    return Meaning(
        code=said.pop(),
        why=f"the words {' '.join(spoken)}",
        sure=len(spoken) / (len(spoken) + len(silent)),
    )


def _known(column: str, word: str) -> str:
    """Return the word of the lexicon that a word is, but for a slip of the pen in a long one."""
    vocabulary = _vocabulary(column)
    if word in vocabulary or len(word) < _LONG_WORD:
        return word
    near = difflib.get_close_matches(word, vocabulary, n=1, cutoff=_TYPO)
    return near[0] if near and len(near[0]) >= _LONG_WORD else word


@lru_cache
def _phrases(column: str) -> tuple[tuple[frozenset[str], bool, str], ...]:
    """List the phrases of a column: their words, whether they must be all, and the code."""
    return tuple(
        (frozenset(words_of(phrase.removeprefix("="))), phrase.startswith("="), code)
        for code, phrases in PHRASES[column].items()
        for phrase in phrases
    )


@lru_cache
def _vocabulary(column: str) -> frozenset[str]:
    return frozenset().union(*(words for words, _, _ in _phrases(column)))


def header_matches(
    headers: Iterable[str], names: Mapping[str, Iterable[str]]
) -> dict[str, tuple[str, str]]:
    """Match our columns with headers, each once: our name -> (header, why).

    A header is one whose words, without units and filler, are those of a name, in any order; the
    name listed first goes first. A slip of the pen in a long word is allowed.
    """
    said = {header: _header_words(header) for header in headers}
    matches: dict[str, tuple[str, str]] = {}
    taken: set[str] = set()
    ranked = sorted(
        (
            (place, not is_exact, order, header, name, written)
            for order, (header, words) in enumerate(said.items())
            for name, listed in names.items()
            for place, written in enumerate((name, *listed))
            for is_exact in (True, False)
            if _is_name(words, _header_words(written), is_exact=is_exact)
        ),
        key=lambda one: one[:3],
    )
    for _, _, _, header, name, written in ranked:
        if name not in matches and header not in taken:
            why = "our own name" if written == name else f"the words {written}"
            matches[name] = (header, why)
            taken.add(header)
    return matches


_OF_A_TABLE = re.compile(r"^\S[^\[\]]*(?<!\s)\[([^\[\]]+)\]$")
"""A header as Power BI and DAX write it: the table, and the column in brackets."""
_UNITS = re.compile(r"\(.*?\)|\[.*?\]|[*?]")
_HEADER_FILLER = frozenset(
    {"the", "of", "a", "an", "at", "code", "for", "to", "and", "is", "was", "s"}
)
_SYSTEM = frozenset({"cin", "cine", "cont", "field", "txt", "dt", "ssd", "yn", "value", "flag",
                     "indicator", "ind"})  # fmt: skip


@lru_cache(maxsize=4096)
def _header_words(header: str) -> frozenset[str]:
    column = _OF_A_TABLE.sub(r"\1", header)
    words = words_of(_UNITS.sub(" ", column), _HEADER_FILLER) or words_of(column)
    return frozenset(word for word in words if word not in _SYSTEM) or frozenset(words)


def _is_name(words: frozenset[str], name: frozenset[str], *, is_exact: bool) -> bool:
    if is_exact or words == name or len(words) != len(name):
        return words == name
    left, missing = list(words - name), list(name - words)
    if len(left) != 1 or min(len(left[0]), len(missing[0])) < _LONG_WORD:
        return False
    return difflib.SequenceMatcher(a=left.pop(), b=missing.pop()).ratio() >= _TYPO
