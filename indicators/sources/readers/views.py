"""What a view can be refused for, whatever the database."""

from indicators.sources.arrived import SourceTrouble

type Table = tuple[list[str], list[tuple[object, ...]]]


def no_such_view(view: str) -> SourceTrouble:
    return SourceTrouble(
        f"La vue {view} est introuvable\u00a0: vérifiez son nom exact, majuscules comprises, et son schéma."
    )


def column_gone(view: str) -> SourceTrouble:
    return SourceTrouble(
        f"Une colonne de {view} a disparu\u00a0: rétablissez-la dans la base, ou corrigez les colonnes de la "
        "connexion."
    )


def too_long(view: str) -> SourceTrouble:
    return SourceTrouble(
        f"La base n’a pas fini de lire {view} à temps, et rien n’a été lu\u00a0: allégez cette vue, ou réduisez sa "
        "période."
    )


def writes(view: str) -> SourceTrouble:
    return SourceTrouble(
        f"La vue {view} tente d’écrire dans la base, et rien n’a été lu\u00a0: remplacez-la par une vue qui ne fait "
        "que lire."
    )


def not_allowed(view: str) -> SourceTrouble:
    return SourceTrouble(
        f"Le compte du secret n’a pas le droit de lire {view}\u00a0: donnez-le-lui dans la base (GRANT SELECT)."
    )
