"""The proposed commentary of an indicator: two to five sentences, by rules, from the figures that its pages show."""

from collections.abc import Iterator

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.commentary.compared import causes
from dashboards.commentary.december import estimated
from dashboards.commentary.moved import movement, tells_the_score
from dashboards.commentary.parts import Commentary, Figures, Kind, Sentence, sentence
from dashboards.commentary.reserves import reserves, to_enter
from dashboards.commentary.standing import Standing, figures_of
from dashboards.shared.coverage import month_in_sentence
from dashboards.shared.figures import AT_LEAST, AT_MOST
from dashboards.shared.marks import mark_of
from indicators.domain.december import projected_status
from indicators.domain.model import Attainment, Status

COLON, SEMICOLON = f"{french.NO_BREAK}:", f"{french.NARROW};"
BETWEEN = "entre le seuil ({seuil}) et l’objectif à date ({objectif})"


def commentary_of(standing: Standing, december: Attainment | None = None) -> Commentary:
    """`december` is that of the year shown, whose targets the projection is judged against."""
    figures = figures_of(standing)
    sentences = (
        *_position(standing, figures),
        *movement(standing, figures),
        *causes(standing.told, figures),
        *reserves(standing, figures),
        *_december(standing, december, figures),
        *_said(standing, figures),
    )
    return Commentary(sentences, figures)


def when(month: Month) -> str:
    """`À fin septembre 2026`."""
    return f"À fin {french.month_name(month.year, month.number)}"


def _position(standing: Standing, figures: Figures) -> Iterator[Sentence]:
    template = _judged(standing) if standing.is_judged else _silent(standing)
    yield sentence(Kind.POSITION, f"{when(standing.month)}, {template}", figures)
    now = standing.now
    is_partial = now.status is Status.INCOMPLET and now.value is not None and not standing.is_judged
    if is_partial and not standing.definition.aggregation.is_last_value:
        yield sentence(Kind.POSITION, f"Ce qui est saisi donne {_value(now)}.", figures)


def _judged(standing: Standing) -> str:
    definition, now = standing.definition, standing.now
    if definition.accumulates and not now.objectif_to_date and now.objectif_annual:
        return _before_anything_is_due(now)
    if now.status is Status.ATTEINT:
        return _reached(standing)
    return _exceeding(standing) if now.gap is None else _short(standing)


def _short(standing: Standing) -> str:
    """What separates it from its objectif, and on which side of the seuil it is."""
    definition, now = standing.definition, standing.now
    lacking, toward = _lacking("", standing), _lacking("l’objectif à date, {objectif}", standing)
    if now.is_floor or now.seuil_to_date is None or now.seuil_to_date == now.objectif_to_date:
        return f"l’indicateur est à {_value(now)} pour un objectif à date de {{objectif}}{COLON} {lacking}."
    if now.value == now.seuil_to_date:
        return f"l’indicateur est tout juste au seuil, à {_value(now)}{COLON} {toward}."
    if now.status is Status.SOUS_SEUIL:
        side = "sous le" if definition.rises else "au-delà du"
        return f"l’indicateur est à {_value(now)}, {side} seuil à date ({{seuil}}){COLON} {toward}."
    return f"l’indicateur est à {_value(now)}, {BETWEEN}{COLON} {lacking}{_score(standing)}."


def _score(standing: Standing) -> str:
    """Where the next sentence does not say it."""
    return "" if tells_the_score(standing) else " et le score est de {score}"


def _exceeding(standing: Standing) -> str:
    """What months are missing from, and exceeds what it may already: its gap is not known."""
    is_alone = standing.now.seuil_to_date in {None, standing.now.objectif_to_date}
    bound = "l’objectif à date ({objectif})" if is_alone else "le seuil à date ({seuil})"
    return f"l’indicateur est à {{valeur}} et dépasse déjà {bound}."


def _before_anything_is_due(now: Attainment) -> str:
    """Nothing of the objectif is due, and the value decides all the same."""
    if now.status is Status.ATTEINT:
        return f"rien n’est encore dû de l’objectif et l’indicateur est déjà à {_value(now)}."
    over = "dépasse déjà ce que l’année permet"
    return f"rien n’est encore dû de l’objectif, mais l’indicateur, à {_value(now)}, {over}."


