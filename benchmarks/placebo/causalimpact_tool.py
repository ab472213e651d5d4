"""Ranges that tfp-causalimpact gives for windows, with its default model and with seasons.

    python causalimpact_tool.py WINDOWS.csv RANGES.csv

WINDOWS.csv: window, period, y (a logarithm), is_phase_in, in order. What is given is up to the last
month before the phase-in; the range is that of the average effect of the months after it. Windows
that RANGES.csv has already are left as they are.
"""

import sys
import time
import warnings
from pathlib import Path

import causalimpact
import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
OPTIONS = {
    "CausalImpact, its default": causalimpact.ModelOptions(),
    "CausalImpact, with seasons": causalimpact.ModelOptions(
        seasons=[causalimpact.Seasons(num_seasons=12)]
    ),
}

COLUMNS = ["window", "tool", "low", "high", "seconds"]
given_to, written = Path(sys.argv[1]), Path(sys.argv[2])
rows = pd.read_csv(written).to_numpy().tolist() if written.exists() else []
done = {row[0] for row in rows}
for window, months in pd.read_csv(given_to).groupby("window"):
    if window in done:
        continue
    data = months.set_index(pd.to_datetime(months["period"]))[["y"]]
    is_phase_in = months["is_phase_in"].to_numpy()
    first, last = np.flatnonzero(is_phase_in)[[0, -1]]
    for name, options in OPTIONS.items():
        started = time.perf_counter()
        found = causalimpact.fit_causalimpact(
            data,
            (data.index[0], data.index[first - 1]),
            (data.index[last + 1], data.index[-1]),
            seed=1,
            model_options=options,
        )
        average = found.summary.loc["average"]
        low, high = np.exp([average["abs_effect_lower"], average["abs_effect_upper"]])
        rows.append((window, name, low, high, time.perf_counter() - started))
    pd.DataFrame(rows, columns=COLUMNS).to_csv(written, index=False)
