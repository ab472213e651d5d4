"""What an interruption did: estimands with intervals, expected paths, many effects together."""
