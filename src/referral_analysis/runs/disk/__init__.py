"""Folders that appear whole or not at all, where they land, and as archives."""
