"""The report on the data behind the answer."""
