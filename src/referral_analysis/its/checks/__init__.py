"""What a reader must know of a fit before believing it, and what its residuals still hold."""
