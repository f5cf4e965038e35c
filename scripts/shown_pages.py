"""Which pages are pictured, and who looks at them. Nothing here knows which body or indicators the contract has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """A page under the contract's own address; with `follow`, the page behind its first link whose address ends so (a
    regular expression), and so on from there.
    """

    person: str
    path: str
    follow: tuple[str, ...] = ()


# Of no contract.
ANYWHERE = {
    "connexion": "/connexion/",
    "aide": "/aide/",
    "accessibilite": "/accessibilite/",
}
# Of the person who is signed in.
OWN = {
    "compte": ("gestionnaire", "/compte/"),
    "api": ("controleur", "/api/v1/docs/"),
    "administration": ("administrateur", "/administration/"),
}

ACTION = r"/engagements/\d+/[^/]+/"
SHEET = r"/saisie/mois/[\d-]+/"
OF_CONTRACT = {
    "tableau-de-bord": Shown("direction", ""),
    "contrat": Shown("direction", "contrat/"),
    "fiche": Shown("direction", "fiches/1/"),
    "comite": Shown("direction", "comite/"),
    "comite-fiche": Shown("direction", "comite/fiche-1/"),
    "dossier": Shown("direction", "dossier/"),
    "alertes": Shown("direction", "alertes/"),
    "engagements": Shown("direction", "engagements/"),
    "engagements-gantt": Shown("direction", "engagements/gantt/"),
    "action": Shown("direction", "engagements/", (ACTION,)),
    "saisie": Shown("gestionnaire", "saisie/"),
    "saisie-un-mois": Shown("gestionnaire", "saisie/", (SHEET,)),
    "mois": Shown("gestionnaire", "saisie/", (SHEET, r"/(?!mois/)[^/]+/\d{4}-\d\d/")),
    "import": Shown("gestionnaire", "import/"),
    "engagements-revue": Shown("gestionnaire", "engagements/revue/"),
    "validation": Shown("controleur", "validation/"),
    "completude": Shown("controleur", "completude/"),
    "cibles": Shown("direction", "cibles/"),
    "avenant": Shown("controleur", "cibles/avenant/"),
    "arretes": Shown("controleur", "arretes/"),
    "arrete": Shown("controleur", "arretes/", (r"/arretes/\d{4}T1/",)),
    "mois-clos": Shown("controleur", "mois-clos/"),
    "neutralisations": Shown("controleur", "neutralisations/"),
    "engagements-validation": Shown("controleur", "engagements/validation/"),
    "engagements-import": Shown("controleur", "engagements/import/"),
    "bilans": Shown("controleur", "bilans/"),
    "bilan": Shown("controleur", "bilans/", (r"/bilans/[^/]+/[\d-]+/",)),
}
# Of the first indicator that has a place on the scale: only the dashboard knows which one that is.
OF_INDICATOR = {"indicateur": "", "et-si": "et-si/"}
# Where several bodies follow the same contract.
OF_SEVERAL = {"contrats": "/", "reseau": "/reseau/{contract}/"}
