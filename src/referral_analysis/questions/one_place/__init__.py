"""One district or agency, beside the whole county."""
