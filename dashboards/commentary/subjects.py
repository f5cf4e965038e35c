"""What commentaries are about: the contract, its themes, its indicators."""

from dataclasses import dataclass

from commitments.models import Contract, Theme
from dashboards.models.commentary import OF_CONTRACT, OF_THEME
from indicators.models import Indicator


@dataclass(frozen=True, slots=True)
class Subject:
    """`key` is part of addresses."""

    key: str
    title: str
    indicator: Indicator | None = None
    theme: Theme | None = None


def of_contract(contract: Contract) -> Subject:
    return Subject(OF_CONTRACT, contract.label)


def of_theme(theme: Theme) -> Subject:
    return Subject(f"{OF_THEME}{theme.position}", theme.title, theme=theme)


def of_indicator(indicator: Indicator) -> Subject:
    return Subject(indicator.code, indicator.short_label, indicator=indicator)
