"""Change the computation in one place at a time, and see whether the domain's tests notice.

`make mutants` draws mutants from a seed, runs the tests of `indicators/domain` against each, and fails when fewer than
95 % are killed.
"""
