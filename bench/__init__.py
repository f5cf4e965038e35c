"""Figures of speed: each subject beside a reference, in turn, in one run. `make bench`, never a test."""
