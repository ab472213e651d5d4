"""Honest intervals in short series: small-sample degrees of freedom, and test inversion."""
