"""Closing a quarter: its files are frozen and signed, its months closed; what follows is a new version."""
