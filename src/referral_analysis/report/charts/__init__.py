"""Charts of released tables, each written as Vega-Lite with its text alternative."""
