"""What a board asks, one room a question: what is worked out, released, said and drawn of it."""
