"""The reports: each a choice of questions, protected together, with a first screen of its own."""
