"""Dated decisions on weights, monthly profiles, base years and the score at the seuil: effect first, then signed.

They change how figures are computed. What the committee asks of a person is `dashboards/resolutions`.
"""
