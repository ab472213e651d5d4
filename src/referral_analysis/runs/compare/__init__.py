"""Two releases side by side: which figures moved, and why."""
