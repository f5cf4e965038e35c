"""What monthly figures and échéances of actions share: states, moves, refusals, proofs, files, tables.

Nothing here knows what a figure or an action is.
"""
