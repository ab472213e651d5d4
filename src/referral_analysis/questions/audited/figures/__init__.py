"""The audit, drawn: agreement, shares, the monthly series."""
