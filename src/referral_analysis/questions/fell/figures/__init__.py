"""Whether referrals fell, drawn: month by month, and under other choices."""
