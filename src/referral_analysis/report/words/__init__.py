"""Numbers, ranges and months in plain English."""
