"""Methods on arrays and frames that know no county: survival, decomposition, agreement, shares."""
