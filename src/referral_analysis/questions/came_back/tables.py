"""What these tables are keyed by, and the names of their rows."""

MONTHS = (3, 6)
AFTER, BEFORE, EARLIER = "after", "before", "earlier"
EVERYBODY, NFA = "all", "nfa"
"""Whose return: all children referred, and those whose referral was closed with no further action
(a child turned away who needed help would come back)."""
