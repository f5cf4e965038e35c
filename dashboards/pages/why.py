"""Pourquoi ce chiffre ? The inputs, the formula with its numbers, the targets and the rounding, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from cpg.shared import french
from dashboards.pages.figures import target_text, value_text
from indicators.domain.model import Aggregation, Amount, Attainment, Definition, Series, Status
from indicators.domain.periods import Month
from indicators.domain.windows import calendar_of
from indicators.selectors import MonthRecord

TIMES, DIVIDED, MINUS = "\u00a0×\u00a0", "\u00a0÷\u00a0", "\u00a0−\u00a0"
TERMS_AT_MOST = 12
UNROUNDED_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    text: str
    formulas: tuple[str, ...] = ()


def steps(series: Series, now: Attainment, records: Mapping[Month, MonthRecord]) -> tuple[Step, ...]:
    return tuple(
        step
        for step in (
            _value(series, now),
            _targets(series, now),
            _score(series.definition, now),
            _people(records, series, now),
        )
        if step is not None
    )


def _value(series: Series, now: Attainment) -> Step:
    definition = series.definition
    calendar = calendar_of(series)
    window = calendar.window(now.month)
    reported = calendar.reported_in(window)
    if not reported:
        return Step("La valeur à date", "Aucun mois de la période n’a de valeur.")
    covered = (
        f"{len(reported)} {french.plural(len(reported), 'mois renseigné', 'mois renseignés')}, "
        f"{french.listing(_span(reported))}"
    )
    if now.missing:
        covered += f"{french.NARROW}; il manque {french.listing([_name(month) for month in now.missing])}"
    neutralised = [month for month in window if month in calendar.neutralised]
    if neutralised:
        covered += f"{french.NARROW}; {french.listing([_name(month) for month in neutralised])} neutralisé"
    rounding = f"Arrondi au demi supérieur, à {definition.decimals} décimale{'s' if definition.decimals > 1 else ''}."
    return Step(
        "La valeur à date",
        f"{_words(definition.aggregation)} : {covered}. {rounding}",
        (_value_formula(series, reported, now),),
    )


def _words(aggregation: Aggregation) -> str:
    return {
        Aggregation.RATIO: "Somme des numérateurs sur somme des dénominateurs, depuis janvier",
        Aggregation.EVOLUTION: "Évolution de la somme depuis janvier, face aux mêmes mois de l’année de référence",
        Aggregation.SOMME: "Somme des mois depuis janvier",
        Aggregation.CUMUL_CONTRAT: "Cumul depuis le premier exercice, jamais remis à zéro",
        Aggregation.DERNIER: "Dernière valeur connue de l’année",
    }[aggregation]


def _value_formula(series: Series, reported: Sequence[Month], now: Attainment) -> str:
    definition = series.definition
    result = value_text(definition, now.value) or "aucun cas"
    if now.numerator is not None and now.denominator is not None:
        ratio = f"{french.trimmed(now.numerator)}{DIVIDED}{french.trimmed(now.denominator)}"
        if definition.aggregation is Aggregation.EVOLUTION:
            return f"100{TIMES}({ratio}{MINUS}1) → {result}"
        return f"{f'100{TIMES}' if definition.unit == '%' else ''}{ratio} → {result}"
    amounts = [fact.value for month in reported if isinstance(fact := series.facts[month], Amount)]
    if definition.aggregation is Aggregation.DERNIER:
        return f"{_name(reported[-1])} → {result}"
    if len(amounts) > TERMS_AT_MOST:
        return f"{len(amounts)} mois additionnés → {result}"
    return f"{' + '.join(french.trimmed(amount) for amount in amounts)} = {result}"


def _targets(series: Series, now: Attainment) -> Step | None:
    definition = series.definition
    if now.objectif_annual is None:
        return Step("Les cibles à date", "Aucun objectif n’est fixé pour cette année.")
    version = f"Version «\u00a0{now.target_version}\u00a0» des cibles"
    if not definition.aggregation.accumulates:
        return Step(
            "Les cibles",
            f"{version}, appliquées telles quelles toute l’année.",
            _levels(definition, now),
        )
    counted = calendar_of(series).counted_months(now.month.year, now.month.number)
    share = f"{counted}/12" if definition.frequency.months == 1 else "mois échus / 12"
    if definition.aggregation is Aggregation.SOMME:
        text = f"{version}, au prorata des mois non neutralisés ({share})."
    else:
        text = (
            f"{version} : acquis de fin d’année précédente, plus la hausse de l’année au prorata ({share})."
        )
    return Step("Les cibles à date", text, _levels(definition, now))


def _levels(definition: Definition, now: Attainment) -> tuple[str, ...]:
    pairs = (
        ("seuil", now.seuil_annual, now.seuil_to_date),
        ("objectif", now.objectif_annual, now.objectif_to_date),
    )
    return tuple(
        f"{name} {target_text(definition, annual)} sur l’année → {target_text(definition, to_date)}"
        for name, annual, to_date in pairs
        if to_date is not None
    )


def _score(definition: Definition, now: Attainment) -> Step | None:
    if now.score is None or now.value is None:
        return Step("Le statut", _no_score(now))
    if now.position is None or now.seuil_to_date is None or now.objectif_to_date is None:
        return Step(
            "Le score",
            "Seuil et objectif sont confondus, ou il n’y a pas de seuil : 100 si l’objectif est atteint, 0 sinon.",
            (french.with_unit(now.score, "%"),),
        )
    v, o = french.trimmed(now.value), french.trimmed(now.objectif_to_date)
    s = _taken_away(now.seuil_to_date)
    share = f"({v}{MINUS}{s}) ÷{french.NO_BREAK}({o}{MINUS}{s}) = {french.trimmed(now.position)}"
    formula = f"{share} → {french.with_unit(now.score, '%')}"
    credit = f" Crédit au seuil : {french.trimmed(definition.credit)}." if definition.credit else ""
    return Step("Le score", f"Part du chemin du seuil à l’objectif, entre 0 et 100.{credit}", (formula,))


def _taken_away(number: Decimal) -> str:
    """What stands after a minus sign: a negative number is put in brackets."""
    text = french.trimmed(number)
    return f"({text})" if number < 0 else text


def _no_score(now: Attainment) -> str:
    return {
        Status.NEUTRALISE: "Toutes les périodes dues sont neutralisées : rien n’est jugé.",
        Status.SANS_OBJECTIF: "Sans objectif, rien n’est jugé.",
        Status.NON_ECHU: "Aucune valeur n’est encore due.",
        Status.NON_RENSEIGNE: "Une valeur est due et n’est pas saisie : l’indicateur est compté comme non mesuré.",
        Status.INCOMPLET: "Une valeur qui s’accumule ne se juge pas tant qu’un mois manque : le score est retenu.",
    }.get(now.status, "")


def _people(records: Mapping[Month, MonthRecord], series: Series, now: Attainment) -> Step | None:
    window = calendar_of(series).window(now.month)
    latest = [records[month] for month in window if month in records and records[month].fact is not None]
    if not latest:
        return None
    record = latest[-1]
    author, day = record.actor or "un chargement", french.day(timezone.localdate(record.recorded_at))
    said = f"{french.sentence(_name(record.month))} : {author}, le {day}"
    waiting = sum(not each.is_validated for each in latest)
    state = (
        "tous validés"
        if not waiting
        else f"{waiting} mois {french.plural(waiting, 'reste', 'restent')} à valider"
    )
    return Step("Qui l’a saisi, qui l’a validé", f"{said}. Sur la période, {state}.")


def _name(month: Month) -> str:
    return french.month_name(month.year, month.number)


def _span(months: Sequence[Month]) -> list[str]:
    if len(months) == 1:
        return [_name(months[0])]
    return [f"de {_name(months[0])} à {_name(months[-1])}"]
