"""Chances of a year's end on public monthly series: make the table of widths, and measure the one that is shipped.

A directory of data holds `monthly.csv.gz` (set, series, month, value) and `nhs.csv.gz` (trust, month, attendances,
breaches, admissions). Half of the series calibrate, by the SHA-256 of their names; the others measure.
"""
