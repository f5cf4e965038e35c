"""What is estimated of December, in the words of an estimate: a projection, its interval, a chance in tenths."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.commentary.members import Member
from dashboards.commentary.parts import Figure, Figures, Kind, Lineage, Place, Sentence, cited, sentence
from dashboards.shared.awaited import to_enter
from dashboards.shared.chances import DECEMBER, as_shown, bounds, chance_words, december_sentence, outside
from dashboards.shared.fates import Fate, announced_text, estimate_of, undecided
from dashboards.shared.figures import target_text, value_text
from indicators.domain.model import Attainment, Definition

SEMICOLON = f"{french.NARROW};"
COLON = f"{french.NO_BREAK}:"


def estimate_figures(
    definition: Definition, now: Attainment, objectif: Decimal | None, code: str, suffix: str = ""
) -> Sequence[Figure]:
    """`suffix` ends their keys, where several indicators have some."""
    low, high = bounds(definition, now) or ("", "")
    chance = as_shown(definition, now.estimate.objectif if now.estimate else None)
    why, targets = Place(Lineage.WHY, now.month, code), Place(Lineage.TARGETS, now.month, code)
    of = f" de {code}" if suffix else ""
    return (
        Figure(
            f"projection{suffix}",
            f"la projection de décembre{of}",
            value_text(definition, now.projection),
            why,
        ),
        Figure(f"bas{suffix}", f"le bas de l’intervalle de décembre{of}", low, why),
        Figure(f"haut{suffix}", f"le haut de l’intervalle de décembre{of}", high, why),
        Figure(f"chance{suffix}", f"la chance de l’objectif{of}", chance_words(chance), why),
        Figure(
            f"objectif-decembre{suffix}",
            f"l’objectif de l’année{of}",
            target_text(definition, objectif),
            targets,
        ),
    )


def estimated(
    definition: Definition, now: Attainment, objectif: Decimal | None, figures: Figures, suffix: str = ""
) -> Iterator[Sentence]:
    """The sentence of the pages, with its figures; nothing where nothing is estimated."""
    text = december_sentence(definition, now, objectif)
    if not text:
        return
    apart = outside(definition, now)
    text = text.removesuffix(apart) if apart else text
    keys = {key: f"{key}{suffix}" for key in ("projection", "bas", "haut", "chance", "objectif-decembre")}
    known = {key: figures[own] for key, own in keys.items() if own in figures}
    in_order = [known[key] for key in ("projection", "bas", "haut") if key in known]
    last = [known[key] for key in ("chance", "objectif-decembre") if key in known]
    is_extreme = f"{COLON} l’objectif" in text
    yield cited(Kind.DECEMBER, text, [*in_order, *(reversed(last) if is_extreme else last)])
    if apart:
        yield sentence(Kind.DECEMBER, apart.strip(), figures)


def group_figures(members: Sequence[Member], month: Month) -> Iterator[Figure]:
    place = Place(Lineage.DECEMBER, month)
    yield Figure("decembre", "ce qui est annoncé de décembre", _announced(members, month), place)
    for each in members:
        if each.now is not None and each.fate is Fate.PLAYED:
            code = each.indicator.code
            definition = each.indicator.definition
            yield from estimate_figures(definition, each.now, each.objectif, code, f"-{code}")


def december_of(members: Sequence[Member], month: Month, figures: Figures) -> Iterator[Sentence]:
    """How many are announced to do what, and what is estimated of the most undecided."""
    if "decembre" not in figures:
        return
    announced = figures["decembre"]
    yield Sentence(Kind.DECEMBER, (announced, "."))
    played = [each for each in members if each.fate is Fate.PLAYED]
    if played and not _unentered(members, month):
        yield from _most_undecided(played, figures)


def _most_undecided(played: Sequence[Member], figures: Figures) -> Iterator[Sentence]:
    first = min(played, key=_distance)
    code, now = first.indicator.code, first.now
    if now is None:
        return
    start = "Le plus indécis est" if len(played) > 1 else "Celui qui se joue est"
    told = list(estimated(first.indicator.definition, now, first.objectif, figures, f"-{code}"))
    if told:
        yield Sentence(Kind.DECEMBER, (f"{start} ", figures[f"nom-{code}"], "."))
        yield from told


def _distance(member: Member) -> tuple[Decimal, bool]:
    """As « Ce que sera décembre » ranks them."""
    chance = as_shown(member.indicator.definition, estimate_of(member.now).objectif)
    return undecided(chance), member.now is None or member.now.projection is None


def _announced(members: Sequence[Member], month: Month) -> str:
    """`Pour décembre, sept se jouent encore et deux n’y arriveraient pas`; of a year that is over, what is awaited."""
    if month.number == DECEMBER:
        return ""
    if unentered := _unentered(members, month):
        return french.sentence(to_enter(unentered))
    fates = [each.fate for each in members]
    return french.sentence(announced_text(fates.count))


def _unentered(members: Sequence[Member], month: Month) -> list[Month]:
    """The months after that one, of a year that is over, where nothing was entered of any indicator."""
    if not members or not all(each.has_ended for each in members):
        return []
    return [Month(month.year, number) for number in range(month.number + 1, DECEMBER + 1)]
