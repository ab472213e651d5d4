"""Blocks of the page: tables, figures, words, the workbook; how an output says what it is."""
