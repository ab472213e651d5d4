"""One zip from which the project installs with no network: wheels by their hashes, the sample.

`python -m tools.bundle --help` says how to make one.
"""
