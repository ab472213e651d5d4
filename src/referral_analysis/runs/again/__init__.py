"""A run made again from its manifest, and compared with what it was."""
