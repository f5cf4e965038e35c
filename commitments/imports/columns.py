"""The columns of the commitments' file: those that name an échéance, those that say something of it, the others."""

BODY, FICHE, ACTION, DELIVERABLE, YEAR = "organisme", "fiche", "action", "livrable", "annee"
STATUS, PROGRESS, COMMENT = "statut", "avancement", "commentaire"
# Beside those of the export: what an abandonment owes, and the day that is foreseen.
FORECAST, REASON, DECIDED_BY = "date_prevue", "motif_abandon", "decide_par"
NAMING = (FICHE, ACTION, YEAR)
SAYING = (STATUS, PROGRESS, COMMENT, FORECAST, REASON, DECIDED_BY)
# What the export writes for those who read, and an import passes over.
IGNORED = (
    "engagement", "libelle_engagement", "libelle_action", "libelle_livrable", "evaluation", "responsable", "preuves",
)  # fmt: skip
COLUMNS = (BODY, FICHE, ACTION, DELIVERABLE, YEAR, *SAYING, *IGNORED)
