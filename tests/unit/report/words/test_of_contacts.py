"""Sentences of referrals said of contacts: every referral but those that contacts led to."""

import pytest

from referral_analysis.questions.fell import words as fell_words
from referral_analysis.report.words.vocabulary import Vocabulary, spoken
from referral_analysis.report.words.wording import Change
from referral_analysis.series.outcome import OF_CONTACTS, sentence

CONTACTS = Vocabulary(counted="contact")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Inappropriate referrals fell", "Inappropriate contacts fell"),
        ("A referral that led to no referral", "A contact that led to no referral"),
        ("referrals that led\nto no referral", "contacts that led\nto no referral"),
        ("Referrals per 10,000 children a year", "Contacts per 10,000 children a year"),
        ("whether or not they became referrals", "whether or not they became referrals"),
        ("SHA-256 of the extract", "SHA-256 of the extract"),
        (
            "**Elsewhere?** Approaches that are no longer taken as referrals stay contacts, and\n"
            "children may be helped",
            "**Elsewhere?** Children may be helped",
        ),
        (
            "That is where they are, not who refers worst.",
            "That is where they are, not whose contacts are worst.",
        ),
        (
            "too many of the flags that say so were left blank",
            "too many of the contacts had no child's id",
        ),
        ("it allows for every blank flag", "it allows for every contact without a child's id"),
        ("`contacts_kept` and `referrals`", "`contacts_kept` and `referrals`"),
        ("preferral, deferrals", "preferral, deferrals"),
    ],
)
def test_a_sentence_of_referrals_is_one_of_contacts(written: str, said: str) -> None:
    assert spoken(written, CONTACTS) == said


def test_what_inappropriate_means_stays_as_it_is() -> None:
    told = sentence(OF_CONTACTS, 70)
    assert spoken(told, CONTACTS) == told


def test_words_of_a_place_stand_beside_them() -> None:
    words = Vocabulary(counted="contact", area="locality", board="partnership")
    assert spoken("No district's referrals", words) == "No locality's contacts"


def test_a_name_of_the_council_stays() -> None:
    assert spoken("Referral Hub: 12 referrals", CONTACTS, ["Referral Hub"]) == (
        "Referral Hub: 12 contacts"
    )


def test_the_answer_where_counting_may_explain_it() -> None:
    change = Change(
        what="inappropriate referrals",
        ratio=0.5,
        low=0.4,
        high=0.6,
        level=0.95,
        observed_a_month=100.0,
        months=5,
    )
    said = spoken(fell_words.answer(change, "recording", OF_CONTACTS), CONTACTS)
    assert said == (
        "Fewer contacts led to no referral after the new thresholds were launched, but a change in "
        "how cases are recorded could explain it."
    )
