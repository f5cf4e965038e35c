"""Dated decisions on weights, monthly profiles, base years and the score at the seuil: effect first, then signed."""
