"""The time machine: every reading page and export as of a past moment (decision 95)."""
