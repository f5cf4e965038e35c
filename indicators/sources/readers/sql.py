"""A view of a database, read whole by one statement in a transaction that cannot write.

The secret is the address of the database. The statement is written here: a connection names a view and columns, and
nothing that it holds is run as SQL.
"""

import re
from collections.abc import Sequence

from indicators.sources.arrived import ArrivedFile, Connection, Field, SourceTrouble
from indicators.sources.readers import postgres, sqlite
from indicators.sources.tabling import chosen, table_file

FIELDS: Sequence[Field] = (
    Field(
        "view",
        "Vue",
        "Son nom exact, majuscules comprises, avec son schéma s’il en faut un\u00a0: pilotage.indicateurs. Elle est "
        "lue en entier\u00a0: elle ne doit montrer que la période utile.",
    ),
    Field(
        "columns",
        "Colonnes lues",
        "Leurs noms exacts, séparés par des virgules\u00a0; vide\u00a0: toutes.",
        is_required=False,
    ),
)
KEY_HELP = (
    "Adresse de la base, avec un compte qui ne peut que lire cette vue\u00a0: "
    "postgresql://compte:mot_de_passe@serveur/base?sslmode=verify-full&sslrootcert=/chemin.pem, ou sqlite:///chemin "
    "d’un fichier des dossiers permis."
)
NAME = re.compile(r"[^\W\d]\w{0,62}")


def read(connection: Connection) -> list[ArrivedFile]:
    view = connection.settings.get("view", "").strip()
    names = view.split(".")
    if len(names) > 2 or not all(map(NAME.fullmatch, names)):
        raise SourceTrouble(
            "Le nom de la vue n’en est pas un\u00a0: écrivez vue ou schéma.vue, sans guillemet, espace ni "
            "instruction SQL."
        )
    columns = chosen(connection.settings.get("columns", ""))
    if connection.secret.startswith(("postgresql://", "postgres://")):
        headings, rows = postgres.rows_of(connection.secret, names, columns)
    elif connection.secret.startswith(sqlite.SCHEME):
        headings, rows = sqlite.rows_of(connection, names, columns)
    else:
        raise SourceTrouble(
            "Le secret de la connexion n’est pas l’adresse d’une base\u00a0: elle commence par postgresql:// ou "
            "sqlite:///."
        )
    return [table_file(view, headings, rows)]
