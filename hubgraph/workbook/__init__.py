"""Spreadsheets and tables in and out: cells, their contracts, and what is wrong with them."""
