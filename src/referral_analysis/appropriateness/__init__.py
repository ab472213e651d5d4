"""Beyond fewer: did children come back, of what is a change made, did what is right hold up."""
