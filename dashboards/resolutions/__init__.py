"""Decisions of the committee: taken, followed until they are done, reopened or abandoned with a reason.

They ask something of a person and change no figure. What changes how figures are computed is `dashboards/decisions`.
"""
