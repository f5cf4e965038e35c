"""Which pages are pictured, and who looks at them. Nothing here knows which body or indicators the contract has."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownPage:
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
    "tableau-de-bord": ShownPage("direction", ""),
    "contrat": ShownPage("direction", "contrat/"),
    "fiche": ShownPage("direction", "fiches/1/"),
    "comite": ShownPage("direction", "comite/"),
    "comite-fiche": ShownPage("direction", "comite/fiche-1/"),
    "dossier": ShownPage("direction", "dossier/"),
    "alertes": ShownPage("direction", "alertes/"),
    "engagements": ShownPage("direction", "engagements/"),
    "engagements-gantt": ShownPage("direction", "engagements/gantt/"),
    "action": ShownPage("direction", "engagements/", (ACTION,)),
    "saisie": ShownPage("gestionnaire", "saisie/"),
    "saisie-un-mois": ShownPage("gestionnaire", "saisie/", (SHEET,)),
    "mois": ShownPage("gestionnaire", "saisie/", (SHEET, r"/(?!mois/)[^/]+/\d{4}-\d\d/")),
    "import": ShownPage("gestionnaire", "import/"),
    "engagements-revue": ShownPage("gestionnaire", "engagements/revue/"),
    "validation": ShownPage("controleur", "validation/"),
    "completude": ShownPage("controleur", "completude/"),
    "cibles": ShownPage("direction", "cibles/"),
    "avenant": ShownPage("controleur", "cibles/avenant/"),
    "arretes": ShownPage("controleur", "arretes/"),
    "arrete": ShownPage("controleur", "arretes/", (r"/arretes/\d{4}T1/",)),
    "mois-clos": ShownPage("controleur", "mois-clos/"),
    "neutralisations": ShownPage("controleur", "neutralisations/"),
    "engagements-validation": ShownPage("controleur", "engagements/validation/"),
    "engagements-import": ShownPage("controleur", "engagements/import/"),
    "bilans": ShownPage("controleur", "bilans/"),
    "bilan": ShownPage("controleur", "bilans/", (r"/bilans/[^/]+/[\d-]+/",)),
}
# Of the first indicator that has a place on the scale: only the dashboard knows which one that is.
OF_INDICATOR = {"indicateur": "", "et-si": "et-si/"}
# Where several bodies follow the same contract.
OF_SEVERAL = {"contrats": "/", "reseau": "/reseau/{contract}/"}
