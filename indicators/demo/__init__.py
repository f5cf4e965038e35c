"""Plausible, reproducible, plainly fictitious figures, entered through the same recording as real ones."""
