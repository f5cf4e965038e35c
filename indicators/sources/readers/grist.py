"""A table of a Grist document, as a CSV with the identifiers of its columns as headings.

pygrister makes the requests; they are sent by our own caller, which keeps to the hosts that are allowed, reads numbers
exactly, and sees the cells in error, which pygrister's records leave out.
"""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pygrister.api import GristApi
from pygrister.apicaller import ApiCaller
from pygrister.config import PYGRISTER_CONFIG, Configurator

from commitments.ledger.tables.limits import MOST_ROWS
from indicators.sources.arrived import ArrivedFile, Connection, Field, FieldKind, SourceTrouble
from indicators.sources.calling import Answer, Caller, calling, refuse_failed
from indicators.sources.tabling import chosen, table_file

FIELDS: Sequence[Field] = (
    Field(
        "url",
        "Adresse de Grist",
        "Sans le document, par exemple https://grist.exemple.fr ou https://grist.exemple.fr/o/equipe.",
        kind=FieldKind.ADDRESS,
    ),
    Field("document", "Identifiant du document", "Dans Grist\u00a0: Paramètres du document, API."),
    Field("table", "Identifiant de la table", "Dans Grist\u00a0: Données brutes, sous le nom de la table."),
    Field(
        "columns",
        "Colonnes lues",
        "Leurs identifiants, séparés par des virgules\u00a0; vide\u00a0: toutes.",
        is_required=False,
    ),
    Field("filter_column", "Colonne qui filtre", "Identifiant d’une colonne.", is_required=False),
    Field(
        "filter_values",
        "Valeurs gardées",
        "Séparées par des virgules\u00a0: seules les lignes qui ont l’une d’elles sont lues.",
        is_required=False,
    ),
)
KEY_HELP = "Clé d’API de Grist, d’un compte qui ne peut que lire ce document."
DOCUMENT = re.compile(r"[A-Za-z0-9_~-]{1,100}")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,150}")
NOT_THERE = "vérifiez l’adresse, le document, la table et les colonnes."
# What Grist writes in a cell of several values.
LIST = "L"


def read(connection: Connection) -> list[ArrivedFile]:
    given = {name: text.strip() for name, text in connection.settings.items()}
    document = _valid(DOCUMENT, given.get("document", ""), "L’identifiant du document")
    table = _valid(NAME, given.get("table", ""), "L’identifiant de la table")
    with calling() as caller:
        sender = _Sender(_configuration(given.get("url", ""), connection.secret), caller)
        grist = GristApi(custom_apicaller=sender)
        _, columns = grist.list_cols(table, doc_id=document)
        kinds = _kinds(columns, chosen(given.get("columns", "")))
        _, records = grist.list_records(table, _filter(given), limit=MOST_ROWS + 1, doc_id=document)
    if in_error := sender.in_error.intersection(kinds):
        raise _in_error(f"{table}, {min(in_error)}")
    rows = ([_cell(record.get(name), kind) for name, kind in kinds.items()] for record in records)
    return [table_file(table, list(kinds), rows)]


class _Configuration(Configurator):
    """From the connection alone: neither a file of the home folder nor the environment."""

    @staticmethod
    def get_config() -> dict[str, str]:
        return dict(PYGRISTER_CONFIG)


class _Sender(ApiCaller):
    """Sends what pygrister asks for, and nothing but GET."""

    def __init__(self, configuration: Configurator, caller: Caller) -> None:
        super().__init__(configuration)
        self._caller = caller
        self.in_error: set[str] = set()

    @property
    def ok(self) -> bool:
        """Whatever failed was raised."""
        return True

    def apicall(
        self,
        url: str,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        params: dict[str, Any] | None = None,
        **others: object,
    ) -> tuple[int, Any]:
        key = self.configurator.config["GRIST_API_KEY"]
        address = f"{url}?{urlencode(params)}" if params else url
        sent = {name: value for name, value in (headers or {}).items() if value}
        answer = self._caller.get(
            address, {"Accept": "application/json", **sent}, {"Authorization": f"Bearer {key}"}
        )
        refuse_failed(answer, self._caller.host, NOT_THERE)
        part = "columns" if "/columns" in url else "records"
        found = _json(answer, part, self._caller.host)
        self.in_error |= {name for each in found[part] for name in each.get("errors") or ()}
        return answer.status, found


def _configuration(address: str, key: str) -> Configurator:
    if not (key and key.isascii() and key.isprintable()):
        raise SourceTrouble("Grist demande une clé d’API\u00a0: donnez-la par le secret de la connexion.")
    home = {"GRIST_SELF_MANAGED": "Y", "GRIST_SELF_MANAGED_HOME": address.rstrip("/") or "-"}
    return _Configuration({**home, "GRIST_API_KEY": key})


def _json(answer: Answer, part: str, host: str) -> dict[str, list[dict[str, Any]]]:
    """With numbers as they are written."""
    try:
        found = json.loads(answer.content, parse_float=Decimal)
        if all("id" in each and isinstance(each["fields"], dict) for each in found[part]):
            return {part: found[part]}
    except (ValueError, RecursionError, TypeError, KeyError):
        pass
    raise SourceTrouble(f"{host} ne répond pas comme Grist\u00a0: vérifiez l’adresse de la connexion.")


def _kinds(columns: Sequence[Mapping[str, Any]], wanted: Sequence[str]) -> dict[str, str]:
    """The type of each column that is read."""
    there = {column["id"]: str(column["fields"].get("type", "Any")) for column in columns}
    if missing := [name for name in wanted if name not in there]:
        raise SourceTrouble(
            f"La table n’a plus de colonne {missing[0]}\u00a0: rétablissez-la dans Grist, ou corrigez les colonnes "
            "de la connexion."
        )
    return {name: there[name] for name in wanted or there}


def _filter(given: Mapping[str, str]) -> dict[str, list[str | int]]:
    """Grist compares by type: a whole number is asked for as text and as number."""
    column, values = given.get("filter_column", ""), chosen(given.get("filter_values", ""))
    if not column and not values:
        return {}
    _valid(NAME, column, "La colonne qui filtre")
    numbers = [int(each) for each in values if re.fullmatch(r"-?[0-9]{1,15}", each)]
    return {column: [*values, *numbers]}


def _cell(value: object, kind: str) -> object:
    match value:
        case [str() as sort, *rest] if sort == LIST:
            return ", ".join(map(str, rest))
        case int() | Decimal() if kind == "Date" or kind.startswith("DateTime"):
            return _moment(value, kind)
    return value


def _moment(seconds: int | Decimal, kind: str) -> object:
    """Grist counts a day from midnight UTC, and an hour of a place since the same."""
    moment = datetime.fromtimestamp(int(seconds), UTC)
    if kind == "Date":
        return moment.date()
    try:
        return moment.astimezone(ZoneInfo(kind.partition(":")[2] or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return moment


def _valid(form: re.Pattern[str], text: str, what: str) -> str:
    if not form.fullmatch(text):
        raise SourceTrouble(f"{what} n’a pas la forme de ceux de Grist\u00a0: recopiez-le depuis Grist.")
    return text


def _in_error(place: str) -> SourceTrouble:
    return SourceTrouble(
        f"Grist a une cellule en erreur ({place}), et rien n’a été lu\u00a0: corrigez la formule, ou ne nommez dans "
        "la connexion que les colonnes à lire."
    )
