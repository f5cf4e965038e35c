"""How an indicator moved since the end of the quarter before and since the same month of the year before."""

from collections.abc import Iterator
from decimal import Decimal
from enum import Enum

from cpg.shared import french
from dashboards.commentary.parts import Figures, Kind, Sentence, sentence
from dashboards.commentary.standing import Standing, is_alike
from indicators.domain.model import Aggregation, Attainment, Status

COLON, SEMICOLON = f"{french.NO_BREAK}:", f"{french.NARROW};"
# A move of less than this share of what separates seuil and objectif is said to be small.
SMALL = 20
OF_A_YEAR = frozenset({Aggregation.RATIO, Aggregation.EVOLUTION, Aggregation.SOMME})


class Way(Enum):
    BETTER = "il s’améliore"
    WORSE = "il se dégrade"
    NEAR = "il bouge peu"
    SAME = "il n’a pas bougé"


def movement(standing: Standing, figures: Figures) -> Iterator[Sentence]:
    """Of what accumulates, the value only beside that of the year before, and the score."""
    if standing.now.value is None:
        return
    if standing.definition.accumulates:
        templates = list(_of_a_sum(standing))
        text = f"{SEMICOLON} ".join(templates)
    else:
        text = _of_a_level(standing)
    if text:
        yield sentence(Kind.MOVEMENT, f"{french.sentence(text)}.", figures)
    if standing.quarter is not None and _targets_moved(standing.now, standing.quarter):
        yield sentence(Kind.MOVEMENT, _new_targets(standing, standing.quarter), figures)


def tells_the_score(standing: Standing) -> bool:
    """Whether the movement is that of the score."""
    now, before = standing.now, standing.quarter
    if not standing.definition.accumulates or before is None or now.is_floor or before.is_floor:
        return False
    if _begins_again(standing, before):
        return False
    return now.score is not None and before.score is not None and now.score != before.score


def _of_a_sum(standing: Standing) -> Iterator[str]:
    now, before, ago = standing.now, standing.quarter, standing.year_ago
    is_of_the_year = standing.definition.aggregation is Aggregation.SOMME
    if is_of_the_year and is_alike(now) and ago is not None and is_alike(ago):
        verb = {1: "dépasse", -1: "n’atteint pas", 0: "égale"}[_order(now, ago)]
        yield f"la valeur {verb} celle de {_end(ago)} ({{valeur-an}})"
    if before is not None and tells_the_score(standing):
        yield f"son score passe de {{score-trimestre}} {_at(before)} à {{score}}"


def _of_a_level(standing: Standing) -> str:
    """`Il s’améliore depuis fin juin 2026 (91,30 %), mais reste moins bon qu’à fin septembre 2025 (94,50 %)`."""
    if not is_alike(standing.now):
        return ""
    before, ago = (each if is_alike(each) else None for each in (standing.quarter, standing.year_ago))
    if before is not None and _begins_again(standing, before):
        before = None
    if before is None:
        return _since_a_year(standing, ago) if ago else ""
    if ago is None:
        return _since_the_quarter(standing, before)
    return _since_both(standing, before, ago)


def _begins_again(standing: Standing, before: Attainment) -> bool:
    """Whether the value began again in January: the first months of a year are not held against a whole one."""
    return standing.definition.aggregation in OF_A_YEAR and before.month.year != standing.month.year


def _since_a_year(standing: Standing, ago: Attainment) -> str:
    match _way(standing, ago):
        case Way.SAME:
            return f"il est au même niveau qu’{_at(ago)}"
        case Way.NEAR:
            return f"il reste proche de son niveau de {_end(ago)} ({{valeur-an}})"
        case way:
            return f"il est {'meilleur' if way is Way.BETTER else 'moins bon'} qu’{_at(ago)} ({{valeur-an}})"


