"""What is for the analyst alone: private files, samples to judge, fetching, fitting, exploring."""
