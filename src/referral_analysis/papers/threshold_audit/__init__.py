"""The report on the audit of thresholds."""
