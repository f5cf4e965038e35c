"""How a step of a scenario is named."""

from collections.abc import Sequence

from cpg.shared import french
from cpg.shared.periods import Month
from indicators.models import Indicator

NAMED_AT_MOST = 3


def values_label(year: int, indicators: Sequence[Indicator]) -> str:
    return f"Valeurs de {year} supposées pour {_named(indicators)}"


def neutralisation_label(months: Sequence[Month], indicators: Sequence[Indicator]) -> str:
    """Of one month, or from the first to the last."""
    first, last = (french.month_name(each.year, each.number) for each in (min(months), max(months)))
    when = first if first == last else f"{first} à {last}"
    return f"Neutralisation supposée, {when}, pour {_named(indicators)}"


def avenant_label(label: str, effective: str) -> str:
    return f"«\u00a0{label}\u00a0» supposé, à effet du {effective}"


def _named(indicators: Sequence[Indicator]) -> str:
    """`Délai de traitement (R15), Courriels (R5) et 12 autres indicateurs`."""
    names = [f"{each.short_label} ({each.code})" for each in indicators[:NAMED_AT_MOST]]
    others = len(indicators) - len(names)
    if others:
        names.append(french.counted(others, "autre indicateur", "autres indicateurs"))
    return french.listing(names)
