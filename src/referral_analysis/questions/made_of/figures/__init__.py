"""What the change is made of, drawn: its parts, and the mix of who referred."""
