"""The pages of `make screenshots`, and the account that opens each. Independent of the loaded contract."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page, under the contract's address or from the root. Each pattern of `follow` leads on to the first link whose
    address ends with it (a regular expression).
    """

    person: str
    path: str
    follow: tuple[str, ...] = ()


# Pages outside any contract.
ANYWHERE = {
    "connexion": "/connexion/",
    "aide": "/aide/",
    "accessibilite": "/accessibilite/",
}
# Pages of the signed-in person.
SETUP = "/mise-en-place/"
GRID = r"/attributions/(?:\?[^#]*)?"
OWN = {
    "compte": ShownPage("gestionnaire", "/compte/"),
    "journal-de-securite": ShownPage("administrateur", "/journal-de-securite/"),
    "connexion-et-securite": ShownPage("gestionnaire", "/compte/securite/"),
    "api": ShownPage("controleur", "/api/v1/docs/"),
    "administration": ShownPage("administrateur", "/administration/"),
    "mise-en-place": ShownPage("administrateur", SETUP),
    "mise-en-place-personnes": ShownPage("administrateur", SETUP, ("/personnes/",)),
    "mise-en-place-droits": ShownPage("administrateur", SETUP, ("/droits/",)),
    "mise-en-place-attributions": ShownPage("administrateur", SETUP, (GRID,)),
    "charger-un-contrat": ShownPage("administrateur", "/contrats/charger/"),
}

ACTION = r"/engagements/\d+/[^/]+/"
SHEET = r"/saisie/mois/[\d-]+/"
OF_CONTRACT = {
    "tableau-de-bord": ShownPage("direction", ""),
    "contrat": ShownPage("direction", "contrat/"),
    "fiche": ShownPage("direction", "fiches/1/"),
    "theme": ShownPage("direction", "themes/1/"),
    "comite": ShownPage("direction", "comite/"),
    "scenarios": ShownPage("direction", "scenarios/"),
    "comite-decembre": ShownPage("direction", "comite/decembre/"),
    "comite-decisions": ShownPage("direction", "comite/decisions/"),
    "comite-index": ShownPage("direction", "comite/indicateurs/"),
    "comite-modele": ShownPage("controleur", "comite/modele/"),
    "dossier": ShownPage("direction", "dossier/"),
    "alertes": ShownPage("direction", "alertes/"),
    "engagements": ShownPage("direction", "engagements/"),
    "engagements-gantt": ShownPage("direction", "engagements/gantt/"),
    "action": ShownPage("direction", "engagements/", (ACTION,)),
    "effet": ShownPage("direction", "engagements/", (ACTION, r"/effets/[^/]+/")),
    "saisie": ShownPage("gestionnaire", "saisie/"),
    "saisie-soumettre": ShownPage("gestionnaire", "qui-doit-quoi/", (r"/saisie/soumettre/\?annee=\d{4}",)),
    "saisie-un-mois": ShownPage("gestionnaire", "saisie/", (SHEET,)),
    "mois": ShownPage("gestionnaire", "saisie/", (SHEET, r"/(?!mois/)[^/]+/\d{4}-\d\d/")),
    "import": ShownPage("gestionnaire", "import/"),
    "sources": ShownPage("gestionnaire", "sources/"),
    "engagements-revue": ShownPage("gestionnaire", "engagements/revue/"),
    "validation": ShownPage("controleur", "validation/"),
    "completude": ShownPage("controleur", "completude/"),
    "annonces": ShownPage("direction", "annonces/"),
    "causes": ShownPage("direction", "ce-qui-a-change/"),
    "deux-dates": ShownPage("direction", "deux-dates/"),
    "etat-passe": ShownPage("direction", "?etat_au=n200"),
    "qui-doit-quoi": ShownPage("controleur", "qui-doit-quoi/"),
    "a-faire": ShownPage("gestionnaire", "qui-doit-quoi/"),
    "cibles": ShownPage("direction", "cibles/"),
    "avenant": ShownPage("controleur", "cibles/avenant/"),
    "arretes": ShownPage("controleur", "arretes/"),
    "arrete": ShownPage("controleur", "arretes/", (r"/arretes/\d{4}T1/",)),
    "changements": ShownPage("controleur", "arretes/", (r"/arretes/\d{4}T2/", r"/changements/[^/]*")),
    "journal": ShownPage("direction", "journal/"),
    "mois-clos": ShownPage("controleur", "mois-clos/"),
    "neutralisations": ShownPage("controleur", "neutralisations/"),
    "neutraliser": ShownPage("controleur", "neutralisations/", (r"/neutralisations/decider/\?acte=\d+",)),
    "engagements-validation": ShownPage("controleur", "engagements/validation/"),
    "engagements-import": ShownPage("controleur", "engagements/import/"),
    "rapprochement": ShownPage("controleur", "rapprochement/"),
    "commentaires": ShownPage("controleur", "commentaires/"),
    "bilans": ShownPage("controleur", "bilans/"),
    "bilan": ShownPage("controleur", "bilans/", (r"/bilans/[^/]+/[\d-]+/",)),
}
# Pages of the first measured indicator, looked up on the dashboard.
OF_INDICATOR = {"indicateur": "", "passeport": "passeport/", "et-si": "et-si/"}
# Pages for several bodies with the same contract.
OF_SEVERAL = {"contrats": "/", "reseau": "/reseau/{contract}/"}
