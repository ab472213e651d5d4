"""A children in need census return (XML) -> a row a referral, read as a stream.

No more than one child is held as XML at a time; UPN and birth date do not leave this module. A
document type declaration is refused, and with it every entity: a return needs none, and entities
are how a small file fills the memory or fetches another one.
Source: the DfE's schemas and guides, 2017 to 2024, with their numbers (N00100 and so on).
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.parsers import expat

import polars as pl

from referral_analysis.errors import FileUnreadableError
from referral_analysis.extract import columns as c
from referral_analysis.extract import limits
from referral_analysis.extract.age import BORN, age_at_referral
from referral_analysis.extract.packed import require_room
from referral_analysis.extract.table import WITHOUT_DISTRICT, SourceTable
from referral_analysis.extract.text_file import open_bytes

_EPISODE_FIELDS = {
    "CINreferralDate": c.REFERRED_ON,  # N00100
    "ReferralSource": c.REFERRAL_SOURCE,  # N00152, from 2013-14
    "PrimaryNeedCode": c.PRIMARY_NEED,  # N00101
    "CINclosureDate": c.CLOSED_ON,  # N00102
    "ReasonForClosure": c.CLOSURE_REASON,  # N00103
    "ReferralNFA": c.IS_NFA,  # N00112
    "S47ActualStartDate": c.SECTION_47_ON,  # N00148
    "CPPstartDate": c.CHILD_PROTECTION_PLAN_ON,  # N00105
    # one assessment since 2013-14 (N00160); an initial and a core one before. That the end date
    # was renamed an authorisation date in 2012-13 is published, the earlier tags are an assumption
    "AssessmentAuthorisationDate": c.SINGLE_ASSESSED_ON,
    "InitialAssessmentAuthorisationDate": c.INITIAL_ASSESSED_ON,
    "InitialAssessmentEndDate": c.INITIAL_ASSESSED_ON,
    "CoreAssessmentAuthorisationDate": c.CORE_ASSESSED_ON,
    "CoreAssessmentEndDate": c.CORE_ASSESSED_ON,
}
_CHILD_ID, _BIRTHS = "LAchildID", ("PersonBirthDate", "ExpectedPersonBirthDate")  # N00097
_AS_OF, _YEAR = "ReferenceDate", "Year"  # N00603 and N00602, in the header
_READ = frozenset({*_EPISODE_FIELDS, _CHILD_ID, *_BIRTHS, _AS_OF, _YEAR})
_COLUMNS = (c.REFERRAL_ID, c.CHILD_ID, *dict.fromkeys(_EPISODE_FIELDS.values()), BORN)
_ROWS_AT_ONCE = 50_000
_BYTES_AT_ONCE = 1 << 20
_LONGEST_VALUE = 10_000  # characters: no element that is read has a hundredth of it


def scan_cin_xml(path: Path) -> SourceTable:
    """Read a return, packed or not: a row an episode (CINdetails), in the vocabulary's columns.

    A return names no referral: has_own_ids is false, and the id that stands here is the child's and
    the place of the episode among the child's; one that copies another in all that is read has its
    id. Of several assessments or section 47 enquiries
    the earliest counts; of several child protection plans the earliest that began on the day of
    the referral or later, an earlier one only where none did. FileUnreadableError where the file
    is not well formed, not a return, holds a document type declaration, or no referrals.
    """
    reader = _Reader(where=path.name)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.doctype
    try:
        require_room(path)
        with open_bytes(path) as file:
            _parse(path.name, parser, file)
    except (expat.ExpatError, OSError, EOFError, zlib.error, zipfile.BadZipFile):
        raise FileUnreadableError(
            path.name,
            found=f"XML that breaks off or is not well formed, at line {parser.CurrentLineNumber}",
            needed="a whole CIN census return",
            do="Export it again.",
        ) from None
    rows = reader.finished()
    return SourceTable(
        where=path.name,
        headers=tuple(rows.columns),
        repeated=frozenset(),
        rows=rows.lazy(),
        lacks=WITHOUT_DISTRICT,
        has_own_ids=False,
        as_of=reader.as_of(),
    )


def _parse(where: str, parser: expat.XMLParserType, file: io.BufferedReader) -> None:
    """Feed a parser piece by piece; FileUnreadableError where one mark is longer than a line."""
    fed, most = 0, limits.allowed(limits.LINE_MB)
    while piece := file.read(_BYTES_AT_ONCE):
        parser.Parse(piece, False)  # noqa: FBT003 - the parser's signature
        fed += len(piece)
        if fed - parser.CurrentByteIndex > most * 1_000_000:
            raise limits.beyond(
                where,
                found=f"a mark of more than {most:,} MB",
                needed="a CIN census return, whose marks are short",
            )
    parser.Parse(b"", True)  # noqa: FBT003 - the parser's signature


@dataclass(slots=True, kw_only=True, eq=False)
class _Reader:
    """What the parser has met so far: the child it is in, and the rows of those before."""

    where: str
    depth: int = 0
    tag: str = ""
    pieces: list[str] = field(default_factory=list, repr=False)
    length: int = 0
    header: dict[str, str] = field(default_factory=dict)
    child: dict[str, str] = field(default_factory=dict, repr=False)
    episodes: list[dict[str, str]] = field(default_factory=list, repr=False)
    rows: list[tuple[str | None, ...]] = field(default_factory=list, repr=False)
    frames: list[pl.DataFrame] = field(default_factory=list, repr=False)

    def doctype(self, *_: object) -> NoReturn:
        """Refuse a document type declaration."""
        raise FileUnreadableError(
            self.where,
            found="a document type declaration, which can hold entities",
            needed="XML without one",
            do="Do not open this file elsewhere before you know where it comes from.",
        )

    def start(self, tag: str, _: object) -> None:
        """Enter an element."""
        if self.depth == 0 and tag != "Message":
            raise FileUnreadableError(
                self.where,
                found=f"XML whose outermost element is {tag[:40]}",
                needed="a CIN census return, whose outermost element is Message",
                do="Export the return itself.",
            )
        self.depth += 1
        if tag in _READ:
            self.tag, self.pieces, self.length = tag, [], 0
        elif tag == "CINdetails":
            self.episodes.append({})

    def text(self, piece: str) -> None:
        """Take text, if it is in an element that is read."""
        if self.tag:
            self.pieces.append(piece)
            self.length += len(piece)
            if self.length > _LONGEST_VALUE:
                raise FileUnreadableError(
                    self.where,
                    found=f"an element {self.tag} of more than {_LONGEST_VALUE:,} characters",
                    needed="a date, a code or an id in it",
                    do="Export it again.",
                )

    def end(self, tag: str) -> None:
        """Leave an element: keep what it held, or the rows of a child that is whole."""
        self.depth -= 1
        if tag == self.tag:
            self._keep(tag, "".join(self.pieces).strip())
            self.tag = ""
        elif tag == "Child":
            self._finish_child()

    def _keep(self, tag: str, value: str) -> None:
        if tag in {_AS_OF, _YEAR}:
            self.header.setdefault(tag, value)
        elif tag not in _EPISODE_FIELDS:
            self.child[tag] = value
        elif value and self.episodes:
            episode, name = self.episodes[-1], _EPISODE_FIELDS[tag]
            episode[name] = min(value, episode.get(name, value), key=_order(episode, name))

    def _finish_child(self) -> None:
        child = self.child.get(_CHILD_ID) or None
        born = next((self.child[tag] for tag in _BIRTHS if self.child.get(tag)), None)
        for episode in self.episodes:
            place = self.episodes.index(episode) + 1  # a copy has the id of what it copies
            known = {**episode, c.REFERRAL_ID: f"{child or 'no id'}-{place}", BORN: born}
            known[c.CHILD_ID] = child
            self.rows.append(tuple(known.get(name) for name in _COLUMNS))
        self.child, self.episodes = {}, []
        if len(self.rows) >= _ROWS_AT_ONCE:
            self._flush()

    def _flush(self) -> None:
        schema = dict.fromkeys(_COLUMNS, pl.String())
        rows = pl.DataFrame(self.rows, schema=schema, orient="row")
        self.frames.append(rows.with_columns(age_at_referral()).drop(BORN))
        self.rows = []

    def as_of(self) -> str | None:
        """Return the day that the return is of, as ISO text; None where its header says none."""
        if day := self.header.get(_AS_OF):
            return day
        year = self.header.get(_YEAR)
        return f"{year}-03-31" if year else None

    def finished(self) -> pl.DataFrame:
        """Return the rows of the whole return, without birth dates."""
        if self.rows:
            self._flush()
        if not self.frames:
            raise FileUnreadableError(
                self.where,
                found="a return without referrals",
                needed="a CINdetails element for each",
                do="Export it again.",
            )
        return pl.concat(self.frames)


def _order(episode: Mapping[str, str], name: str) -> Callable[[str], tuple[bool, str]]:
    """Order an episode's days: the earliest first, but plans from before the referral last.

    The referral's day is there by then: the schema has it as the first element of the episode.
    """
    referred = episode.get(c.REFERRED_ON, "") if name == c.CHILD_PROTECTION_PLAN_ON else ""
    return lambda day: (day < referred, day)
