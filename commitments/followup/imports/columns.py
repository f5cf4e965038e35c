"""The columns of the commitments' file: those that name an échéance, those that say something of it, the others."""

from collections.abc import Sequence

from indicators.imports.columns import plain_name

BODY, FICHE, ACTION, DELIVERABLE, YEAR = "organisme", "fiche", "action", "livrable", "annee"
STATUS, PROGRESS, COMMENT = "statut", "avancement", "commentaire"
NAMING = (FICHE, ACTION, YEAR)
SAYING = (STATUS, PROGRESS, COMMENT)
# What the export writes for those who read, and an import passes over.
IGNORED = (
    "engagement", "libelle_engagement", "libelle_action", "libelle_livrable", "evaluation", "responsable", "preuves",
)  # fmt: skip
COLUMNS = (BODY, FICHE, ACTION, DELIVERABLE, YEAR, *SAYING, *IGNORED)


def header_problems(names: Sequence[str]) -> list[tuple[str, str]]:
    """The text of each heading that is wrong, and why."""
    found = [plain_name(name) for name in names]
    problems = [
        (name, f"Colonne inconnue\u202f; les colonnes sont {', '.join(COLUMNS)}.")
        for name, plain in zip(names, found, strict=True)
        if plain not in COLUMNS and name.strip()
    ]
    twice = sorted({name for name in found if name in COLUMNS and found.count(name) > 1})
    problems += [(name, "Cette colonne est là deux fois.") for name in twice]
    return problems + [(name, "Il manque cette colonne.") for name in NAMING if name not in found]
