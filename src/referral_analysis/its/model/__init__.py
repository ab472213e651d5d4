"""What is fitted: interruptions in time, the specification, its design matrix, and the fit."""
