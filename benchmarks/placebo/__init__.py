"""Placebo launches in real series: how often each tool sees a change where nobody launched one.

`python -m benchmarks.placebo` makes its environments, fetches the series from the packages that
ship them, runs every tool on the same windows and writes `benchmarks/results/placebo.{json,md}`.
"""
