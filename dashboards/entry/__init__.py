"""The entry grid: my indicators by the months of a year, what is due from me, and what a cell says once it is saved."""