def _reached(standing: Standing) -> str:
    now, rises = standing.now, standing.definition.rises
    if not now.gap and not now.is_floor:
        return f"l’indicateur est à {_value(now)}, exactement son objectif à date."
    verb, bound = ("atteint", "") if rises else ("respecte", f" {AT_MOST}")
    margin = "" if now.is_floor else f", soit {{ecart}} de {'plus' if rises else 'moins'}"
    return f"l’indicateur {verb} son objectif à date{COLON} {_value(now)} pour {{objectif}}{bound}{margin}."


def _lacking(aim: str, standing: Standing) -> str:
    """What separates the value from the objectif; `au plus` while months may still add to it."""
    at_most = f"{AT_MOST} " if standing.now.is_floor else ""
    toward = f" pour {aim}" if aim else ""
    if standing.definition.rises:
        return f"il manque {at_most}{{ecart}}{toward}"
    return f"il y a {{ecart}} de trop{toward}"


def _value(now: Attainment) -> str:
    return f"{{valeur}} {AT_LEAST}" if now.is_floor else "{valeur}"


WITHOUT_SCORE = {
    Status.NEUTRALISE: "toutes les périodes dues sont neutralisées par la Cnav et l’indicateur n’est pas jugé.",
    Status.SANS_OBJET: "l’indicateur est sans objet, faute de quoi que ce soit à mesurer.",
    Status.NON_RENSEIGNE: f"aucune valeur n’est saisie{COLON} l’indicateur est dû et n’est pas mesuré.",
}
NO_CASE = "aucun cas ne s’est présenté et l’indicateur n’est pas jugé."


def _silent(standing: Standing) -> str:
    """Why nothing is judged."""
    now = standing.now
    match now.status:
        case _ if now.no_case:
            return NO_CASE
        case Status.SANS_OBJECTIF:
            return _without_objectif(now)
        case Status.NON_ECHU:
            return _not_due(standing)
        case Status.INCOMPLET:
            return f"l’indicateur n’est pas jugé{COLON} {to_enter(standing)}."
        case _:
            return WITHOUT_SCORE[now.status]


def _without_objectif(now: Attainment) -> str:
    if now.value is None:
        return f"l’indicateur n’a ni objectif pour {now.month.year}, ni valeur."
    return f"l’indicateur est à {_value(now)}{SEMICOLON} aucun objectif n’est fixé pour {now.month.year}."


def _not_due(standing: Standing) -> str:
    now, expected = standing.now, standing.expected
    name = f" avant {month_in_sentence(expected, now.month)}" if expected else ""
    if now.value is None:
        return f"l’indicateur n’est pas encore dû{f'{COLON} aucune valeur n’est attendue{name}' if name else ''}."
    return f"l’indicateur est à {_value(now)}{SEMICOLON} rien n’en est dû{name or ' à cette date'}."


def _december(standing: Standing, december: Attainment | None, figures: Figures) -> Iterator[Sentence]:
    """What is estimated of it, in the words of an estimate; of a year that is over, what is awaited."""
    definition, now = standing.definition, standing.now
    if standing.awaited:
        if december is not None and any(each > standing.month for each in december.missing):
            yield sentence(Kind.DECEMBER, f"{french.sentence(standing.awaited)}.", figures)
        return
    if told := list(estimated(definition, now, standing.objectif, figures)):
        yield from told
        return
    projected = projected_status(definition, now, december)
    if projected is not None and now.month.number < 12 and standing.is_judged:
        at_least = f"{AT_LEAST} " if now.is_floor else ""
        ending = f"à {at_least}{{projection}}{COLON} {mark_of(projected).word.lower()}"
        yield sentence(Kind.DECEMBER, f"Si la fin d’année suit, décembre finirait {ending}.", figures)


def _said(standing: Standing, figures: Figures) -> Iterator[Sentence]:
    if standing.comment is not None:
        month, _ = standing.comment
        of = french.of_month(month.year, month.number)
        template = f"Le commentaire {of} précise{COLON} «\u00a0{{commentaire}}\u00a0»."
        yield sentence(Kind.SAID, template, figures)