def _since_the_quarter(standing: Standing, before: Attainment) -> str:
    way, then = _way(standing, before), _then(standing, before)
    if way is Way.SAME:
        return f"{way.value} depuis {_end(before)}{_but(then)}"
    return f"{way.value} depuis {_end(before)}, où il était à {{valeur-trimestre}}{then}"


def _since_both(standing: Standing, before: Attainment, ago: Attainment) -> str:
    way, over_a_year = _way(standing, before), _way(standing, ago)
    then = _then(standing, before)
    if way is over_a_year is Way.SAME:
        return f"il n’a bougé ni depuis {_end(before)} ni depuis {_end(ago)}{_but(then)}"
    if way is over_a_year and way in {Way.BETTER, Way.WORSE}:
        beside = f" ({then.removeprefix(', ')})" if then else ""
        return (
            f"{way.value}{COLON} il était à {{valeur-trimestre}} {_at(before)}{beside}"
            f" et à {{valeur-an}} {_at(ago)}"
        )
    if way is Way.SAME:
        return f"{way.value} depuis {_end(before)}{_but(then)}{_over_a_year(way, over_a_year, ago)}"
    start = f"{way.value} depuis {_end(before)} ({{valeur-trimestre}}{then})"
    return f"{start}{_over_a_year(way, over_a_year, ago)}"


def _over_a_year(way: Way, over_a_year: Way, ago: Attainment) -> str:
    match over_a_year:
        case Way.SAME:
            verb = {Way.BETTER: "retrouve", Way.WORSE: "revient à"}.get(way, "garde")
            return f" et {verb} son niveau de {_end(ago)}"
        case Way.NEAR:
            return f" et reste proche de son niveau de {_end(ago)} ({{valeur-an}})"
        case _:
            link = ", mais" if way in {Way.BETTER, Way.WORSE} else " et"
            word = "meilleur" if over_a_year is Way.BETTER else "moins bon"
            return f"{link} reste {word} qu’{_at(ago)} ({{valeur-an}})"


def _way(standing: Standing, other: Attainment) -> Way:
    now, order = standing.now, _order(standing.now, other)
    if not order:
        return Way.SAME
    if now.seuil_to_date is not None and now.objectif_to_date is not None:
        span = abs(now.objectif_to_date - now.seuil_to_date)
        if SMALL * abs((now.value or Decimal(0)) - (other.value or Decimal(0))) < span:
            return Way.NEAR
    return Way.BETTER if (order > 0) is standing.definition.rises else Way.WORSE


def _order(now: Attainment, other: Attainment) -> int:
    one, two = now.value or Decimal(0), other.value or Decimal(0)
    return (one > two) - (one < two)


def _then(standing: Standing, before: Attainment) -> str:
    """What its status was then, where it is another now."""
    if before.status is standing.now.status or before.score is None or standing.now.score is None:
        return ""
    below = "sous le seuil" if standing.definition.rises else "au-delà du seuil"
    words = {
        Status.ATTEINT: "à l’objectif",
        Status.ENTRE: "entre seuil et objectif",
        Status.SOUS_SEUIL: below,
    }
    return f", alors {words[before.status]}"


def _but(then: str) -> str:
    """Of a value that did not move, whose targets did."""
    return then.replace(", alors", ", où il était", 1)


def _targets_moved(now: Attainment, before: Attainment) -> bool:
    """Whether the objectif of the year is another one than at the end of the quarter before."""
    is_same_year = now.month.year == before.month.year
    known = now.objectif_annual is not None and before.objectif_annual is not None
    return is_same_year and known and now.objectif_annual != before.objectif_annual


def _new_targets(standing: Standing, before: Attainment) -> str:
    return f"L’objectif de l’année est passé de {{annuel-trimestre}} à {{annuel}} depuis {_end(before)}."


def _at(other: Attainment) -> str:
    return f"à {_end(other)}"


def _end(other: Attainment) -> str:
    return f"fin {french.month_name(other.month.year, other.month.number)}"
