"""Drawing and writing: what a person sees; it knows no question of the Board."""
