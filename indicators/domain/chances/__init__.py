"""How uncertain the projection of December is, and the chances of its targets: estimates, apart from the exact rules.

No status, score, target or column of a quarter reads them. They are integers and fractions like the rest, but the
table of widths that they use is measured on public series, and not decided (decision 60).
"""
