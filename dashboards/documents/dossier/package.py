"""The package of data of a closed quarter: a Frictionless Data Package that its own checksums verify."""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import Any

from cpg.shared import french
from dashboards.documents.dossier.facts import DossierFacts
from dashboards.documents.dossier.sources import provenance
from dashboards.documents.dossier.tables import CHANGE_COLUMNS, CHANGE_KEY, change_rows
from dashboards.exports.columns import QUARTER_COLUMNS, QUARTER_KEY, FileColumn, schema_text
from dashboards.exports.delimited import Profile, csv_bytes
from dashboards.exports.reproducible import CHECKSUMS, with_checksums, zipped

ROWS, CHANGED = "trimestre.csv", "changements.csv"
ROWS_SCHEMA, CHANGED_SCHEMA = "schema.json", "changements.schema.json"
DESCRIPTOR, README = "datapackage.json", "LISEZMOI.md"


def package_bytes(facts: DossierFacts, figures: bytes) -> bytes:
    """`figures` is the open-data file of the quarter, as frozen."""
    files = {
        ROWS: figures,
        CHANGED: csv_bytes(CHANGE_COLUMNS, change_rows(facts), Profile.OPEN_DATA),
        ROWS_SCHEMA: schema_text(QUARTER_COLUMNS, QUARTER_KEY).encode(),
        CHANGED_SCHEMA: schema_text(CHANGE_COLUMNS, CHANGE_KEY).encode(),
    }
    files[DESCRIPTOR] = _descriptor(facts, files).encode()
    files[README] = _readme(facts).encode()
    return zipped(with_checksums(files))


def _descriptor(facts: DossierFacts, files: dict[str, bytes]) -> str:
    quarter = facts.quarter
    described = {
        "profile": "tabular-data-package",
        "name": f"{facts.contract.body.code}-{quarter}-v{facts.closing.version}".lower(),
        "title": f"{facts.contract.label}, {french.quarter_name(quarter.year, quarter.number)}",
        "version": str(facts.closing.version),
        "created": f"{facts.day.isoformat()}T12:00:00Z",
        "resources": [
            _resource("trimestre", ROWS, ROWS_SCHEMA, files[ROWS]),
            _resource("changements", CHANGED, CHANGED_SCHEMA, files[CHANGED]),
        ],
    }
    return json.dumps(described, ensure_ascii=False, indent=2) + "\n"


def _resource(name: str, path: str, schema: str, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": name,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": schema,
    }


def _readme(facts: DossierFacts) -> str:
    quarter = facts.quarter
    lines = [
        f"# {facts.contract.label}, {french.quarter_name(quarter.year, quarter.number)}",
        "",
        *(f"- {name}\u00a0: {text}" for name, text in provenance(facts)),
        "",
        f"`{CHECKSUMS}` porte l’empreinte de chaque fichier\u00a0: `sha256sum --check {CHECKSUMS}` les vérifie.",
        f"`{DESCRIPTOR}` décrit le paquet (Frictionless Data Package).",
        "Les CSV sont en UTF-8, séparés par des virgules, avec un point décimal. Une case vide veut dire absent.",
        "",
        *_columns(ROWS, "une ligne par indicateur, dans l’ordre du contrat", QUARTER_COLUMNS),
        *_columns(CHANGED, "une ligne par case qui a changé, avec sa cause", CHANGE_COLUMNS),
    ]
    return "\n".join(lines)


def _columns(name: str, what: str, columns: Sequence[FileColumn]) -> Iterator[str]:
    yield from (f"## `{name}`", "", f"{french.sentence(what)}.", "", "| colonne | contenu |", "|---|---|")
    for column in columns:
        values = f" ({', '.join(f'`{each}`' for each in column.values)})" if column.values else ""
        yield f"| `{column.name}` | {column.description}{values} |"
    yield ""
