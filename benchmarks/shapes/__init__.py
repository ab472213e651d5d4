"""Each shape of a council's export: is it read rightly, or refused in one line."""
