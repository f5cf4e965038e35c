"""The sentence that opens a page, and the words beside a figure: what is missing, why there is no score."""

from collections.abc import Sequence

from commitments.models import Contract
from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.shared.coverage import month_in_sentence
from dashboards.shared.figures import AT_LEAST, period_text
from dashboards.shared.marks import Mark
from indicators.domain import windows
from indicators.domain.model import Attainment, Definition, Frequency, Status
from indicators.models import Indicator

PERIOD_WORDS = {
    Frequency.MENSUELLE: ("mois", "mois"),
    Frequency.TRIMESTRIELLE: ("trim.", "trim."),
    Frequency.SEMESTRIELLE: ("semestre", "semestres"),
    Frequency.ANNUELLE: ("année", "années"),
}
FREQUENCY_WORDS = {
    Frequency.MENSUELLE: "mensuel",
    Frequency.TRIMESTRIELLE: "trimestriel",
    Frequency.SEMESTRIELLE: "semestriel",
    Frequency.ANNUELLE: "annuel",
}


def coming(contract: Contract) -> str:
    """ "Contrat à venir, à partir de janvier 2028": what a contract is until it begins; "" from then on."""
    if not contract.is_to_come:
        return ""
    return f"Contrat à venir, à partir de {french.month_name(contract.first_year, 1)}"


def coming_finding(contract: Contract, indicators: int) -> str:
    """What opens a page of figures of such a contract; "" once it has begun."""
    if not contract.is_to_come:
        return ""
    verb = french.plural(indicators, "indicateur sera suivi", "indicateurs seront suivis")
    count = french.sentence(french.count_word(indicators))
    return f"{count} {verb} à partir de {french.month_name(contract.first_year, 1)}."


def nothing_yet(contract: Contract, due: str) -> str:
    """ "Rien n’est encore à saisir : le contrat commence en janvier 2028"; "" once it has begun."""
    if not contract.is_to_come:
        return ""
    return f"Rien n’est encore {due} : le contrat commence en {french.month_name(contract.first_year, 1)}"


def finding(marks: Sequence[Mark], with_target: int, month: Month, announced: str = "") -> str:
    """ "Dix objectifs sur vingt-sept sont atteints à fin septembre ; trois indicateurs ne tiennent pas le seuil."
    What is announced of December takes the place of the second half.
    """
    when = f"à fin {french.month_name(month.year, month.number)}"
    keys = [mark.key for mark in marks]
    if not with_target:
        is_set = not {"nondu", "neutre", "sans_objet"}.isdisjoint(keys)
        return f"Rien n’est encore dû {when}." if is_set else f"Aucun objectif n’est fixé {when}."
    reached, below = keys.count("atteint"), keys.count("sous")
    if not reached + below + keys.count("entre"):
        return f"Aucun indicateur n’est encore jugé {when}."
    out_of = french.count_word(with_target)
    if with_target == 1:
        first = f"Le seul objectif {'est' if reached else 'n’est pas'} atteint {when}"
    elif reached == with_target:
        first = f"Les {out_of} objectifs sont tous atteints {when}"
    elif reached == 0:
        first = f"Aucun des {out_of} objectifs n’est atteint {when}"
    else:
        verb = french.plural(reached, "objectif sur {} est atteint", "objectifs sur {} sont atteints")
        first = french.sentence(f"{french.count_word(reached)} {verb.format(out_of)} {when}")
    return f"{first}{french.NARROW}; {announced or _below(below)}."


def _below(count: int) -> str:
    if count == 0:
        return "aucun indicateur ne manque le seuil"
    verb = french.plural(count, "indicateur ne tient pas", "indicateurs ne tiennent pas")
    return f"{french.count_word(count)} {verb} le seuil"


def coverage_detail(indicator: Indicator, now: Attainment | None) -> str:
    """ "2 trim. sur 3" when something due has not been reported, "" otherwise."""
    if now is None or not now.missing or now.value is None:
        return ""
    one, many = PERIOD_WORDS[indicator.definition.frequency]
    return f"{now.due_reported} {one if now.due_reported < 2 else many} sur {now.months_due}"


def silence_of(indicator: Indicator, now: Attainment | None, expected: Month | None = None) -> str:
    """Why there is no score, and what would bring one. `expected` is the month at which something of it is due."""
    if now is None:
        return "calcul en attente"
    match now.status:
        case Status.SANS_OBJECTIF:
            return "pas de cible cette année" if indicator.first_year else "cible à définir"
        case Status.NON_ECHU:
            return _not_due(indicator, now, expected)
        case Status.NEUTRALISE:
            return "période neutralisée par la Cnav"
        case Status.INCOMPLET:
            return incomplete_text(indicator.definition, now)
        case _:
            return _nothing_measured(now)


def _not_due(indicator: Indicator, now: Attainment, expected: Month | None) -> str:
    name = expected_name(indicator, now.month, expected)
    when = f"attendu en {name}" if name else ""
    if now.value is not None:
        return f"rien n’est encore dû{f', {when}' if when else ''}"
    return f"{frequency_word(indicator)}, {when or 'pas encore attendu'}"


def incomplete_text(definition: Definition, now: Attainment) -> str:
    """What is missing, and what it keeps from being judged (RC-6)."""
    missing = missing_text(definition, now)
    if definition.aggregation.takes_pair:
        one, many = PERIOD_WORDS[definition.frequency]
        needed = 3 * now.months_due // 4
        word = one if now.due_reported < 2 else many
        return f"{now.due_reported} {word} sur {now.months_due}, il en faut {needed}"
    if definition.aggregation.is_last_value:
        return f"{missing}{french.NO_BREAK}: la valeur d’avant ne suffit pas"
    if now.is_floor:
        return f"{missing}{french.NO_BREAK}: la valeur est {AT_LEAST} celle-ci"
    return f"{missing}{french.NO_BREAK}: rien n’est jugé avant la saisie"


def _nothing_measured(now: Attainment) -> str:
    if now.no_case:
        return "aucun cas"
    return "sans objet\u00a0: rien à mesurer" if now.status is Status.SANS_OBJET else "aucune valeur saisie"


def missing_text(definition: Definition, now: Attainment) -> str:
    """`mars 2025 manque`, `2 mois manquent`; of a level, its last due value may be of a year before."""
    if not now.missing:
        return "la dernière valeur due manque"
    if len(now.missing) == 1:
        return f"{period_text(definition.frequency, now.missing[0])} manque"
    return f"{len(now.missing)} {PERIOD_WORDS[definition.frequency][1]} manquent"


def frequency_word(indicator: Indicator) -> str:
    return FREQUENCY_WORDS[Frequency(indicator.defined.frequency)]


def expected_name(indicator: Indicator, month: Month, expected: Month | None) -> str:
    """The month at which something is due, with the year where that is not this one; "" without any."""
    if indicator.contract.is_to_come:
        due = windows.next_due(indicator.definition, month)
        return french.month_name(due.year, due.number)
    return month_in_sentence(expected, month) if expected else ""
