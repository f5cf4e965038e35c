"""How the document is made, for who wants to check it."""

from collections.abc import Iterator

from cpg.shared import french
from dashboards.documents.blocks import Block, Heading
from dashboards.documents.facts import ReviewFacts
from dashboards.documents.markup import Bullets
from dashboards.models.closing import EDITIONS, RULES_EDITION

JUDGED = (
    "Un objectif est atteint quand la valeur publiée, arrondie, l’égale ou fait mieux. Le score va de 0 au seuil à 100 "
    "à l’objectif\u202f; un total est la moyenne des scores qui existent, toujours donnée avec ce qu’elle couvre."
)
COUNTED = (
    "Une échéance est une action, ou son livrable, dans une année prévue. Elle est en retard à partir du 1er janvier "
    "qui suit si rien ne la dit réalisée ou abandonnée."
)
WRITTEN = (
    "Les textes libres sont ceux du contrôle de gestion. Mêmes données, mêmes textes et même date donnent le "
    "même fichier, octet pour octet."
)


def method(facts: ReviewFacts) -> Iterator[Block]:
    scope = facts.scope
    month = french.month_name(scope.month.year, scope.month.number)
    yield Heading(1, "Comment ce document est fait", follows=True)
    known = (
        f"Les données sont celles connues à la fin du {french.day(scope.day)}, heure de Paris (numéro d’ordre "
        f"{french.number(scope.known_at)} du contrat). Ce qui a été saisi ou corrigé depuis n’y est pas. "
        f"Les règles sont celles du jour où ce document est fait ({EDITIONS[RULES_EDITION]})."
    )
    measured = (
        f"Les indicateurs sont à fin {month}, dernier mois dont le délai de saisie était passé à cette date."
    )
    yield Bullets((known, measured, JUDGED, COUNTED, WRITTEN))
