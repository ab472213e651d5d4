"""Every shape that is tried."""

from benchmarks.shapes.cells import CELLS
from benchmarks.shapes.days import DAYS
from benchmarks.shapes.layouts import TEXT, WORKBOOKS
from benchmarks.shapes.shape import Shape

SHAPES: tuple[Shape, ...] = (*DAYS, *CELLS, *TEXT, *WORKBOOKS)
