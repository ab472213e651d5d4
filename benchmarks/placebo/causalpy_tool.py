"""Ranges that CausalPy's InterruptedTimeSeries gives for windows, with its default model.

    python causalpy_tool.py WINDOWS.csv RANGES.csv

WINDOWS.csv: window, period, y (a logarithm), is_phase_in, in order. The months of the phase-in are
left out; the formula is that of its own examples, a trend and a term for each calendar month. The
range is that of the mean impact after the launch, as its summary prints it.
"""

import logging
import sys
import time
import warnings

import causalpy as cp
import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

rows = []
for window, given in pd.read_csv(sys.argv[1]).groupby("window"):
    started = time.perf_counter()
    months = given.assign(t=np.arange(len(given)), month=given["period"].str[5:7].astype(int))
    is_after = months["is_phase_in"].cumsum().gt(0) & ~months["is_phase_in"]
    clean = months[~months["is_phase_in"]].set_index("t", drop=False)
    found = cp.InterruptedTimeSeries(
        clean[["y", "t", "month"]],
        int(months.loc[is_after, "t"].min()),
        formula="y ~ 1 + t + C(month)",
        model=cp.pymc_models.LinearRegression(
            sample_kwargs={"progressbar": False, "random_seed": 1, "cores": 1}
        ),
    )
    impact = found.post_impact.mean("obs_ind")
    values = np.asarray(impact).ravel()
    low, high = np.exp(np.quantile(values, [0.025, 0.975]))
    rows.append((window, "CausalPy, its default", low, high, time.perf_counter() - started))
    table = pd.DataFrame(rows, columns=["window", "tool", "low", "high", "seconds"])
    table.to_csv(sys.argv[2], index=False)
