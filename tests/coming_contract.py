"""The file of a fictitious contract of another branch, of five years: twelve indicators, three themes, other codes."""

from decimal import Decimal
from typing import Any

FIRST_YEAR = 2028
# Code, label, theme, unit, direction, aggregation, frequency, first objectif, step of a year.
INDICATORS = [
    ("PNT1", "Appels téléphoniques aboutis", 1, "%", "hausse", "ratio", "mensuelle", "88", "1"),
    ("PNT2", "Courriels traités en deux jours", 1, "%", "hausse", "ratio", "mensuelle", "80", "2"),
    ("PNT3", "Délai moyen de traitement", 1, "jours", "baisse", "ratio", "mensuelle", "12", "-1"),
    ("PNT4", "Satisfaction des employeurs", 1, "%", "hausse", "dernier", "semestrielle", "82", "1"),
    ("PNT5", "Comptes en ligne ouverts", 1, "comptes", "hausse", "somme", "mensuelle", "2400", "300"),
    ("RCV1", "Restes à recouvrer", 2, "%", "baisse", "dernier", "trimestrielle", "3", "-0.1"),
    ("RCV2", "Contrôles réalisés", 2, "contrôles", "hausse", "somme", "mensuelle", "600", "12"),
    ("RCV3", "Redressements notifiés", 2, "€", "hausse", "cumul_contrat", "mensuelle", "500000", "500000"),
    ("RCV4", "Délais de paiement accordés à temps", 2, "%", "hausse", "ratio", "trimestrielle", "90", "0.5"),
    ("RSO-1", "Évolution de la consommation d’énergie", 3, "%", "baisse", "evolution", "mensuelle", "-2", "-2"),
    ("RSO-2", "Agents formés à l’accessibilité", 3, "agents", "hausse", "cumul_contrat", "annuelle", "20", "20"),
    ("RSO-3", "Schéma directeur publié", 3, "oui/non", "hausse", "dernier", "annuelle", "1", "0"),
]  # fmt: skip
WHOLE = {"comptes", "contrôles", "€", "agents", "oui/non"}


def coming_contract(first_year: int = FIRST_YEAR) -> dict[str, Any]:
    """A new copy each time, of five years from that one on."""
    years = range(first_year, first_year + 5)
    name = f"{years[0]}-{years[-1]}"
    return {
        "organisme": {
            "code": "urssaf-des-iles", "nom": "Urssaf des Îles", "nom_court": "Îles", "departements": ["974", "2A"],
        },
        "contrat": {
            "code": f"cpg-{name}",
            "libelle": f"CPG {name}",
            "titre": f"Contrat pluriannuel de gestion {name}",
            "premier_exercice": years[0],
            "dernier_exercice": years[-1],
            "score_au_seuil": "35",
            "delai_de_saisie_jours": 15,
            "textes": [{"titre": "Préambule", "texte": "Un contrat fictif."}],
        },
        "themes": ["Relation aux cotisants", "Recouvrement", "Responsabilité sociétale"],
        "parties": [
            {"titre": "Servir", "fiches": [_fiche(1, "Répondre aux cotisants", years)]},
            {"titre": "Recouvrer", "fiches": [_fiche(2, "Recouvrer et contrôler", years)]},
            {"titre": "Réduire", "fiches": [_fiche(3, "Réduire son empreinte", years)]},
        ],
        "version_des_cibles": {"libelle": "initiale", "source": "Annexe 2", "date_d_effet": f"{years[0]}-01-01"},
        "indicateurs": [_indicator(years, *each) for each in INDICATORS],
        "interpretations": [
            {
                "objets": ["PNT3", "F1-E1A1"], "titre": "Délai moyen", "lecture_a": "jours ouvrés",
                "lecture_b": "jours calendaires", "retenu": "jours ouvrés", "motif": "L’annexe fait référence.",
            }
        ],
    }  # fmt: skip


def _fiche(number: int, title: str, years: range) -> dict[str, Any]:
    actions = [
        {
            "code": "E1A1",
            "libelle": f"Préparer, fiche {number}",
            "evaluation": "Bilan annuel",
            "annees": [2028, 2029],
        },
        {
            "code": "E1A2",
            "libelle": f"Déployer, fiche {number}",
            "evaluation": "",
            "livrables": [
                {"libelle": "Guide", "annees": [years[0]]},
                {"libelle": "Outil", "annees": list(years[2:4])},
            ],
        },
    ]
    return {
        "numero": number,
        "titre": title,
        "engagements": [{"code": "E1", "libelle": f"Engagement de la fiche {number}", "actions": actions}],
    }


def _indicator(
    years: range,
    code: str,
    label: str,
    theme: int,
    unit: str,
    direction: str,
    aggregation: str,
    frequency: str,
    first: str,
    step: str,
) -> dict[str, Any]:
    takes_pair = aggregation in {"ratio", "evolution"}
    names = {"numerateur": "cas favorables", "denominateur": "cas"} if takes_pair else {}
    decimals = 0 if unit in WHOLE else 1
    return {
        "code": code,
        "fiche": theme,
        "theme": theme,
        "libelle": label,
        "mesure": {
            "code": f"mesure-{code.lower()}", "unite": unit, "decimales": decimals,
            "decimales_saisie": 0 if takes_pair else decimals, "sens": direction, "agregation": aggregation,
            "frequence": frequency, **names,
        },
        "premier_exercice": years[0],
        "poids": "2.5",
        "cibles": {str(year): _target(first, step, rank) for rank, year in enumerate(years)},
    }  # fmt: skip


def _target(first: str, step: str, rank: int) -> dict[str, str]:
    """An objectif that moves by the step each year."""
    return {"type": "defini", "objectif": str(Decimal(first) + rank * Decimal(step))}
