"""Pourquoi ce chiffre ? The inputs, the formula with its numbers, the targets and the rounding, step by step."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.figures import (
    gap_at_least,
    is_least_score,
    score_text,
    value_at_least,
)
from dashboards.shared.sentences import incomplete_text, missing_text
from dashboards.why.inputs import InputLine
from dashboards.why.steps import MINUS, TIMES, Step, exact_text, taken_away, targets_step
from indicators.domain.exact import Due
from indicators.domain.judgement import MOST_BELOW_THE_OBJECTIF
from indicators.domain.model import Aggregation, Amount, Attainment, Definition, Direction, Series, Status
from indicators.domain.targets import YearTargets, targets_at
from indicators.domain.timeline import Timeline

ALL_OR_NOTHING = (
    "Pas de seuil, ou il se confond avec l’objectif\u00a0: 100 si l’objectif est atteint, sinon 0."
)
DIVIDED = "\u00a0÷\u00a0"


def steps(
    series: Series, now: Attainment, inputs: tuple[InputLine, ...], sources: Mapping[str, str]
) -> tuple[Step, ...]:
    """`sources` says of each version of the targets where it was signed and since when it holds."""
    year = targets_at(series, now.month)
    exact = year.due_at(year.timeline.index(now.month)) if year else Due()
    return tuple(
        step
        for step in (
            _value(series, now, inputs),
            targets_step(series, now, sources),
            _gap(series.definition, now, exact),
            _nothing_due(series.definition, now, year, exact) or _score(series.definition, now, exact),
        )
        if step is not None
    )


def _value(series: Series, now: Attainment, inputs: tuple[InputLine, ...]) -> Step:
    definition = series.definition
    timeline = Timeline(series)
    reported = timeline.counted(now.month)
    if not reported:
        return Step("La valeur à date", "Aucun mois de la période n’a de valeur.")
    covered = (
        f"{len(reported)} {french.plural(len(reported), 'mois renseigné', 'mois renseignés')}, "
        f"{french.listing(_span(reported))}"
    )
    if now.missing:
        covered += f"{french.NARROW}; il manque {french.listing([_name(month) for month in now.missing])}"
    neutralised = [month for month in timeline.window(now.month) if timeline.is_neutralised(month)]
    if neutralised:
        covered += f"{french.NARROW}; {french.listing([_name(month) for month in neutralised])} neutralisé"
    rounding = f"Arrondi au demi supérieur, à {definition.decimals} décimale{'s' if definition.decimals > 1 else ''}."
    return Step(
        "La valeur à date",
        f"{_words(definition.aggregation)} : {covered}. {rounding}",
        _value_formulas(series, reported, now),
        inputs,
    )


def _words(aggregation: Aggregation) -> str:
    return {
        Aggregation.RATIO: "Somme des numérateurs sur somme des dénominateurs, depuis janvier",
        Aggregation.EVOLUTION: "Évolution de la somme depuis janvier, face aux mêmes mois de l’année de référence",
        Aggregation.SOMME: "Somme des mois depuis janvier",
        Aggregation.CUMUL_CONTRAT: "Cumul depuis le premier exercice, jamais remis à zéro",
        Aggregation.DERNIER: "Dernière valeur connue de l’année",
        Aggregation.ETAT: "Dernier niveau connu, qui vaut jusqu’au suivant",
    }[aggregation]


def _value_formulas(series: Series, reported: Sequence[Month], now: Attainment) -> tuple[str, ...]:
    definition = series.definition
    result = value_at_least(definition, now) or "aucun cas"
    if now.numerator is not None and now.denominator is not None:
        ratio = f"{french.trimmed(now.numerator)}{DIVIDED}{french.trimmed(now.denominator)}"
        if definition.aggregation is Aggregation.EVOLUTION:
            return (f"100{TIMES}({ratio}{MINUS}1) → {result}",)
        return (f"{f'100{TIMES}' if definition.unit == '%' else ''}{ratio} → {result}",)
    amounts = [(month, fact.value) for month in reported if isinstance(fact := series.facts[month], Amount)]
    if definition.aggregation in (Aggregation.DERNIER, Aggregation.ETAT):
        month, amount = amounts[-1]
        return (f"{_name(month)}{french.NO_BREAK}: {french.trimmed(amount)} → {result}",)
    years = {
        year: [amount for _, amount in listed]
        for year, listed in groupby(amounts, key=lambda each: each[0].year)
    }
    yearly = [sum(listed, Decimal(0)) for listed in years.values()]
    total = sum(yearly, Decimal(0))
    end = f"= {result}" if total == now.value else f"= {french.trimmed(total)} → {result}"
    if len(years) == 1:
        return (f"{_terms(amount for _, amount in amounts)} {end}",)
    return (
        *(
            f"{year}{french.NO_BREAK}: {_terms(listed)} = {french.trimmed(sum(listed, Decimal(0)))}"
            for year, listed in years.items()
        ),
        f"{_terms(yearly)} {end}",
    )


def _terms(amounts: Iterable[Decimal]) -> str:
    """`4 + (−1)`."""
    texts = (french.trimmed(amount) if amount >= 0 else f"({french.trimmed(amount)})" for amount in amounts)
    return " + ".join(texts)


def _gap(definition: Definition, now: Attainment, exact: Due) -> Step | None:
    if now.gap is None or now.value is None or exact.objectif is None:
        return None
    objectif = Fraction(*exact.objectif)
    shown = f"{french.trimmed(now.value)}{MINUS}{taken_away(objectif)} → {gap_at_least(definition, now)}"
    side = "défavorable" if definition.direction is Direction.BAISSE else "favorable"
    return Step("L’écart", f"Valeur à date moins objectif à date\u00a0: positif, il est {side}.", (shown,))


def _nothing_due(
    definition: Definition, now: Attainment, year: YearTargets | None, exact: Due
) -> Step | None:
    """Case 6: nothing of the objectif is due yet. None otherwise."""
    if year is None or exact.objectif is None or exact.objectif[0] or not year.starts_from_zero:
        return None
    december = year.december
    bound = (
        december.published_seuil if december.seuil and not definition.rises else december.published_objectif
    )
    shown = "" if bound is None else french.trimmed(bound)
    why = {
        Status.ATTEINT: f"la valeur vaut déjà ce qui sera dû en décembre ({shown}), score 100.",
        Status.SOUS_SEUIL: f"la valeur dépasse déjà ce que décembre permet ({shown}), score 0.",
        Status.INCOMPLET: f"{missing_text(definition, now)}, et rien n’est jugé.",
        Status.NON_ECHU: "la valeur n’est pas jugée.",
    }.get(now.status)
    if why is None or now.value is None:
        return None
    title = "Le score" if now.score is not None else "Le statut"
    return Step(title, f"Rien n’est encore dû de l’objectif à cette date\u00a0: {why}")


def _score(definition: Definition, now: Attainment, exact: Due) -> Step | None:
    if now.score is None or now.value is None:
        return Step("Le statut", _no_score(definition, now))
    floor = _floor_text(definition, now)
    if now.position is None or exact.seuil is None or exact.objectif is None:
        return Step(
            "Le score",
            f"{ALL_OR_NOTHING}{floor}",
            (score_text(now),),
        )
    seuil, objectif = Fraction(*exact.seuil), Fraction(*exact.objectif)
    v, o, s = french.trimmed(now.value), exact_text(objectif), taken_away(seuil)
    # Exact and not the position as published, which rounding may bring to 1 for a value below the objectif.
    place = (Fraction(now.value) - seuil) / (objectif - seuil)
    sign = "=" if place == Fraction(now.position) else "≈"
    share = f"({v}{MINUS}{s}) ÷{french.NO_BREAK}({o}{MINUS}{s}) {sign} {french.trimmed(now.position)}"
    credit = f" Crédit au seuil\u00a0: {french.trimmed(definition.credit)}." if definition.credit else ""
    text = f"Part du chemin du seuil à l’objectif, entre 0 et 100.{credit}{floor}"
    return Step("Le score", text, (share, _points(definition, place, now)))


def _floor_text(definition: Definition, now: Attainment) -> str:
    """Why a value that misses months has a score."""
    if not is_least_score(now):
        return ""
    missing = missing_text(definition, now)
    return f" Il manque des mois ({missing})\u00a0: la valeur ne peut que monter, et ce score avec elle."


def _points(definition: Definition, place: Fraction, now: Attainment) -> str:
    """From the share to the score: as it is between the two targets, bounded outside."""
    published = score_text(now)
    if place < 0:
        return f"{'en deçà' if definition.rises else 'au-delà'} du seuil → {published}"
    if place >= 1:
        return f"objectif atteint → {published}"
    if not definition.credit:
        return f"100{TIMES}{exact_text(place)} → {published}{_capped(now)}"
    credit = french.trimmed(definition.credit)
    return f"{credit} + (100{MINUS}{credit}){TIMES}{exact_text(place)} → {published}{_capped(now)}"


def _capped(now: Attainment) -> str:
    return ", le plus qui se donne sans atteindre l’objectif" if now.score == MOST_BELOW_THE_OBJECTIF else ""


def _no_score(definition: Definition, now: Attainment) -> str:
    return {
        Status.NEUTRALISE: "Toutes les périodes dues sont neutralisées : rien n’est jugé.",
        Status.SANS_OBJECTIF: "Sans objectif, rien n’est jugé.",
        Status.NON_ECHU: "Aucune valeur n’est encore due.",
        Status.SANS_OBJET: "Il n’y avait rien à mesurer.",
        Status.NON_RENSEIGNE: "Une valeur est due et n’est pas saisie : l’indicateur est compté comme non mesuré.",
        Status.INCOMPLET: f"Il en manque trop pour juger\u00a0: {incomplete_text(definition, now)}.",
    }.get(now.status, "")


def _name(month: Month) -> str:
    return french.month_name(month.year, month.number)


def _span(months: Sequence[Month]) -> list[str]:
    if len(months) == 1:
        return [_name(months[0])]
    return [f"de {_name(months[0])} à {_name(months[-1])}"]
