"""Every sentence of the package said in four places' words, and none with another place's."""

import ast
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import referral_analysis
from referral_analysis.errors import ParametersError
from referral_analysis.report.words.vocabulary import Vocabulary, spoken

PACKAGE = Path(referral_analysis.__file__).parent
NOTEBOOKS = Path(__file__).resolve().parents[4] / "notebooks"
ROOMS = ("questions", "papers", "report", "analysis", "series", "runs/making", "runs/release")
NO_SENTENCES = {
    "report/words/vocabulary.py",  # the words themselves
    "runs/making/spoken.py",
    "analysis/events.py",  # an error about an event's name
}
KENT = Vocabulary()
UNITARY = Vocabulary(
    place="council", area="area", early_help="early help", front_door="front door", workshops=""
)
COUNTY = Vocabulary(
    board="partnership",
    place="county",
    area="locality",
    early_help="early help",
    front_door="MASH",
    workshops="",
    thresholds="threshold document",
)
SMALL = Vocabulary(
    board="partnership",
    place="island",
    area="ward",
    early_help="family help",
    front_door="hub",
    workshops="briefings",
)
KENTS = r"Boards?|districts?|workshops?|CAFs?|Common Assessment Framework|Kent"
OTHERS = {
    "Kent in 2012": (KENT, r"partnerships?|localit(y|ies)|MASH|front door|early help"),
    "a unitary in 2018": (UNITARY, r"districts?|workshops?|CAFs?|Common Assessment|Kent|MASH|"
                          r"count(y|ies)"),
    "a county in 2023": (COUNTY, rf"{KENTS}|front door"),
    "a small council": (SMALL, rf"{KENTS}|count(y|ies)|early help|MASH|front door"),
}  # fmt: skip


@cache
def sentences() -> tuple[tuple[str, str], ...]:
    """Return each text of the package that a reader may see, and where it stands."""
    return tuple(_sentences())


def _sentences() -> Iterator[tuple[str, str]]:
    for room in ROOMS:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            name = path.relative_to(PACKAGE).as_posix()
            if name not in NO_SENTENCES:
                yield from ((name, text) for text in texts_of(ast.parse(path.read_text("utf-8"))))
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        yield from ((path.name, "".join(c["source"])) for c in cells if is_shown(c))


def is_shown(cell: dict[str, object]) -> bool:
    return cell["cell_type"] == "markdown" and "notebook-only" not in str(cell["metadata"])


def texts_of(tree: ast.AST) -> Iterator[str]:
    """Yield strings that hold words: no docstring, and no name of a column, a key or a file."""
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            is_word = " " in node.value or node.value[:1].isupper()
            if id(node) not in docstrings and is_word:
                yield node.value


@pytest.mark.parametrize("place", OTHERS)
def test_no_sentence_has_a_word_of_another_place(place: str) -> None:
    vocabulary, foreign = OTHERS[place]
    said = [(where, spoken(text, vocabulary)) for where, text in sentences()]
    assert len(said) > 1_000
    assert [one for one in said if re.search(rf"(?<!`)\b({foreign})\b(?!`)", one[1])] == []


def test_a_launch_without_workshops_owns_its_things_as_one_does() -> None:
    said = [spoken(text, UNITARY) for _, text in sentences()]
    assert [text for text in said if re.search(r"\blaunch'(?!s)", text)] == []
    assert any("Keep the launch's message going" in text for text in said)


def test_the_scan_finds_the_sentences_that_have_such_words() -> None:
    texts = [text for _, text in sentences()]
    for word in ("Workshops begin", "CAF", "districts", "county", "the Board report"):
        assert sum(word in text for text in texts) > 0


@pytest.mark.parametrize(
    ("written", "unitary", "county"),
    [
        (
            "What the Board may want to do next",
            "What the Board may want to do next",
            "What the partnership may want to do next",
        ),
        ("Workshops", "Launch", "Launch"),
        ("Workshops begin", "Launch begins", "Launch begins"),
        (
            "Before the workshops of May to July 2011 the rate",
            "Before the launch of May to July 2011 the rate",
            "Before the launch of May to July 2011 the rate",
        ),
        (
            "No quarter of a district differs from the county's.",
            "No quarter of an area differs from the council's.",
            "No quarter of a locality differs from the county's.",
        ),
        (
            "Each district by its own workshops, then all combined",
            "Each area by its own launch, then all combined",
            "Each locality by its own launch, then all combined",
        ),
        (
            "fewer in 9 of 10 districts; 12 simulated counties",
            "fewer in 9 of 10 areas; 12 simulated councils",
            "fewer in 9 of 10 localities; 12 simulated counties",
        ),
        (
            "Contacts and CAFs: there were more new CAFs than expected",
            "Contacts and early help: there were more new cases of early help than expected",
            "Contacts and early help: there were more new cases of early help than expected",
        ),
        ("CAFs started", "Early help started", "Early help started"),
        (
            "children may be helped under the Common Assessment Framework\n(CAF) instead",
            "children may be helped by early help instead",
            "children may be helped by early help instead",
        ),
        (
            "no longer referrals stay contacts, and",
            "no longer referrals stay contacts with the front door, and",
            "no longer referrals stay contacts with the MASH, and",
        ),
        (
            "closed after the new thresholds were launched, as the thresholds intend",
            "closed after the new thresholds were launched, as the thresholds intend",
            "closed after the new threshold document was launched, as the threshold document "
            "intends",
        ),
        (
            "the council gave no file of workshops; such a file, named as `workshops`, would do",
            "the council gave no file of the launch's dates; such a file, named as `workshops`, "
            "would do",
            "the council gave no file of the launch's dates; such a file, named as `workshops`, "
            "would do",
        ),
        ("child_working_days by districting", *["child_working_days by districting"] * 2),
    ],
)
def test_a_sentence_reads_as_the_place_says_it(written: str, unitary: str, county: str) -> None:
    assert spoken(written, KENT) == written
    assert spoken(written, UNITARY) == unitary
    assert spoken(written, COUNTY) == county


BRIEFED = Vocabulary(workshops="briefings")


def test_names_that_the_council_gave_stay_as_they_are() -> None:
    text = "Fewer in Broadmoor District than in a district of County Town; Board Street is none."
    assert spoken(text, SMALL, ["Broadmoor District", "County Town", "Board Street"]) == (
        "Fewer in Broadmoor District than in a ward of County Town; Board Street is none."
    )


def test_an_article_follows_its_noun() -> None:
    assert spoken("A county, or a district", SMALL) == "An island, or a ward"


@pytest.mark.parametrize("word", ["", "1st", "<b>", "an\nend", "é", "x" * 41])
def test_a_word_is_letters(word: str) -> None:
    with pytest.raises(ParametersError, match=r"words, area: .*; need a word or two in letters"):
        Vocabulary(area=word)


def test_another_word_for_workshops_has_its_singular() -> None:
    assert spoken("The workshops, and a CAF after a workshop", BRIEFED) == (
        "The briefings, and a CAF after a briefing"
    )


def test_workshops_stay_where_only_another_word_is_given() -> None:
    assert spoken("a workshop in a district", Vocabulary(area="ward")) == "a workshop in a ward"


def test_workshops_are_a_plural() -> None:
    with pytest.raises(ParametersError, match=r"words, workshops: .*need a plural"):
        Vocabulary(workshops="training")
