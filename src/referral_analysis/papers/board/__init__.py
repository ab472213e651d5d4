"""The paper to the Board, and to its Executive."""
