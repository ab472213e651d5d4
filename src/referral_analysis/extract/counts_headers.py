"""The headers of a table of counts by month, as councils write them: which column is which."""

import re

from referral_analysis.extract.layouts import plain

PERIOD = "period"

_MONTH = (
    "month", "period", "month of referral", "referral month", "month referred", "date",
    "month ending", "month beginning", "month starting", "year month", "reporting month",
)  # fmt: skip
MEASURES = {
    "referrals": (
        "referrals", "total referrals", "all referrals", "referrals received", "count", "total",
        "referrals total", "total referrals received", "total number of referrals",
        "referrals in month", "all referrals received",
    ),
    "nfa": (
        "nfa", "no further action", "referrals nfa", "nfa referrals", "closed nfa", "closed as nfa",
        "referrals closed nfa", "referrals closed as nfa", "referrals with no further action",
        "referrals closed with no further action", "closed with no further action", "nfad",
        "referrals nfad", "referral nfa", "of which nfa", "of which no further action",
        "referrals resulting in nfa", "referrals resulting in no further action",
        "no further action referrals", "outcome nfa",
    ),
    "not_in_need": (
        "not in need", "assessed not in need", "assessed and not in need", "rc8",
        "assessed as not in need", "of which not in need", "closed after assessment",
        "assessed then nfa", "assessed no further action",
    ),
}  # fmt: skip
"""What a count is -> its headers, as words alone, and without `number of` or `count of` before."""
BY = {
    "district": ("district", "area", "locality", "borough", "district name", "area name", "town"),
    "agency": (
        "agency", "referral source", "source", "referring agency", "agency group",
        "source of referral", "referrer", "referred by",
    ),
}  # fmt: skip
_NUMBER_OF = re.compile(
    r"^(?:total )?(?:(?:numbers?|counts?) (?:of )?|nos? of |no (?=nfa|referrals))"
)


def names_in(headers: tuple[str, ...]) -> dict[str, str]:
    """Return our name -> header, of the columns that a table of counts may have."""
    known = {PERIOD: _MONTH, **MEASURES, **BY}
    held = {_NUMBER_OF.sub("", plain(header)): header for header in reversed(headers)}
    found = {name: next((held[one] for one in ones if one in held), None)
             for name, ones in known.items()}  # fmt: skip
    return {name: header for name, header in found.items() if header is not None}
