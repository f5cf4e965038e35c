"""What keeps a value from being final: months to enter, neutralised ones, those that nobody validated."""

from collections.abc import Iterator, Sequence

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.commentary.parts import Figures, Kind, Sentence, sentence
from dashboards.commentary.standing import Standing
from dashboards.shared.awaited import span
from dashboards.shared.figures import period_text
from indicators.domain.model import Frequency

SEMICOLON = f"{french.NARROW};"
NAMED_AT_MOST, LONGEST_LIST = 4, 60
ARTICLES = {
    Frequency.TRIMESTRIELLE: ("le ", "trimestres"),
    Frequency.SEMESTRIELLE: ("le ", "semestres"),
    Frequency.ANNUELLE: ("l’", "années"),
}


def reserves(standing: Standing, figures: Figures) -> Iterator[Sentence]:
    """One sentence, of as many parts as there are; of a value that is judged."""
    if standing.now.value is None:
        return
    parts = [part for part in (_missing(standing), _neutralised(standing), _unchecked(standing)) if part]
    if parts:
        yield sentence(Kind.GAPS, f"{french.sentence(f'{SEMICOLON} '.join(parts))}.", figures)


def to_enter(standing: Standing) -> str:
    """`juillet et août 2026 restent à saisir`; of a level, its last due value may be of a year before."""
    missing = standing.now.missing
    if not missing:
        return "sa dernière valeur due reste à saisir"
    verb = french.plural(len(missing), "reste", "restent")
    return f"{named(standing, missing)} {verb} à saisir"


def named(standing: Standing, months: Sequence[Month]) -> str:
    """The periods that these due months end, a few by name, many by their number."""
    frequency = standing.definition.frequency
    if frequency is Frequency.MENSUELLE:
        return _listed(months)
    article, many = ARTICLES[frequency]
    if len(months) > NAMED_AT_MOST:
        return f"{french.number(len(months))}{french.NO_BREAK}{many}"
    return french.listing([f"{article}{period_text(frequency, month)}" for month in months])


def _missing(standing: Standing) -> str:
    """Of what is not judged for it, the first sentence says it."""
    now, definition = standing.now, standing.definition
    if not now.missing or now.score is None:
        return ""
    left = to_enter(standing)
    if definition.accumulates:
        return f"{left}, et la valeur ne peut que monter"
    if definition.aggregation.takes_pair:
        return f"{left}, et la valeur repose sur {{mois-saisis}}"
    return left


def _neutralised(standing: Standing) -> str:
    months = standing.neutralised
    if not months:
        return ""
    ending = _agreed(standing, months)
    verb = french.plural(len(months), "ne compte pas", "ne comptent pas")
    return f"{named(standing, months)}, neutralisé{ending} par la Cnav, {verb}"


def _agreed(standing: Standing, months: Sequence[Month]) -> str:
    """`e` of a year, `s` of several."""
    feminine = "e" if standing.definition.frequency is Frequency.ANNUELLE else ""
    return feminine + french.plural(len(months), "", "s")


def _unchecked(standing: Standing) -> str:
    """The months as they are entered: one that ends a period bears its value."""
    months = standing.unchecked
    if not months:
        return ""
    verb, ending = french.plural(len(months), "n’est", "ne sont"), french.plural(len(months), "", "s")
    return f"{_listed(months)} {verb} pas encore validé{ending}"


def _listed(months: Sequence[Month]) -> str:
    listed = span(months)
    return listed if len(listed) <= LONGEST_LIST else f"{french.number(len(months))}{french.NO_BREAK}mois"
