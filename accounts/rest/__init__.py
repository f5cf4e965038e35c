"""What every address of the API has in common: who asks, how often, what may be asked, and how answers and refusals
are written.
"""
