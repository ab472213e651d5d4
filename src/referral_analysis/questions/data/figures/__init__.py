"""The charts and tables of what the data can carry."""
