"""Benchmarks: each subject is timed beside a reference, in turn, in one run. `make bench`; not part of the tests.

Only the ratio to the reference is compared between runs: absolute times depend on the machine and its load.
"""
