"""What could be worked out across tables and releases, and what else to hide."""
