"""What was seen of an indicator since an action began, beside the effect that was declared (RC-28, decision 111).

Estimates: no status, score, target or column of a quarter reads them, and none says that the action is the cause. They
are exact fractions; the table of widths that they use is measured on public series.
"""
