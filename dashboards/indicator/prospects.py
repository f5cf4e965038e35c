"""What must happen before December: the pace required beside the pace so far, and on what the projection rests."""

from dataclasses import dataclass
from decimal import Decimal

from cpg.shared import french
from dashboards.indicator.slider import Slider, slider
from dashboards.shared.chances import objectif_of
from dashboards.shared.figures import (
    AT_MOST,
    counted_text,
    period_text,
    target_in_words,
    target_text,
    value_in_words,
    value_text,
)
from indicators.domain.best_month import BestMonth, best_month
from indicators.domain.december import is_secured
from indicators.domain.model import Aggregation, Attainment, Definition, Direction, Frequency
from indicators.domain.past_years import follows_past_years
from indicators.domain.projection import LONGEST_FLOW, Position, average_so_far

DECEMBER = "d’ici décembre"
PERIODS = {
    Frequency.MENSUELLE: "mois",
    Frequency.TRIMESTRIELLE: "trimestre",
    Frequency.SEMESTRIELLE: "semestre",
    Frequency.ANNUELLE: "année",
}


@dataclass(frozen=True, slots=True)
class Prospects:
    """`must` is what is required, `best` how good the best month of the contract was, `assumption` what the projection
    supposes, `nothing` why no other end of the year can be supposed; each "" where it does not apply. `objectif` is
    that of December in the version of the month.
    """

    must: str
    best: str
    assumption: str
    nothing: str
    slider: Slider | None
    objectif: Decimal | None


def prospects(now: Attainment, position: Position | None, awaited: str = "") -> Prospects:
    """`awaited`: what is to be entered of a year that is over today, of which nothing is required or supposed."""
    if awaited:
        return Prospects("", "", "", f"{french.sentence(awaited)}.", None, objectif_of(position))
    # Nothing is supposed from a floor: what is missing would have to be supposed too.
    whole = None if position is None or position.is_floor else position
    return Prospects(
        must=must_happen(now, position),
        best=best_so_far(now, position),
        assumption="" if now.projection is None else assumption(position),
        nothing=nothing_to_suppose(now, whole),
        slider=slider(whole, now.pace),
        objectif=objectif_of(position),
    )


def must_happen(now: Attainment, position: Position | None) -> str:
    """One or two sentences; "" where nothing is required any more, or nothing is known."""
    objectif = objectif_of(position)
    if position is None or now.pace is None or objectif is None:
        return ""
    definition = position.definition
    if now.pace.value is None:
        return _out_of_reach(definition, position.value, objectif)
    if is_secured(definition, now.pace.value):
        return "L’objectif de l’année est déjà tenu, quoi qu’apportent les mois restants."
    average = average_so_far(position)
    if definition.aggregation.takes_pair:
        return _averaged(definition, now.pace.value, average)
    left = objectif - position.value
    if definition.is_counted_one_by_one:
        return _counted(position, left, average)
    return _monthly(position, now.pace.value, left, average)


def best_so_far(now: Attainment, position: Position | None) -> str:
    """The best month ever reported, beside a pace; "" without a pace to do."""
    if position is None or now.pace is None or now.pace.value is None:
        return ""
    best = best_month(position.timeline, now.month)
    if best is None or is_secured(position.definition, now.pace.value):
        return ""
    return _best_text(best, is_enough=position.is_floor or best.is_as_good_as(now.pace))


def _best_text(best: BestMonth, *, is_enough: bool) -> str:
    """`is_enough` where it may do: of a value that is at least so much, the pace is one at most."""
    definition = best.definition
    frequency = Frequency.MENSUELLE if definition.aggregation.takes_pair else definition.frequency
    figure, when = value_text(definition, best.published), period_text(frequency, best.month)
    a_month = "" if definition.aggregation.takes_pair or frequency is Frequency.MENSUELLE else " par mois"
    if is_enough:
        return f"Le meilleur mois du contrat jusqu’ici\u00a0: {figure}{a_month}, {when}."
    none = {"année": "aucune année"}.get(PERIODS[frequency], f"aucun {PERIODS[frequency]}")
    return (
        f"Jamais fait\u00a0: {none} du contrat n’a été aussi bon, le meilleur est {when}, {figure}{a_month}."
    )


def _averaged(definition: Definition, pace: Decimal, average: Decimal | None) -> str:
    wanted, so_far = value_text(definition, pace), value_text(definition, average)
    if definition.direction is Direction.HAUSSE:
        return f"Il faut {wanted} en moyenne {DECEMBER}, contre {so_far} depuis janvier."
    return f"Il ne faut pas dépasser {wanted} en moyenne {DECEMBER}, contre {so_far} depuis janvier."


