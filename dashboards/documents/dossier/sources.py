"""Where the figures come from, and how to read them."""

from collections.abc import Iterator

from django.utils import timezone

from cpg.shared import french
from dashboards.documents.blocks import Block, DocumentCell, DocumentColumn, Heading, Note, Table
from dashboards.documents.dossier.facts import DossierFacts
from dashboards.documents.markup import Bullets
from dashboards.models.closing import EDITIONS, RULES_EDITION
from indicators.models import SignedDocument, TargetVersion

WAIVED = "Points levés à la clôture"
COLUMNS = (DocumentColumn("Trait", 6), DocumentColumn("Ce qu’il en est", 14))
READING = (
    "La valeur à date réunit les mois depuis janvier, ou depuis le début du contrat pour un cumul du contrat.",
    "«\u00a0Au moins\u00a0»\u00a0: des mois manquent à une valeur qui s’accumule, elle ne peut que monter.",
    "Le seuil et l’objectif à date ramènent ceux de l’année, tels que signés, aux mois écoulés de ce qui s’accumule.",
    "Le score va de 0 à 100, du seuil à l’objectif\u00a0; un indicateur sans score reste hors du total et y est nommé.",
    "La projection est une estimation\u00a0: ce que décembre serait si la suite ressemble au passé de l’indicateur.",
    "Son intervalle contient la fin d’année quatre fois sur cinq\u00a0; la chance est celle d’atteindre l’objectif.",
    "Les indicateurs sont classés par leur place entre seuil et objectif, le plus loin de l’objectif d’abord.",
)


def sources(facts: DossierFacts) -> Iterator[Block]:
    yield Heading(1, "D’où viennent ces chiffres", follows=True)
    lines = tuple(
        (DocumentCell(name), DocumentCell(text)) for name, text in provenance(facts) if name != WAIVED
    )
    yield Table("Provenance du dossier", COLUMNS, lines)
    yield Heading(2, "Comment les lire")
    yield Bullets(tuple(map(french.bound, READING)))
    yield Note(
        "Définition, source, méthode et limites de chaque indicateur sont dans ses passeports, en annexe à côté de ce "
        "dossier, et dans la feuille «\u00a0Sources et définitions\u00a0» des classeurs."
    )


def provenance(facts: DossierFacts) -> list[tuple[str, str]]:
    """What identifies the dossier and its data, each named."""
    closing = facts.closing
    who = f" par {closing.change.actor}" if closing.change.actor else ""
    moment = french.moment(timezone.localtime(closing.change.recorded_at))
    later = f"{french.long_day(facts.made_on)}, par les règles d’aujourd’hui" if facts.made_on else ""
    named = [
        ("Contrat", f"{facts.contract.label}, {facts.contract.body.name}"),
        ("Trimestre", french.quarter_name(closing.year, closing.quarter)),
        ("Version", f"{closing.version}, close le {moment}{who}"),
        ("Motif de cette version", closing.reason),
        ("Règles de calcul", _rules(facts)),
        ("Dossier établi après la clôture", later),
        (
            "Données",
            f"connues au {french.long_day(facts.day)}, acte n°\u00a0{closing.change.sequence} du contrat",
        ),
        ("Empreinte SHA-256 du CSV données ouvertes", facts.fingerprint),
        ("Empreinte de l’historique", _head(facts)),
    ]
    named += [(french.sentence(each.label), _signed(each, document)) for each, document in facts.avenants]
    waived = [(WAIVED, f"{points} («\u00a0{reason}\u00a0»)") for points, reason, _ in facts.waived]
    return [(name, french.bound(text)) for name, text in (*named, *waived) if text]


def _head(facts: DossierFacts) -> str:
    """What `verify_history --printed` looks for, long after."""
    point = facts.point
    return f"{facts.contract.body.code}/{facts.contract.code}:{point.position}:{point.head}" if point else ""


def _signed(version: TargetVersion, document: SignedDocument | None) -> str:
    """`À effet du 01/07/2026, Avenant du 12 juin ; document signé : avenant.pdf, SHA-256 …`."""
    signed = "document signé manquant"
    if document is not None:
        kept = f"SHA-256 {document.sha256}" if document.sha256 else document.url
        signed = f"document signé : {document.name}, {kept}"
    return f"À effet du {french.day(version.effective_from)}, {version.source} ; {signed}"


def _rules(facts: DossierFacts) -> str:
    """The files that were frozen by an earlier edition stay as they are beside a dossier that is made later."""
    if facts.made_on is None:
        return facts.closing.edition_text
    frozen = facts.closing.edition_text
    return f"{EDITIONS[RULES_EDITION]} pour ce dossier, {frozen} pour les fichiers figés à la clôture"
