"""Estimators on arrays: many series at once on one design, no calendar, no frames."""
