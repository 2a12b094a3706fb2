"""Invented networks, marked as such: full tables where real surveys would have no public data."""
