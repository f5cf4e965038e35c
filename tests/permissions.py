"""Role by route: who may ask for each page of a contract, and what they get. Tested in tests/test_permissions.py."""

from dataclasses import dataclass

from accounts.rights import Role
from dashboards.neutralisations.periods import digest_of

EVERYONE = frozenset(Role)
CONTROLLER = frozenset({Role.CONTROLEUR})
OVERSEERS = EVERYONE - {Role.GESTIONNAIRE}
DECIDERS = frozenset({Role.CONTROLEUR, Role.DIRECTION})
TEMPLATE_SETTERS = frozenset({Role.CONTROLEUR, Role.ADMINISTRATEUR})
WRITERS = frozenset({Role.GESTIONNAIRE, Role.CONTROLEUR})
SOURCE_READERS = frozenset({Role.GESTIONNAIRE, Role.CONTROLEUR, Role.ADMINISTRATEUR})
ADMINISTRATOR = frozenset({Role.ADMINISTRATEUR})
TYPED = {"kind": "valeur", "numerator": "96", "denominator": "100", "comment": "", "version": "0"}
CELL = {"numerator": "96", "denominator": "100", "version": "0"}
REOPENED = {"version": "1", "motif": "erreur de report", "jusquau": "2025-10-31"}
VALIDATED = {"decision": "valider", "mois": "R1/2025-01/1"}
ACCEPTED = (("decision", "valider"), ("echeance", "F1-E1A1-2025/1"))
SEEN = digest_of(["R1/2025-01/0"])
NEUTRALISED = (("periode", "R1/2025-01/0"), ("effet", SEEN), ("motif", "x"), ("acte", "enregistrer"))
WRITTEN_IN_PASSPORT = (("version", "1"), ("source", "Une application"), ("motif", "réponse du service"))
SAID_DONE = (("acte", "faite"), ("version", "1"))
REVIEW = "bilans/mi-parcours/2025-06-30/"
WRITTEN = (("text", "Un texte"), ("version", "0"))
DECLARED = (("effet", "4"), ("depuis", "2025-02"), ("motif", "relu"), ("version", "1"))
SAID = {"etat": "en_cours", "avancement": "60", "version": "1"}


@dataclass(frozen=True)
class Page:
    """An address under the contract, who may ask for it, and what they get."""

    route: str
    address: str
    allowed: frozenset[Role]
    status: int = 200
    posted: tuple[tuple[str, str], ...] | None = None
    refused: int = 403


