"""Acts in words: what each verb did, and the kinds by which they are filtered."""

from dataclasses import dataclass
from enum import StrEnum


class ActKind(StrEnum):
    """The value is part of addresses."""

    ENTRY = "saisie"
    SUBMISSION = "soumission"
    VALIDATION = "validation"
    RETURN = "renvoi"
    PROOF = "preuve"
    FOLLOW_UP = "echeance"
    OWNER = "responsable"
    LINK = "lien"
    READING = "relecture"
    RECONCILIATION = "rapprochement"
    CLOSING = "cloture"
    REOPENING = "reouverture"
    NEUTRALISATION = "neutralisation"
    AMENDMENT = "avenant"
    RESOLUTION = "comite"
    DECISION = "decision"
    DEFINITION = "definition"
    LOADING = "chargement"
    COMMENTARY = "commentaire"
    REVIEW = "bilan"
    SETTING = "reglage"

    @property
    def label(self) -> str:
        return KIND_LABELS[self]


KIND_LABELS = {
    ActKind.ENTRY: "Saisies et corrections de mois",
    ActKind.SUBMISSION: "Soumissions",
    ActKind.VALIDATION: "Validations",
    ActKind.RETURN: "Renvois",
    ActKind.PROOF: "Preuves",
    ActKind.FOLLOW_UP: "États d’échéances",
    ActKind.OWNER: "Responsables d’actions",
    ActKind.LINK: "Liens entre actions et indicateurs",
    ActKind.READING: "Relectures et points levés",
    ActKind.RECONCILIATION: "Rapprochement avec la Cnav",
    ActKind.CLOSING: "Clôtures et fichiers figés",
    ActKind.REOPENING: "Réouvertures",
    ActKind.NEUTRALISATION: "Neutralisations",
    ActKind.AMENDMENT: "Avenants",
    ActKind.RESOLUTION: "Décisions du comité",
    ActKind.DECISION: "Décisions datées",
    ActKind.DEFINITION: "Définitions et passeports",
    ActKind.LOADING: "Chargements du contrat",
    ActKind.COMMENTARY: "Commentaires",
    ActKind.REVIEW: "Bilans",
    ActKind.SETTING: "Réglages du contrat",
}


@dataclass(frozen=True, slots=True)
class VerbWords:
    kind: ActKind
    words: str


