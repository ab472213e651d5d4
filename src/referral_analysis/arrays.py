"""The arrays that numbers travel in, by what they hold; a docstring gives the shape."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
