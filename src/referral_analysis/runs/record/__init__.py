"""What went into a run and what came out, by hash, as an RO-Crate."""
