"""What exports write for an empty field."""

EMPTY_WORDS = ("", "NULL", "null")
"""An empty field, and the words of databases for one."""
