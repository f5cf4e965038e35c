"""The passport of an indicator: what its figure is, where it comes from, and how far it may be relied on.

Seven rubrics of free text, part of the definition that a contract owns. What nobody wrote is left "à compléter" and
counted; nothing is made up.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from indicators.models import DefinitionRevision

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Rubric:
    """`key` is its name in a contract's file and in the API; `hint` says what to write."""

    key: str
    title: str
    hint: str


RUBRICS = (
    Rubric("definition", "Définition", "Ce qui est compté exactement, et ce qui ne l’est pas."),
    Rubric("source", "Système source", "L’application ou le fichier d’où vient la valeur."),
    Rubric("methode", "Méthode", "Comment la valeur est obtenue\u00a0: requête, dates retenues, calcul."),
    Rubric(
        "precision",
        "Précision",
        "À combien près la valeur est connue\u00a0: exhaustive, échantillon, arrondi.",
    ),
    Rubric("limites", "Limites connues", "Ce que la valeur ne voit pas, et ce qui la fausse."),
    Rubric("controles", "Contrôles", "Ce qui est vérifié avant de la saisir, par qui, à quelle fréquence."),
    Rubric("responsable", "Responsable de la donnée", "La fonction ou le service qui en répond."),
)
KEYS = frozenset(rubric.key for rubric in RUBRICS)


@dataclass(frozen=True, slots=True)
class Passport:
    """`texts` holds the rubrics that were written, by their keys. `version` is that of the definition, 0 where the
    indicator had none yet.
    """

    texts: Mapping[str, str]
    version: int = 0

    @property
    def entries(self) -> tuple[tuple[Rubric, str], ...]:
        """Every rubric with its text, "" where it is to be completed."""
        return tuple((rubric, self.texts.get(rubric.key, "")) for rubric in RUBRICS)

    @property
    def to_complete(self) -> tuple[Rubric, ...]:
        return tuple(rubric for rubric, text in self.entries if not text)

    @property
    def finding(self) -> str:
        """`4 rubriques sur 7 à compléter`."""
        count = len(self.to_complete)
        if not count:
            return f"Les {len(RUBRICS)} rubriques sont renseignées"
        return f"{count} rubrique{'s' if count > 1 else ''} sur {len(RUBRICS)} à compléter"


def passports_at(indicators: Iterable[int], known_at: int | None = None) -> dict[int, Passport]:
    """The passports of indicators, by primary key, now or as known at a sequence. One query."""
    keys = list(indicators)
    revisions = DefinitionRevision.objects.filter(indicator__in=keys).order_by("version")
    if known_at is not None:
        revisions = revisions.filter(change__sequence__lte=known_at)
    found = {
        key: Passport(texts, version)
        for key, version, texts in revisions.values_list("indicator_id", "version", "passport")
    }
    return {key: found.get(key, Passport({})) for key in keys}


def corrected(
    texts: Mapping[str, str], before: Mapping[str, str], after: Mapping[str, str]
) -> dict[str, str]:
    """The texts of a passport with what differs between the two others: what is in one of them alike stays as it is."""
    changed = {key for key in {*before, *after} if before.get(key) != after.get(key)}
    kept = {key: text for key, text in texts.items() if key not in changed}
    return kept | {key: after[key] for key in changed if key in after}