# Every verb with which an act is opened (`Change.verb`).
VERBS = {
    "record": VerbWords(ActKind.ENTRY, "Saisie d’un mois"),
    "correct": VerbWords(ActKind.ENTRY, "Correction d’un mois"),
    "retract": VerbWords(ActKind.ENTRY, "Valeur retirée"),
    "record_many": VerbWords(ActKind.ENTRY, "Saisie de plusieurs mois"),
    "submit": VerbWords(ActKind.SUBMISSION, "Soumission de mois"),
    "unsubmit": VerbWords(ActKind.SUBMISSION, "Soumission de mois retirée"),
    "validate": VerbWords(ActKind.VALIDATION, "Validation de mois"),
    "return": VerbWords(ActKind.RETURN, "Renvoi de mois"),
    "attach": VerbWords(ActKind.PROOF, "Preuve d’un mois jointe"),
    "withdraw": VerbWords(ActKind.PROOF, "Preuve d’un mois retirée"),
    "attach_proof": VerbWords(ActKind.PROOF, "Preuve d’une action jointe"),
    "withdraw_proof": VerbWords(ActKind.PROOF, "Preuve d’une action retirée"),
    "follow_up": VerbWords(ActKind.FOLLOW_UP, "État d’échéances"),
    "follow_up_review": VerbWords(ActKind.FOLLOW_UP, "Revue d’échéances"),
    "follow_up_submit": VerbWords(ActKind.SUBMISSION, "Soumission d’échéances"),
    "follow_up_unsubmit": VerbWords(ActKind.SUBMISSION, "Soumission d’échéances retirée"),
    "follow_up_validate": VerbWords(ActKind.VALIDATION, "Validation d’échéances"),
    "follow_up_return": VerbWords(ActKind.RETURN, "Renvoi d’échéances"),
    "name_owners": VerbWords(ActKind.OWNER, "Responsables nommés"),
    "link_action": VerbWords(ActKind.LINK, "Action liée à un indicateur"),
    "unlink_action": VerbWords(ActKind.LINK, "Lien retiré"),
    "declare_effect": VerbWords(ActKind.LINK, "Effet attendu déclaré"),
    "withdraw_effect": VerbWords(ActKind.LINK, "Effet attendu retiré"),
    "read_quarter": VerbWords(ActKind.READING, "Relecture d’un trimestre"),
    "waive_points": VerbWords(ActKind.READING, "Points levés"),
    "take_back_waivers": VerbWords(ActKind.READING, "Levées reprises"),
    "receive_cnav_file": VerbWords(ActKind.RECONCILIATION, "Chiffres de la Cnav reçus"),
    "follow_difference": VerbWords(ActKind.RECONCILIATION, "Suivi d’un écart avec la Cnav"),
    "settle_difference": VerbWords(ActKind.RECONCILIATION, "Écart avec la Cnav réglé"),
    "reopen_difference": VerbWords(ActKind.RECONCILIATION, "Écart avec la Cnav rouvert"),
    "close_quarter": VerbWords(ActKind.CLOSING, "Clôture d’un trimestre"),
    "make_dossier": VerbWords(ActKind.CLOSING, "Fichiers d’un trimestre établis"),
    "lock": VerbWords(ActKind.CLOSING, "Clôture de mois"),
    "reopen": VerbWords(ActKind.REOPENING, "Réouverture de mois"),
    "neutralise": VerbWords(ActKind.NEUTRALISATION, "Neutralisation"),
    "amend": VerbWords(ActKind.AMENDMENT, "Avenant"),
    "attach_document": VerbWords(ActKind.AMENDMENT, "Document signé d’un avenant joint"),
    "replace_document": VerbWords(ActKind.AMENDMENT, "Document signé d’un avenant remplacé"),
    "take_resolution": VerbWords(ActKind.RESOLUTION, "Décision du comité"),
    "finish_resolution": VerbWords(ActKind.RESOLUTION, "Décision du comité faite"),
    "revise_resolution": VerbWords(ActKind.RESOLUTION, "Décision du comité redonnée"),
    "abandon_resolution": VerbWords(ActKind.RESOLUTION, "Décision du comité abandonnée"),
    "reopen_resolution": VerbWords(ActKind.RESOLUTION, "Décision du comité rouverte"),
    "decide_weights": VerbWords(ActKind.DECISION, "Décision sur les poids"),
    "decide_profile": VerbWords(ActKind.DECISION, "Décision sur un profil mensuel"),
    "set_base_values": VerbWords(ActKind.DECISION, "Valeurs de l’année de référence"),
    "set_credit": VerbWords(ActKind.DECISION, "Décision sur le score au seuil"),
    "define": VerbWords(ActKind.DEFINITION, "Définition d’un indicateur"),
    "load_contract": VerbWords(ActKind.LOADING, "Chargement du contrat"),
    "write_commentary": VerbWords(ActKind.COMMENTARY, "Commentaire"),
    "open_review": VerbWords(ActKind.REVIEW, "Ouverture d’un bilan"),
    "write_review": VerbWords(ActKind.REVIEW, "Texte d’un bilan"),
    "make_review": VerbWords(ActKind.REVIEW, "Production d’un bilan"),
    "allow_own_validation": VerbWords(ActKind.SETTING, "Validation de ses propres saisies permise"),
    "forbid_own_validation": VerbWords(ActKind.SETTING, "Validation de ses propres saisies interdite"),
}


def act_words(verb: str) -> str:
    """What an act did; a verb that nothing writes any more stays readable."""
    found = VERBS.get(verb)
    return found.words if found else f"Acte «\u00a0{verb}\u00a0»"


def verbs_of(kind: ActKind) -> list[str]:
    return [verb for verb, each in VERBS.items() if each.kind is kind]
