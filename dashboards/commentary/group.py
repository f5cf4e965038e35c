"""The proposed commentary of a theme or of the contract: its score, what turned, what is furthest, what is missing."""

import re
from collections.abc import Iterator, Sequence

from cpg.shared import french
from cpg.shared.periods import Month
from dashboards.commentary.compared import Told, causes, figures_told
from dashboards.commentary.december import december_of, group_figures
from dashboards.commentary.members import Member
from dashboards.commentary.parts import (
    Commentary,
    Figure,
    Figures,
    Kind,
    Lineage,
    Place,
    Sentence,
    by_key,
    sentence,
)
from dashboards.shared.coverage import Change, change_of, coverage_text, score_text, short_range
from dashboards.shared.figures import AT_LEAST, target_text, value_in_words
from dashboards.shared.marks import mark_of
from dashboards.shared.sentences import finding
from indicators.domain import RollUp, Term, roll_up
from indicators.domain.judgement import furthest_behind_first
from indicators.domain.model import Attainment, Status

NAMED_AT_MOST = 3
SEMICOLON = f"{french.NARROW};"
# Turns in the order of their importance: to which status, from which ones, the verb for one and for several.
TURNS = (
    (
        Status.SOUS_SEUIL,
        {Status.ENTRE, Status.ATTEINT},
        "ne tient plus le seuil",
        "ne tiennent plus le seuil",
    ),
    (Status.ENTRE, {Status.ATTEINT}, "n’atteint plus son objectif", "n’atteignent plus leur objectif"),
    (
        Status.ATTEINT,
        {Status.SOUS_SEUIL, Status.ENTRE},
        "atteint désormais son objectif",
        "atteignent désormais leur objectif",
    ),
    (Status.ENTRE, {Status.SOUS_SEUIL}, "tient désormais le seuil", "tiennent désormais le seuil"),
)


def group_commentary(
    members: Sequence[Member], month: Month, *, named: str, told: Told | None = None
) -> Commentary:
    """`named` says whose score it is: `du contrat`, `du thème`; `told` what moved it."""
    now = roll_up([Term.of(each.indicator.code, each.now) for each in members])
    figures = _figures(members, month, now, told)
    sentences = (
        _finding(figures),
        *_score(now, _change(members), month, figures, named),
        *causes(told, figures, _change(members).points),
        *_turned(members, month, figures),
        *_furthest(members, figures),
        *_missing(members, now, figures),
        *december_of(members, month, figures),
    )
    return Commentary(sentences, figures)


def _figures(members: Sequence[Member], month: Month, now: RollUp, told: Told | None) -> Figures:
    evolution, complete = Place(Lineage.CAUSES, month), Place(Lineage.REGISTER, month)
    register = Place(Lineage.REGISTER, month)
    change = _change(members)
    listed = [
        Figure("score", "le score", score_text(now), register),
        Figure("couverture", "ce qui est mesuré", coverage_text(now), complete),
        Figure("bas", "le bas de la fourchette", short_range(now).partition(" à ")[0], complete),
        Figure("haut", "le haut de la fourchette", short_range(now).partition(" à ")[2], complete),
        Figure("evolution", "l’évolution du score", _points(change), evolution),
        Figure("constant", "l’évolution à périmètre constant", change.constant_text, evolution),
        *_opening(members, month, now),
        *figures_told(told),
        *group_figures(members, month),
    ]
    for each in members:
        listed += _of_member(each, month)
    return by_key(listed)


def _points(change: Change) -> str:
    """Without its sign, which the verb says."""
    return french.points(abs(change.points)).removeprefix("+") if change.points else ""


def _opening(members: Sequence[Member], month: Month, now: RollUp) -> Sequence[Figure]:
    """The sentence that opens the page, in its two parts."""
    marks = [mark_of(each.now.status if each.now else None) for each in members]
    reached, _, below = finding(marks, now.due, month).rstrip(".").partition(f"{SEMICOLON} ")
    return (
        Figure(
            "atteints", "le compte des objectifs", reached, Place(Lineage.REGISTER, month, status="atteint")
        ),
        Figure("sous", "le compte des seuils", below, Place(Lineage.REGISTER, month, status="sous")),
    )


def _of_member(each: Member, month: Month) -> Iterator[Figure]:
    code, now, definition = each.indicator.code, each.now, each.indicator.definition
    why, page = Place(Lineage.WHY, month, code), Place(Lineage.INDICATOR, month, code)
    label = f"«\u00a0{_without_guillemets(each.indicator.short_label)}\u00a0»"
    yield Figure(f"nom-{code}", f"le nom de {code}", f"{label} ({code})", page)
    yield Figure(f"titre-{code}", f"le nom de {code}", label, page)
    if now is not None and now.value is not None:
        yield Figure(f"valeur-{code}", f"la valeur de {code}", value_in_words(definition, now.value), why)
        yield Figure(
            f"objectif-{code}",
            f"l’objectif à date de {code}",
            target_text(definition, now.objectif_to_date),
            why,
        )


