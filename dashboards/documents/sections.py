"""The free texts of a review: its sections, and the text of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commitments.models import Contract, Fiche
from dashboards.models.review import Review, ReviewText

SUMMARY, REACHED, NOT_REACHED, OUTLOOK = "synthese", "atteint", "non-atteint", "perspectives"
COMMON = {
    SUMMARY: ("Synthèse", "Ce qu’une direction doit retenir, en quelques phrases."),
    REACHED: ("Ce qui est atteint", "Ce qui a permis les résultats obtenus."),
    NOT_REACHED: ("Ce qui ne l’est pas", "Pourquoi, et ce qui est fait pour y remédier."),
    OUTLOOK: ("Perspectives", "Ce qui est attendu de la suite du contrat."),
}
LONGEST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Section:
    key: str
    title: str
    hint: str


def fiche_key(number: int) -> str:
    return f"fiche-{number}"


def sections_of(contract: Contract) -> tuple[Section, ...]:
    """Those of every review, then one for each fiche. One query."""
    common = [Section(key, title, hint) for key, (title, hint) in COMMON.items()]
    fiches = Fiche.objects.filter(contract=contract).order_by("position").values_list("position", "title")
    hint = "Ce qu’il faut savoir des indicateurs et des actions de cette fiche."
    return (*common, *(Section(fiche_key(rank), f"Fiche {rank}. {title}", hint) for rank, title in fiches))


def texts_of(review: Review, up_to: int | None = None) -> Mapping[str, ReviewText]:
    """The latest text of each section, or the latest up to that sequence; a section never written is left out. One
    query.
    """
    texts = ReviewText.objects.filter(review=review).select_related("change__actor").order_by("version")
    if up_to is not None:
        texts = texts.filter(change__sequence__lte=up_to)
    return {each.section: each for each in texts}


def year_looked_at(contract: Contract, day: date) -> int | None:
    """The year that an annual review looks at: the last one that is over at the end of the day."""
    year = day.year if (day.month, day.day) == (12, 31) else day.year - 1
    return min(year, contract.last_year) if year >= contract.first_year else None
