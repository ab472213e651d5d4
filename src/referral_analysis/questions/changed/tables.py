"""The tables of what changed since the last report."""

import polars as pl

from referral_analysis.schema import Declared, Schema


class Totals(Schema):
    """A row a release, the earlier first: counts of the months after the phase-in, the headline."""

    release = Declared(pl.String, "words", "earlier or now")
    referrals = Declared(pl.Int64, "referrals", "all", is_count=True)
    nfa = Declared(pl.Int64, "referrals", "those inappropriate", is_count=True)
    ratio = Declared(pl.Float64, "ratio", "the headline; null where the months cannot carry it")


class Moves(Schema):
    """A row a cause, in order: each total and what is more, less what is fewer, makes the next."""

    cause = Declared(pl.String, "words", "what changed between two steps")
    referrals_more = Declared(pl.Int64, "referrals", "that the cause adds", is_count=True)
    referrals_fewer = Declared(pl.Int64, "referrals", "that it takes out", is_count=True)
    nfa_more = Declared(pl.Int64, "referrals", "inappropriate, that it adds", is_count=True)
    nfa_fewer = Declared(pl.Int64, "referrals", "inappropriate, that it takes out", is_count=True)
    moved = Declared(pl.Float64, "ratio", "the headline after it over that before")