def _counted(position: Position, left: Decimal, average: Decimal | None) -> str:
    """What is counted one by one: so many in so many months, and no fraction of one a month."""
    definition = position.definition
    so_far = _so_far(position, average)
    months = f"en {french.number(position.remaining)}{french.NO_BREAK}mois, {DECEMBER}"
    if definition.rises:
        at_most = f"{AT_MOST} " if position.is_floor else ""
        return f"Il faut encore {at_most}{counted_text(definition, left)} {months}{so_far}."
    if not left:
        return f"Plus rien ne doit s’ajouter {DECEMBER}{so_far}."
    return f"Il ne faut pas en ajouter plus de {counted_text(definition, left)} {months}{so_far}."


def _monthly(position: Position, pace: Decimal, left: Decimal, average: Decimal | None) -> str:
    definition = position.definition
    so_far = _so_far(position, average)
    at_most = f"{AT_MOST} " if position.is_floor else ""
    if definition.rises and pace < 1:
        return f"Il faut encore {at_most}{counted_text(definition, left)} {DECEMBER}{so_far}."
    if not definition.rises and not pace:
        return f"Plus rien ne doit s’ajouter {DECEMBER}{so_far}."
    verb = f"Il faut {at_most}".rstrip() if definition.rises else "Il ne faut pas dépasser"
    return f"{verb} {target_in_words(definition, pace)} par mois {DECEMBER}{so_far}."


def _so_far(position: Position, average: Decimal | None) -> str:
    """The average month since January; "" while months are missing from it."""
    if average is None or position.is_floor:
        return ""
    return f", contre {target_text(position.definition, average)} par mois en moyenne depuis janvier"


def _out_of_reach(definition: Definition, value: Decimal, objectif: Decimal) -> str:
    """A fact, then what is still worth doing: nobody is blamed."""
    if definition.aggregation.accumulates and definition.direction is Direction.BAISSE:
        return (
            f"L’objectif de l’année est hors d’atteinte\u00a0: {value_in_words(definition, value)} déjà, pour"
            f" {target_text(definition, objectif)} au plus à fin décembre. "
            "Ce qui reste compte encore\u00a0: moins il s’en ajoute, moindre sera l’écart."
        )
    if definition.direction is Direction.HAUSSE:
        bound = "plus de 100\u00a0% d’ici décembre"
    else:
        bound = "moins que rien d’ici décembre"
    return (
        f"L’objectif de l’année est hors d’atteinte\u00a0: il faudrait {bound}. "
        "Ce qui reste compte encore\u00a0: chaque progrès relève le score et prépare l’année suivante."
    )


def nothing_to_suppose(now: Attainment, position: Position | None) -> str:
    """Why the end of the year cannot be supposed; "" where it can."""
    if position is not None and position.remaining:
        return ""
    if now.month.number == 12:
        return "L’année est finie\u00a0: il n’y a plus rien à supposer."
    if now.missing and now.value is not None:
        months = french.listing([french.month_name(each.year, each.number) for each in now.missing])
        return f"Sans la valeur de {months}, il n’y a pas de chiffre juste d’où partir."
    if position is not None:
        return "Les mois qui restent sont neutralisés\u00a0: il n’y a rien à supposer."
    return "Aucune valeur n’est encore connue cette année\u00a0: il n’y a rien d’où partir."


def assumption(position: Position | None) -> str:
    """What the projection supposes of the months that remain; "" without a projection to make."""
    if position is None or position.remaining == 0:
        return ""
    match position.definition.aggregation:
        case Aggregation.SOMME:
            return _assumption_of_sum(position)
        case Aggregation.CUMUL_CONTRAT:
            return f"Projection\u00a0: les mois restants avancent comme les {LONGEST_FLOW} derniers, ou moins au début."
        case Aggregation.DERNIER | Aggregation.ETAT:
            return "Projection\u00a0: la dernière valeur connue ne bouge plus."
        case _:
            return "Projection\u00a0: les mois restants ressemblent aux trois derniers renseignés."


def _assumption_of_sum(position: Position) -> str:
    years = follows_past_years(position)
    if years == 1:
        return "Projection\u00a0: la fin d’année suit l’année précédente et la moitié de l’écart avec elle."
    if years:
        return f"Projection\u00a0: chaque mois pèse ce qu’il pesait dans les {french.count_word(years)} années passées."
    return "Projection\u00a0: les mois restants apportent à proportion de leur part dans l’année."
