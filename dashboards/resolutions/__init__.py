"""Decisions of the committee: taken, followed until they are done, reopened or abandoned with a reason."""
