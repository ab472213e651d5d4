"""Months and quarters: sentences are written of months, and said of quarters where counts are.

Only what speaks of a single month that is counted is changed. Lengths stay in months (12 months
after the launch), and so do averages (5 a month), which are of all months of the quarters together.
"""

import re
from functools import cache

OF_QUARTERS = {
    "month by month": "quarter by quarter",
    "each month from": "each quarter from",
    "each month's": "each quarter's",
    "\N{BLACK CIRCLE} each month": "\N{BLACK CIRCLE} each quarter",
    "each point is a month": "each point is a quarter",
    "referrals a month, and the share": "referrals a quarter, and the share",
    "a month's referrals": "a quarter's referrals",
    "a month's share": "a quarter's share",
    "the monthly rate": "the rate of a quarter",
    "of the month, so that": "of the quarter, so that",
    "some months hold": "some quarters hold",
    "some months cannot be shown": "some quarters cannot be shown",
    "some months of the wider count": "some quarters of the wider count",
    "months of the wider count": "quarters of the wider count",
    "an answer worked out from such months": "an answer worked out from such quarters",
    "the months that are too small": "the quarters that are too small",
    "the months behind it hold": "the quarters behind it hold",
    "months behind it hold": "quarters behind it hold",
    "what size of change these months could": "what size of change these quarters could",
    "neighbouring months resemble": "neighbouring quarters resemble",
    "the months of the last year vary": "the quarters of the last year vary",
    "lies far from all other months": "begins a quarter that lies far from all others",
    "resemble those of the months before them": "resemble those of the quarters before them",
    "ways in which months may resemble": "ways in which quarters may resemble",
    "all months of the extract": "all quarters of the extract",
    "months from": "quarters from",
}
"""What is said of a month, and of a quarter; in small letters. The longest that fits is taken."""


def by_quarters(text: str) -> str:
    """Say of quarters what is written of months; a text without such words is returned as it is."""
    return _pattern().sub(_said, text)


@cache
def _pattern() -> re.Pattern[str]:
    parts = sorted(OF_QUARTERS, key=lambda words: (-len(words), words))
    words = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in parts)
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


def _said(match: re.Match[str]) -> str:
    found = match[0]
    word = OF_QUARTERS[re.sub(r"\s+", " ", found.lower())]
    first = next(place for place, letter in enumerate(word) if letter.isalpha())
    if not found[first].isupper():
        return word
    return f"{word[:first]}{word[first].upper()}{word[first + 1 :]}"
