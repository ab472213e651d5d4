"""The months that an earlier release and this one share."""

import datetime as dt
from typing import TypeAlias

Window: TypeAlias = tuple[dt.date, dt.date]
"""The first and the last month of a span."""
