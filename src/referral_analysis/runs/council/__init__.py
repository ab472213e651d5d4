"""`init`: what an extract says of itself, and the working folder of a council."""
