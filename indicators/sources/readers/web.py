"""A file behind an address: whole, from a server that the installation allows, or nothing."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from indicators.sources.arrived import ArrivedFile, Connection, Field, FieldKind, SourceTrouble
from indicators.sources.calling import Answer, calling, refuse_failed
from indicators.sources.tabling import digest_of

FIELDS: Sequence[Field] = (
    Field(
        "url",
        "Adresse du fichier",
        "En https, sur un serveur que l’installation permet. N’y écrivez ni clé ni mot de passe\u00a0: ils vont "
        "dans le secret.",
        kind=FieldKind.ADDRESS,
    ),
    Field(
        "header",
        "En-tête du secret",
        "Celui que le serveur attend\u00a0: le secret y est envoyé tel quel, par exemple «\u00a0Bearer abc…\u00a0».",
        is_required=False,
        initial="Authorization",
    ),
)
KEY_HELP = "Valeur entière de l’en-tête, si le serveur en demande une."
ENDINGS = {
    "text/csv": ".csv",
    "text/plain": ".csv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
}


def read(connection: Connection) -> list[ArrivedFile]:
    """The key is of the content: a server that kept its ETag over another file would have a figure missed."""
    url = connection.settings.get("url", "").strip()
    with calling() as caller:
        answer = caller.get(url, {}, _secrets(connection))
    refuse_failed(answer, caller.host, "vérifiez l’adresse du fichier.")
    if answer.kind == "text/html":
        raise SourceTrouble(
            f"{caller.host} envoie une page et non un fichier, souvent celle où l’on s’identifie\u00a0: vérifiez "
            "l’adresse et le secret de la connexion."
        )
    return [ArrivedFile(_name(url, answer), answer.content, digest_of(answer.content))]


def _secrets(connection: Connection) -> dict[str, str]:
    if not connection.secret:
        return {}
    name = connection.settings.get("header", "").strip() or "Authorization"
    is_header = name.isascii() and name.replace("-", "").isalnum()
    if not is_header or not (connection.secret.isprintable() and connection.secret.isascii()):
        raise SourceTrouble(
            "L’en-tête ou le secret de la connexion a un caractère qu’on ne peut pas envoyer\u00a0: écrivez le nom "
            "de l’en-tête sans espace, et le secret sur une ligne, sans accent."
        )
    return {name: connection.secret}


def _name(url: str, answer: Answer) -> str:
    """That of the address as it was written: where it leads to may change each time."""
    name = PurePosixPath(unquote(urlsplit(url).path)).name or "fichier"
    name = "".join(each for each in name if each.isprintable())
    return name if PurePosixPath(name).suffix else name + ENDINGS.get(answer.kind, "")
