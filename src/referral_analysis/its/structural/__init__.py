"""Structural models: a regression around a level that wanders; arrays in, arrays out."""
