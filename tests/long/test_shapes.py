"""Every shape of an export gives the right numbers, or the one line that names its fault."""

import pytest
from benchmarks.shapes.judge import judged
from benchmarks.shapes.shape import Shape
from benchmarks.shapes.shapes import SHAPES


@pytest.mark.parametrize("shape", SHAPES, ids=lambda one: one.name)
def test_a_shape_is_read_or_refused_as_it_should_be(shape: Shape) -> None:
    found = judged(shape)
    assert found.verdict == ("refused" if shape.due == "refused" else "right"), found.said


def test_shapes_have_names_of_their_own() -> None:
    assert len({one.name for one in SHAPES}) == len(SHAPES) > 120
