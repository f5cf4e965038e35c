"""Indicators fiche by fiche; and the rows of the register, fiche by fiche or the furthest behind first."""

from collections.abc import Sequence
from itertools import groupby

from commitments.models import Fiche
from indicators.models import Indicator


def by_fiche(indicators: Sequence[Indicator]) -> list[tuple[Fiche, list[Indicator]]]:
    """Both in the order of the contract."""
    ordered = sorted(indicators, key=lambda each: (each.fiche.position, each.position))
    grouped = groupby(ordered, key=lambda each: each.fiche_id)
    listed = [list(group) for _, group in grouped]
    return [(group[0].fiche, group) for group in listed]
