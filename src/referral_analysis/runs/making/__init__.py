"""One run made: the notebook executed, laid out as a page, printed, listed."""