PAGES = [
    Page("overview", "", EVERYONE),
    Page("first_page", "tableau-de-bord.pdf", EVERYONE),
    Page("contract_map", "plan/", EVERYONE),
    Page("text", "contrat/", EVERYONE),
    Page("fiche", "fiches/1/", EVERYONE),
    Page("theme", "themes/1/", EVERYONE),
    Page("indicator", "R1/", EVERYONE),
    Page("suppose", "R1/et-si/", EVERYONE),
    Page("chart_file", "R1/graphique.csv", EVERYONE),
    Page("passport", "R1/passeport/", EVERYONE),
    Page("passport", "R1/passeport/", CONTROLLER, status=302, posted=WRITTEN_IN_PASSPORT),
    Page("passport_file", "R1/passeport/pdf/", EVERYONE),
    Page("passports_file", "arretes/2024T4/passeports/", EVERYONE),
    Page("committee_first", "comite/", EVERYONE),
    Page("committee", "comite/R1/", EVERYONE),
    Page("presentation", "comite/presentation.pptx", EVERYONE),
    Page("presentation", "comite/presentation.odp", EVERYONE),
    Page("slide_template", "comite/modele/", TEMPLATE_SETTERS),
    Page("slide_template", "comite/modele/", TEMPLATE_SETTERS, status=302, posted=(("format", "pptx"),)),
    Page("sources", "sources/", SOURCE_READERS),
    Page("new_source", "sources/nouvelle/", WRITERS),
    Page("new_source", "sources/nouvelle/", WRITERS, status=422, posted=()),
    Page("source", "sources/{source}/", SOURCE_READERS),
    Page("source", "sources/{source}/", WRITERS, posted=(("acte", "essayer"),)),
    Page("source", "sources/{source}/", CONTROLLER, status=302, posted=(("acte", "confier"),)),
    Page("source_description", "sources/{source}/description/", WRITERS),
    Page("source_file", "sources/{source}/arrivees/1/", SOURCE_READERS),
    Page("new_source_connection", "sources/connexions/nouvelle/folder/", ADMINISTRATOR),
    Page("source_connection", "sources/connexions/{connection}/", ADMINISTRATOR),
    Page("scenarios", "scenarios/", DECIDERS),
    Page("scenarios", "scenarios/", DECIDERS, status=422, posted=()),
    Page("scenario", "scenarios/{scenario}/", DECIDERS),
    Page("scenario_values", "scenarios/{scenario}/valeurs/", DECIDERS),
    Page("scenario_avenant", "scenarios/{scenario}/avenant/", DECIDERS),
    Page("scenario_neutralisation", "scenarios/{scenario}/neutralisation/", DECIDERS),
    Page("resolutions", "comite/decisions/", EVERYONE),
    Page("new_resolution", "comite/decisions/nouvelle/", DECIDERS),
    Page("new_resolution", "comite/decisions/nouvelle/", DECIDERS, status=422, posted=()),
    Page("resolution", "comite/decisions/1/", EVERYONE),
    Page(
        "resolution",
        "comite/decisions/1/",
        DECIDERS,
        status=302,
        posted=SAID_DONE,
    ),
    Page(
        "resolution",
        "comite/decisions/1/",
        DECIDERS,
        status=302,
        posted=(("acte", "abandonner"), ("version", "1"), ("motif", "budget refusé")),
    ),
    Page(
        "resolution",
        "comite/decisions/{decision}/",
        EVERYONE,
        status=302,
        posted=SAID_DONE,
    ),
    Page("paper", "dossier/", EVERYONE),
    Page("commitments", "engagements/excel-fr/", EVERYONE),
    Page("actions", "engagements/", EVERYONE),
    Page("actions_gantt", "engagements/gantt/", EVERYONE),
    Page("actions_review", "engagements/revue/", WRITERS),
    Page("actions_review", "engagements/revue/", WRITERS, status=302, posted=()),
    Page("actions_validation", "engagements/validation/", CONTROLLER),
    Page("actions_validation", "engagements/validation/", CONTROLLER, status=302, posted=ACCEPTED),
    Page("actions_import", "engagements/import/", WRITERS),
    Page("actions_import", "engagements/import/", WRITERS, status=422, posted=()),
    Page("action", "engagements/1/E1A1/", EVERYONE),
    Page(
        "action_owners",
        "engagements/1/E1A1/responsables/",
        CONTROLLER,
        status=302,
        posted=(("version", "1"),),
    ),
    Page("action_links", "engagements/1/E1A1/liens/", CONTROLLER, status=302, posted=(("indicateur", "R1"),)),
    Page("effect", "engagements/1/E1A1/effets/R1/", EVERYONE),
    Page("effect", "engagements/1/E1A1/effets/R1/", WRITERS, status=302, posted=DECLARED),
    Page(
        "withdraw_effect",
        "engagements/1/E1A1/effets/R1/retirer/",
        WRITERS,
        status=302,
        posted=(("version", "1"), ("motif", "action arrêtée")),
    ),
    Page("follow_up", "engagements/1/E1A1/2025/", WRITERS),
    Page("follow_up", "engagements/1/E1A1/2025/", WRITERS, status=302, posted=tuple(SAID.items())),
    Page(
        "attach_proof",
        "engagements/1/E1A1/2025/preuves/",
        WRITERS,
        posted=(("proof_link", "https://exemple.fr/"),),
    ),
    Page("proof", "engagements/1/E1A1/2024/preuves/{proof}/", EVERYONE),
    Page(
        "withdraw_proof",
        "engagements/1/E1A1/2024/preuves/{proof}/retirer/",
        WRITERS,
        status=302,
        posted=(("reason", "erreur"),),
    ),
    Page(
        "submit_follow_up",
        "engagements/1/E1A1/2026/soumettre/",
        WRITERS,
        status=302,
        posted=(("version", "1"),),
    ),
    Page(
        "unsubmit_follow_up",
        "engagements/1/E1A1/2026/retirer/",
        WRITERS,
        status=422,
        posted=(("version", "1"),),
    ),
    Page("quarters", "arretes/", EVERYONE),
    Page("quarter", "arretes/2025T1/", EVERYONE),
    Page("quarter", "arretes/2024T4/", EVERYONE),
    Page("download_quarter", "arretes/2025T1/open-data/", EVERYONE),
    Page("frozen_quarter", "arretes/2024T4/v1/xlsx/", EVERYONE),
    Page("comparison", "arretes/2025T1/changements/", EVERYONE),
    Page("whole_dossier", "arretes/2024T4/v1/tout/", EVERYONE),
    Page("make_dossier", "arretes/2024T4/v1/etablir/", CONTROLLER, status=302, posted=()),
    Page("read_quarter", "arretes/2025T1/lire/", CONTROLLER, status=422, posted=()),
    Page("waive_points", "arretes/2025T1/lever/", CONTROLLER, status=422, posted=()),
    Page("take_back_waivers", "arretes/2025T1/ne-plus-lever/", CONTROLLER, status=422, posted=()),
    Page("close_quarter", "arretes/2025T1/clore/", CONTROLLER, status=422, posted=(("version", "0"),)),
    Page(
        "reopen_quarter",
        "arretes/2024T4/rouvrir/",
        CONTROLLER,
        status=302,
        posted=(*REOPENED.items(), ("2024-10", "1"), ("2024-11", "1"), ("2024-12", "1")),
    ),
    Page("reconciliation", "rapprochement/", EVERYONE),
    Page("differences_file", "rapprochement/ecarts.csv", EVERYONE),
    Page("cnav_file", "rapprochement/fichiers/2025T2/v1/", EVERYONE),
    Page("cnav_upload", "rapprochement/deposer/", CONTROLLER),
    Page("cnav_upload", "rapprochement/deposer/", CONTROLLER, status=422, posted=()),
    Page("difference", "rapprochement/2025T2/R1/2025-05/", EVERYONE),
    Page("difference", "rapprochement/2025T2/R1/2025-05/", CONTROLLER, status=422, posted=()),
    Page("commentaries", "commentaires/", EVERYONE),
    Page("write_commentary", "commentaires/2025-03/R1/", CONTROLLER),
    Page(
        "write_commentary",
        "commentaires/2025-03/contrat/",
        CONTROLLER,
        status=302,
        posted=(("text", "Un texte"), ("version", "0"), ("suite", "enregistrer")),
    ),
    Page("reviews", "bilans/", EVERYONE),
    Page(
        "reviews", "bilans/", CONTROLLER, status=302, posted=(("kind", "mi-parcours"), ("day", "2025-05-31"))
    ),
    Page("review", REVIEW, EVERYONE),
    Page("review_text", f"{REVIEW}textes/synthese/", CONTROLLER),
    Page("review_text", f"{REVIEW}textes/synthese/", CONTROLLER, status=302, posted=WRITTEN),
    Page("make_review", f"{REVIEW}produire/", CONTROLLER, status=302, posted=()),
    Page("review_progress", f"{REVIEW}avancement/", EVERYONE),
    Page("download_review", f"{REVIEW}v1/pdf/", EVERYONE),
    Page("journal", "journal/", EVERYONE),
    Page("act", "journal/1/", EVERYONE),
    Page("journal_file", "journal/open-data/", EVERYONE),
    Page("closed_months", "mois-clos/", EVERYONE),
    Page(
        "reopen_month", "mois-clos/2024-12/rouvrir/", CONTROLLER, status=302, posted=tuple(REOPENED.items())
    ),
    Page("close_month", "mois-clos/2025-01/clore/", CONTROLLER, status=302, posted=(("version", "0"),)),
    Page("decisions", "decisions/", EVERYONE),
    Page("decide_weights", "decisions/poids/", CONTROLLER),
    Page("decide_weights", "decisions/poids/", CONTROLLER, status=422, posted=()),
    Page("set_credit", "decisions/score-au-seuil/", CONTROLLER),
    Page("set_credit", "decisions/score-au-seuil/", CONTROLLER, status=422, posted=()),
    Page("decide_profile", "decisions/profil/R2/2025/", CONTROLLER),
    Page("decide_profile", "decisions/profil/R2/2025/", CONTROLLER, status=422, posted=()),
    Page("set_base_values", "decisions/reference/R3/", CONTROLLER),
    Page("set_base_values", "decisions/reference/R3/", CONTROLLER, status=422, posted=()),
    Page("neutralisations", "neutralisations/", EVERYONE),
    Page("neutralise", "neutralisations/decider/", CONTROLLER),
    Page("neutralise", "neutralisations/decider/?du=2025-01&codes=R1", CONTROLLER),
    Page(
        "neutralise",
        "neutralisations/decider/?du=2025-01&codes=R1",
        CONTROLLER,
        status=302,
        posted=NEUTRALISED,
    ),
    Page("targets", "cibles/", EVERYONE),
    Page("amend", "cibles/avenant/", CONTROLLER),
    Page("amend", "cibles/avenant/", CONTROLLER, status=422, posted=(("libelle", "avenant 1"),)),
    Page("attach_document", "cibles/v{avenant}/document/", EVERYONE, status=302),
    Page("attach_document", "cibles/v{avenant}/document/", CONTROLLER, status=422, posted=()),
    Page("signed_document", "cibles/v1/document/{document}/", EVERYONE),
    Page("entry", "saisie/", WRITERS),
    Page("month_sheet", "saisie/mois/2025-03/", WRITERS),
    Page("month_sheet", "saisie/mois/2025-03/", WRITERS, status=302, posted=()),
    Page("entry", "saisie/", WRITERS, status=302, posted=(("ligne", "R1"),)),
    Page("save_cell", "saisie/R1/2025-03/", WRITERS, posted=tuple(CELL.items())),
    Page("preview_cell", "saisie/R1/2025-03/apercu/", WRITERS),
    Page("cell_detail", "saisie/R1/2025-03/detail/", WRITERS),
    Page("alerts", "alertes/", EVERYONE),
    Page("alerts", "alertes/", EVERYONE, status=302, posted=(("lu", "1"),)),
    Page("validation", "validation/", CONTROLLER),
    Page("validation", "validation/", CONTROLLER, status=302, posted=tuple(VALIDATED.items())),
    Page("announcements", "annonces/", EVERYONE),
    Page("causes", "ce-qui-a-change/", EVERYONE),
    Page("two_dates", "deux-dates/?avant=n1", EVERYONE),
    Page("completeness", "completude/", OVERSEERS),
    Page("owed", "qui-doit-quoi/", EVERYONE),
    Page("nudge", "qui-doit-quoi/relancer/", CONTROLLER, status=302, posted=(("relancer", "qui"),)),
    Page("month", "R1/2025-03/", WRITERS),
    Page("month", "R1/2025-03/", WRITERS, status=302, posted=tuple(TYPED.items())),
    Page("attach_evidence", "R1/2025-03/preuves/", WRITERS, status=302),
    Page("attach_evidence", "R1/2025-03/preuves/", WRITERS, posted=(("proof_link", "https://exemple.fr/"),)),
    Page("evidence", "R1/2025-01/preuves/{evidence}/", EVERYONE),
    Page("withdraw_evidence", "R1/2025-01/preuves/{evidence}/retirer/", WRITERS, status=302, posted=()),
    Page("imports", "import/", WRITERS),
    Page("imports", "import/", WRITERS, status=422, posted=()),
    Page("fillable", "import/modele/csv/", WRITERS),
    Page("import", "import/{import}/", WRITERS, refused=404),
    Page("answer_import", "import/{import}/reponses/", WRITERS, status=302, posted=(), refused=404),
    Page("confirm_import", "import/{import}/confirmer/", WRITERS, status=302, posted=(), refused=404),
    Page("abandon_import", "import/{import}/abandonner/", WRITERS, status=302, posted=(), refused=404),
    Page("import_progress", "import/{import}/avancement/", WRITERS, refused=404),
    Page("import_report", "import/{import}/compte-rendu/", WRITERS, refused=404),
    Page("submit_month", "R1/2025-01/soumettre/", WRITERS, status=302, posted=(("version", "1"),)),
    Page("unsubmit_month", "R1/2025-01/retirer/", WRITERS, status=422, posted=(("version", "1"),)),
    Page("submission", "saisie/soumettre/", WRITERS),
    Page("unsubmit", "saisie/retirer/", WRITERS, status=422, posted=()),
]

# Under the set-up's own address, for who administers the body; {contract} is its code.
INVITED = tuple({"nom": "", "prenom": "", "courriel": "", "identifiant": "", "role": ""}.items())
SETUP = [
    Page("setup_body", "", ADMINISTRATOR),
    Page("setup_people", "personnes/", ADMINISTRATOR),
    Page("setup_people", "personnes/", ADMINISTRATOR, status=422, posted=INVITED),
    Page("setup_people_file", "personnes/fichier/", ADMINISTRATOR, status=422, posted=()),
    Page("confirm_people", "personnes/confirmer/", ADMINISTRATOR, status=409, posted=()),
    Page("people_template", "personnes/modele/", ADMINISTRATOR),
    Page("setup_rights", "droits/", ADMINISTRATOR),
    Page("assignments", "{contract}/attributions/", ADMINISTRATOR),
    Page("assignments", "{contract}/attributions/", ADMINISTRATOR, status=302, posted=()),
    Page("copy_assignments", "{contract}/copie/", ADMINISTRATOR),
    Page("copy_assignments", "{contract}/copie/", ADMINISTRATOR, status=409, posted=()),
]
