"""Which pages and files can be read as of a past moment, by their routes, and why the others cannot."""

from collections.abc import Mapping

# Pages of one contract; those of several are at the end.
READING = frozenset(
    {
        "overview",
        "first_page",
        "contract_map",
        "text",
        "fiche",
        "theme",
        "indicator",
        "suppose",
        "chart_file",
        "passport",
        "passport_file",
        "passports_file",
        "committee_first",
        "committee",
        "resolutions",
        "resolution",
        "presentation",
        "commentaries",
        "paper",
        "commitments",
        "actions",
        "actions_gantt",
        "action",
        "effect",
        "quarters",
        "quarter",
        "download_quarter",
        "frozen_quarter",
        "whole_dossier",
        "comparison",
        "reviews",
        "review",
        "download_review",
        "journal",
        "act",
        "journal_file",
        "reconciliation",
        "difference",
        "differences_file",
        "closed_months",
        "neutralisations",
        "targets",
        "decisions",
        "causes",
        "announcements",
        "alerts",
        "completeness",
        "owed",
        "home",
        "contracts",
        "network",
        "download_network",
        "download_network_quarter",
    }
)

# Why the others cannot.
TO_ENTER = (
    "Cette page sert à saisir\u00a0: elle n’existe qu’à ce jour. "
    "Ce que chaque mois contenait alors est dans la page de l’indicateur et dans le journal."
)
OF_AN_IMPORT = "Un import n’existe qu’à ce jour. Ce qu’il a enregistré est dans le journal."
TO_FOLLOW = (
    "Cette page sert à suivre une échéance\u00a0: elle n’existe qu’à ce jour. "
    "Ce qui en était déclaré alors est dans la page de l’action."
)
TO_DECIDE = "Cette page sert à valider ou à décider\u00a0: elle n’existe qu’à ce jour."
# One that was withdrawn is given to nobody, also not as of a day before: their lists are part of other pages.
FILES = "Une preuve, un document signé ou reçu est un fichier\u00a0: il se lit sans date, tant qu’il n’est pas retiré."
TWO_DATES = "Cette page choisit elle-même ses deux dates."
SCENARIOS = "Un scénario part des chiffres de ce jour."
OF_SETTINGS = (
    "Les réglages et les attributions n’ont pas d’état passé\u00a0: cette page n’existe qu’à ce jour."
)

# Each other route of a contract.
OF_TODAY: Mapping[str, frozenset[str]] = {
    TO_ENTER: frozenset(
        {
            "entry",
            "save_cell",
            "preview_cell",
            "cell_detail",
            "month",
            "month_sheet",
            "submission",
            "unsubmit",
            "submit_month",
            "unsubmit_month",
            "attach_evidence",
            "withdraw_evidence",
        }
    ),
    OF_AN_IMPORT: frozenset(
        {
            "imports",
            "import",
            "fillable",
            "answer_import",
            "confirm_import",
            "abandon_import",
            "import_progress",
            "import_report",
            "actions_import",
            "cnav_upload",
        }
    ),
    TO_FOLLOW: frozenset(
        {
            "follow_up",
            "submit_follow_up",
            "unsubmit_follow_up",
            "withdraw_effect",
            "attach_proof",
            "withdraw_proof",
            "action_owners",
            "action_links",
            "actions_review",
        }
    ),
    TO_DECIDE: frozenset(
        {
            "validation",
            "actions_validation",
            "read_quarter",
            "waive_points",
            "take_back_waivers",
            "close_quarter",
            "reopen_quarter",
            "make_dossier",
            "close_month",
            "reopen_month",
            "neutralise",
            "amend",
            "attach_document",
            "decide_weights",
            "set_credit",
            "decide_profile",
            "set_base_values",
            "new_resolution",
            "nudge",
            "write_commentary",
            "review_text",
            "make_review",
            "review_progress",
            "slide_template",
        }
    ),
    FILES: frozenset({"evidence", "proof", "signed_document", "source_file", "cnav_file"}),
    OF_SETTINGS: frozenset(
        {
            "sources",
            "new_source",
            "source",
            "source_description",
            "new_source_connection",
            "source_connection",
            "assignments",
            "copy_assignments",
        }
    ),
    TWO_DATES: frozenset({"two_dates"}),
    SCENARIOS: frozenset(
        {"scenarios", "scenario", "scenario_values", "scenario_avenant", "scenario_neutralisation"}
    ),
}
WHY_NOT: Mapping[str, str] = {route: why for why, routes in OF_TODAY.items() for route in routes}
