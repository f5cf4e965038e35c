"""Read the bytes of a contract's file: JSON in UTF-8, with what is wrong in French and how to correct it."""

import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

MEGABYTE = 1024 * 1024
LARGEST_FILE = MEGABYTE
# The schema has no more than fifteen levels; deeper ones would exhaust the stack of whoever walks them.
DEEPEST = 30
EXCERPT = 40
ARCHIVE, PDF = b"PK\x03\x04", b"%PDF"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
TOO_LARGE = (
    "Le fichier dépasse 1\u00a0Mo : un contrat n’en occupe qu’une partie. Vérifiez que c’est le bon fichier."
)
EMPTY = "Le fichier est vide : choisissez le fichier JSON du contrat."
NOT_JSON = (
    "Ce n’est pas un fichier JSON, mais {what} : chargez le fichier décrit par docs/format-du-contrat.md."
)
NOT_UTF_8 = (
    "Le fichier n’est pas en UTF-8 : ouvrez-le dans un éditeur de texte, puis enregistrez-le avec "
    "l’encodage UTF-8."
)
TOO_DEEP = f"Le fichier emboîte plus de {DEEPEST} niveaux de listes ou d’objets : ce n’est pas un contrat."
# The messages of Python's reader, by their beginnings.
SYNTAX = {
    "Expecting ',' delimiter": "il manque une virgule, ou la fermeture de la liste ou de l’objet",
    "Expecting ':' delimiter": "il manque le deux-points après le nom de la propriété",
    "Expecting property name": "un nom de propriété entre guillemets droits est attendu",
    "Illegal trailing comma": "une virgule est de trop avant la fermeture",
    "Expecting value": "une valeur est attendue",
    "Extra data": "le fichier continue après sa fin",
    "Unterminated string": "un texte n’est pas fermé par un guillemet droit",
    "Invalid control character": "un texte contient un retour à la ligne ou une tabulation : écrivez \\n ou \\t",
    "Invalid \\": "une barre oblique inverse est mal employée : écrivez-la deux fois",
}


class UnreadableContractError(Exception):
    """The file is no JSON that could be a contract. The message is a French sentence."""


def read_contract(content: bytes) -> Any:
    """The data of the file, numbers as `int` or `Decimal`. Raises UnreadableContractError."""
    if len(content) > LARGEST_FILE:
        raise UnreadableContractError(TOO_LARGE)
    text = _text_of(content)
    try:
        data = json.loads(
            text, parse_float=Decimal, parse_constant=_refuse_constant, object_pairs_hook=_refuse_repeated
        )
    except json.JSONDecodeError as error:
        raise UnreadableContractError(_syntax(error)) from error
    except RecursionError as error:
        raise UnreadableContractError(TOO_DEEP) from error
    except ValueError as error:
        # Python refuses to read integers of thousands of digits.
        raise UnreadableContractError("Un nombre du fichier a trop de chiffres.") from error
    _check_texts_and_depth(data)
    return data


def _text_of(content: bytes) -> str:
    if not content.strip():
        raise UnreadableContractError(EMPTY)
    if content.startswith(ARCHIVE):
        raise UnreadableContractError(NOT_JSON.format(what="un classeur ou une archive"))
    if content.startswith(PDF):
        raise UnreadableContractError(NOT_JSON.format(what="un PDF"))
    if content.startswith(UTF_16):
        raise UnreadableContractError(NOT_UTF_8)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableContractError(NOT_UTF_8) from error


def _refuse_constant(name: str) -> None:
    raise UnreadableContractError(f"{name} n’est pas un nombre : écrivez un nombre, ou retirez la propriété.")


def _refuse_repeated(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object; a name given twice would silently hide the first value."""
    named = dict(pairs)
    if len(named) < len(pairs):
        twice, _ = Counter(name for name, _ in pairs).most_common(1)[0]
        raise UnreadableContractError(
            f"« {twice[:EXCERPT]} » est donné deux fois dans le même objet : gardez-en un seul."
        )
    return named


def _syntax(error: json.JSONDecodeError) -> str:
    said = next(
        (words for start, words in SYNTAX.items() if error.msg.startswith(start)), "erreur de syntaxe"
    )
    line = error.doc.splitlines()[error.lineno - 1 : error.lineno]
    near = "".join(line)[max(error.colno - EXCERPT // 2, 0) :][:EXCERPT].strip()
    excerpt = f", près de « {near} »" if near else ""
    return f"Le fichier n’est pas du JSON, ligne {error.lineno}, colonne {error.colno} : {said}{excerpt}."


def _check_texts_and_depth(data: Any) -> None:
    """Refuse what a database cannot hold: NUL and lone surrogates; and data too deep to be walked by recursion."""
    for depth, value in _walk(data):
        if depth > DEEPEST:
            raise UnreadableContractError(TOO_DEEP)
        if isinstance(value, str) and any(_is_unwritable(char) for char in value):
            raise UnreadableContractError(
                f"Le texte « {_printable(value)} » contient un caractère qui ne s’écrit pas : retapez-le."
            )


def _walk(data: Any) -> Iterator[tuple[int, Any]]:
    """Each value and name with its depth, without recursion."""
    waiting: list[tuple[int, Any]] = [(0, data)]
    while waiting:
        depth, value = waiting.pop()
        yield depth, value
        if isinstance(value, dict):
            waiting += [(depth + 1, each) for pair in value.items() for each in pair]
        elif isinstance(value, list):
            waiting += [(depth + 1, each) for each in value]


def _is_unwritable(char: str) -> bool:
    return (char < " " and char not in "\n\r\t") or "\ud800" <= char <= "\udfff"


def _printable(text: str) -> str:
    return "".join("\N{REPLACEMENT CHARACTER}" if _is_unwritable(char) else char for char in text[:EXCERPT])
