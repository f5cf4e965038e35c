"""The file of a small contract, of other years and another body than the first user's, to load and to change."""

from typing import Any


def small_contract() -> dict[str, Any]:
    """A new copy each time: one fiche, one engagement, two actions, two indicators, 2028 to 2029."""
    return {
        "organisme": {
            "code": "caisse-du-nord", "nom": "Caisse du Nord", "nom_court": "Nord", "departements": ["59"],
        },
        "contrat": {
            "code": "cpg-2028-2029",
            "libelle": "CPG 2028-2029",
            "titre": "Contrat de la Caisse du Nord",
            "premier_exercice": 2028,
            "dernier_exercice": 2029,
            "score_au_seuil": "50",
            "delai_de_saisie_jours": 15,
            "textes": [{"titre": "Préambule", "texte": "Les parties conviennent."}],
        },
        "themes": ["Service"],
        "parties": [{"titre": "Servir", "fiches": [_fiche()]}],
        "version_des_cibles": {"libelle": "initiale", "source": "Annexe 2", "date_d_effet": "2028-01-01"},
        "indicateurs": [
            _indicator("R1", "delai-du-nord", "ratio", numerateur="dossiers à temps", denominateur="dossiers"),
            _indicator("R2", "ateliers-du-nord", "somme", unite="ateliers", decimales=0),
        ],
        "interpretations": [
            {
                "objets": ["R1"], "titre": "Délai", "lecture_a": "15 jours", "lecture_b": "un demi-mois",
                "retenu": "15 jours", "motif": "L’annexe fait référence.",
            }
        ],
    }  # fmt: skip


def _fiche() -> dict[str, Any]:
    return {
        "numero": 1,
        "titre": "Répondre",
        "engagements": [
            {
                "code": "E1",
                "libelle": "Répondre à temps",
                "actions": [
                    {"code": "E1A1", "libelle": "Compter", "evaluation": "Bilan", "annees": [2028, 2029]},
                    {
                        "code": "E1A2",
                        "libelle": "Dire",
                        "evaluation": "Note",
                        "livrables": [{"libelle": "Guide", "annees": [2028]}],
                    },
                ],
            }
        ],
    }


def _indicator(code: str, measure: str, aggregation: str, **changed: Any) -> dict[str, Any]:
    return {
        "code": code,
        "fiche": 1,
        "theme": 1,
        "libelle": f"Indicateur {code}",
        "mesure": {
            "code": measure, "unite": "%", "decimales": 2, "decimales_saisie": 0, "sens": "hausse",
            "agregation": aggregation, "frequence": "mensuelle", **changed,
        },
        "premier_exercice": 2028,
        "cibles": {
            "2028": {"type": "defini", "seuil": "80", "objectif": "90"},
            "2029": {"type": "defini", "seuil": "85", "objectif": "95"},
        },
    }  # fmt: skip
