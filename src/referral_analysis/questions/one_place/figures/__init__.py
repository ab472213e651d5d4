"""One district or agency, drawn: its quarters, and beside the county."""
