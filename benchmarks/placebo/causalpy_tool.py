"""Ranges that CausalPy's InterruptedTimeSeries gives for windows, with its default model.

    python causalpy_tool.py WINDOWS.csv RANGES.csv

WINDOWS.csv: window, period, y (a logarithm), is_phase_in, in order. The months of the phase-in are
left out; the formula is that of its own examples, a trend and a term for each calendar month. The
range is that of the mean impact after the launch, as its summary prints it. Windows that RANGES.csv
has already are left as they are.
"""

import logging
import sys
import time
import warnings
from pathlib import Path

import causalpy as cp
import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)

COLUMNS = ["window", "tool", "low", "high", "seconds"]
given_to, written = Path(sys.argv[1]), Path(sys.argv[2])
rows = pd.read_csv(written).to_numpy().tolist() if written.exists() else []
done = {row[0] for row in rows}
for window, given in pd.read_csv(given_to).groupby("window"):
    if window in done:
        continue
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
    pd.DataFrame(rows, columns=COLUMNS).to_csv(written, index=False)
