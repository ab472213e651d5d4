"""Regression with seasonal ARIMA errors: arrays in, arrays out."""
