"""The report of one district or agency."""
