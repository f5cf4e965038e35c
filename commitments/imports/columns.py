"""The columns of the commitments' file: those that name an échéance, those of its follow-up, the others."""

BODY, FICHE, ACTION, DELIVERABLE, YEAR = "organisme", "fiche", "action", "livrable", "annee"
STATUS, PROGRESS, COMMENT = "statut", "avancement", "commentaire"
# Beside those of the export: what an abandonment needs, and the forecast date.
FORECAST, REASON, DECIDED_BY = "date_prevue", "motif_abandon", "decide_par"
NAMING = (FICHE, ACTION, YEAR)
FOLLOW_UP = (STATUS, PROGRESS, COMMENT, FORECAST, REASON, DECIDED_BY)
# What the export writes for people to read, and an import ignores.
IGNORED = (
    "engagement", "libelle_engagement", "libelle_action", "libelle_livrable", "evaluation", "responsable", "preuves",
)  # fmt: skip
COLUMNS = (BODY, FICHE, ACTION, DELIVERABLE, YEAR, *FOLLOW_UP, *IGNORED)
