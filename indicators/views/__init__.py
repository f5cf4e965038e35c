"""Pages where figures come in: one month, and files of many."""