def _without_guillemets(label: str) -> str:
    """What is quoted inside a quotation has other marks."""
    inner = re.sub(r"«[ \u00a0\u202f]*(.*?)[ \u00a0\u202f]*»", r"“\1”", label)
    return french.bound(inner)


def _finding(figures: Figures) -> Sentence:
    below = f"{SEMICOLON} {{sous}}" if "sous" in figures else ""
    return sentence(Kind.FINDING, f"{{atteints}}{below}.", figures)


def _change(members: Sequence[Member]) -> Change:
    return change_of(
        [Term.of(each.indicator.code, each.now) for each in members],
        [Term.of(each.indicator.code, each.quarter) for each in members],
    )


def _score(now: RollUp, change: Change, month: Month, figures: Figures, named: str) -> Iterator[Sentence]:
    if now.is_insufficient:
        template = f"La mesure est insuffisante pour donner un score {named} ({{couverture}})."
        yield sentence(Kind.MOVEMENT, template, figures)
    elif "score" in figures:
        text = f"Le score {named} est de {{score}} ({{couverture}}){_since(change, month)}"
        if "bas" in figures:
            text += f"{SEMICOLON} selon ce qui manque, il est entre {{bas}} et {{haut}}"
        yield sentence(Kind.MOVEMENT, f"{text}.", figures)


def _since(change: Change, month: Month) -> str:
    """`, en hausse de 1,20 pt depuis fin juin 2026 (+0,80 pt à périmètre constant)`."""
    end = month.end_of_quarter_before
    since = f"depuis fin {french.month_name(end.year, end.number)}"
    constant = " ({constant} à périmètre constant)" if change.constant_text else ""
    if change.points is None:
        return ""
    if not change.points:
        return f", inchangé {since}{constant}"
    return f", en {'hausse' if change.points > 0 else 'baisse'} de {{evolution}} {since}{constant}"


def _turned(members: Sequence[Member], month: Month, figures: Figures) -> Iterator[Sentence]:
    parts: list[str] = []
    for status, before, one, many in TURNS:
        turned = [
            each
            for each in members
            if each.now and each.quarter and each.now.status is status and each.quarter.status in before
        ]
        if turned:
            parts.append(f"{_names(turned)} {french.plural(len(turned), one, many)}")
    if parts:
        end = month.end_of_quarter_before
        since = f"Depuis fin {french.month_name(end.year, end.number)}, "
        yield sentence(Kind.MOVEMENT, f"{since}{f'{SEMICOLON} '.join(parts)}.", figures)


def _names(members: Sequence[Member]) -> str:
    named = [f"{{nom-{each.indicator.code}}}" for each in members[:NAMED_AT_MOST]]
    left = len(members) - NAMED_AT_MOST
    if left > 0:
        named.append(f"{french.count_word(left)} {french.plural(left, 'autre', 'autres')}")
    return french.listing(named)


def _furthest(members: Sequence[Member], figures: Figures) -> Iterator[Sentence]:
    behind = [each for each in members if _is_behind(each.now)]
    listed = sorted(behind, key=lambda each: furthest_behind_first(each.now))[:NAMED_AT_MOST]
    if listed:
        one, many = "L’indicateur le plus loin de son objectif est", "Les plus loin de leur objectif sont"
        named = french.listing([_beside(each) for each in listed])
        yield sentence(Kind.POSITION, f"{french.plural(len(listed), one, many)} {named}.", figures)


def _is_behind(now: Attainment | None) -> bool:
    is_placed = now is not None and now.score is not None and now.position is not None
    return is_placed and now is not None and now.status is not Status.ATTEINT


def _beside(each: Member) -> str:
    """`« Délai » (84 % pour 90 %)`."""
    code = each.indicator.code
    at_least = f" {AT_LEAST}" if each.now and each.now.is_floor else ""
    return f"{{titre-{code}}} ({{valeur-{code}}}{at_least} pour {{objectif-{code}}})"


def _missing(members: Sequence[Member], now: RollUp, figures: Figures) -> Iterator[Sentence]:
    silent = [each for each in members if each.indicator.code in now.left_out]
    if silent:
        verb = french.plural(len(silent), "est dû et n’est pas mesuré", "sont dus et ne sont pas mesurés")
        yield sentence(Kind.GAPS, f"{_names(silent)} {verb}.", figures)
