"""Could a change in recording explain it?"""
