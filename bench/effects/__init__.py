"""What is seen since an action began (RC-28), tried on public monthly series on which no action was declared.

A directory of data holds `monthly.csv.gz` and `nhs.csv.gz`, as for chances. The same half of the series calibrates.
"""
