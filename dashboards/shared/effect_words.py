"""A declared effect, the verdict on what was seen and the reasons why it cannot be told, in words (RC-28)."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Protocol

from commitments.models import EffectRevision
from cpg.shared import french
from cpg.shared.periods import Month
from indicators.action_effects import SeenEffect, declared_by
from indicators.domain.action_effect.seeing import fewest_after
from indicators.domain.action_effect.verdict import Reason, Verdict
from indicators.domain.model import Aggregation, Frequency

VERDICTS = {
    Verdict.COMPATIBLE: "compatible avec l’effet annoncé",
    Verdict.LESS: "moindre que l’effet annoncé",
    Verdict.MORE: "plus fort que l’effet annoncé",
    Verdict.OPPOSITE: "de sens contraire à l’effet annoncé",
    Verdict.UNKNOWN: "on ne peut pas le dire",
}
PERIODS = {
    Frequency.MENSUELLE: "mois",
    Frequency.TRIMESTRIELLE: "trimestre",
    Frequency.SEMESTRIELLE: "semestre",
    Frequency.ANNUELLE: "année",
}


class Defined(Protocol):
    """How an indicator counts: its definition, or a revision of it."""

    @property
    def unit(self) -> str: ...
    @property
    def aggregation(self) -> str: ...
    @property
    def frequency(self) -> str: ...


def effect_in_words(revision: EffectRevision, defined: Defined) -> str:
    """`+150 rendez-vous par mois à partir de mars 2026, plein effet en juin 2026`."""
    declared = declared_by(revision)
    text = f"{change_text(defined, declared.amount)} {per_period(defined)} à partir {of(declared.start)}"
    return text if declared.full == declared.start else f"{text}, plein effet en {name(declared.full)}"


def change_text(defined: Defined, amount: Decimal, decimals: int | None = None) -> str:
    """`+150 rendez-vous`, `−4 pt`, `+1 200 €`; without needless zeros unless decimals are asked for."""
    trimmed = ("+" if amount > 0 else "") + french.trimmed(amount)
    text = trimmed if decimals is None else french.signed(amount, decimals)
    unit = "pt" if defined.unit == "%" else french.SHORT_UNITS.get(defined.unit)
    return f"{text}{french.NO_BREAK}{unit or french.counted_unit(amount, defined.unit)}"


def per_period(defined: Defined) -> str:
    """`par mois`, or `sur la valeur de chaque mois` of what is no amount."""
    period = PERIODS[Frequency(defined.frequency)]
    accumulates = Aggregation(defined.aggregation).accumulates
    return f"par {period}" if accumulates else f"sur la valeur de chaque {period}"


def periods_text(count: int, length: int) -> str:
    """`6 mois`, `2 trimestres`."""
    return french.counted(count, *(("mois", "mois") if length == 1 else ("trimestre", "trimestres")))


def of(month: Month) -> str:
    return french.of_month(month.year, month.number)


def name(month: Month) -> str:
    return french.month_name(month.year, month.number)


def reason_text(reason: Reason, effect: SeenEffect) -> str:
    return REASONS[reason](effect)


def _read(effect: SeenEffect) -> str:
    first, last = effect.seen.read
    return f"{of(first)} à {name(last)}"


def _others(effect: SeenEffect) -> str:
    return french.listing([each.link.action.full_code for each in effect.others])


def _few_after(effect: SeenEffect) -> str:
    length = effect.known.series.definition.frequency.months
    enough = periods_text(fewest_after(length), length)
    return (
        f"depuis le départ, {len(effect.seen.periods)} sur les {enough} au moins qu’il faut "
        "ont une valeur, et la même période un an plus tôt aussi"
    )


REASONS: Mapping[Reason, Callable[[SeenEffect], str]] = {
    Reason.GIVEN_UP: lambda _: (
        "toutes les échéances de l’action sont abandonnées, l’effet n’est plus attendu"
    ),
    Reason.LEVEL: lambda _: "un niveau qui ne change que par paliers ne se compare pas à ses mois d’avant",
    Reason.RARE: lambda _: "l’indicateur n’est pas mesuré assez souvent",
    Reason.NOT_BEGUN: lambda effect: (
        f"l’effet est attendu à partir {of(effect.declared.start)}, et aucune valeur n’est encore saisie depuis"
    ),
    Reason.OTHER_ACTION: lambda effect: f"un autre effet est annoncé dans les mêmes mois ({_others(effect)})",
    Reason.CHANGED: lambda effect: (
        "la définition, le profil ou les valeurs de référence ont changé dans les mois comparés, "
        f"{_read(effect)}"
    ),
    Reason.NEUTRALISED: lambda effect: (
        "parmi les mois comparés, certains sont neutralisés "
        f"({french.listing([name(each) for each in effect.seen.neutralised])})"
    ),
    Reason.FEW_BEFORE: lambda _: (
        "trop peu de mois ont une valeur avant le départ\u00a0: il faut les trois quarts de la dernière année "
        "et la moitié du dernier semestre, avec les mêmes mois un an plus tôt"
    ),
    Reason.FEW_AFTER: _few_after,
    Reason.STILL: lambda _: "l’indicateur est resté à zéro avant le départ",
    Reason.BOTH: lambda _: (
        "l’intervalle contient à la fois l’absence d’effet et l’effet annoncé, "
        "qui n’est ni confirmé ni infirmé"
    ),
}
