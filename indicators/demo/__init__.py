"""Plausible, reproducible, clearly fictitious figures, recorded by the same functions as real ones."""
