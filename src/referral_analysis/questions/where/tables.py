"""What these tables are keyed by, and the names of their rows."""

LEAST_AGENCIES = 3
"""A slope through two agencies is their difference, whatever it comes from."""
ALIKE, TIMED, MORE = "alike", "timed", "more"
