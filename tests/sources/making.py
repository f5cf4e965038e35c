"""Sources for tests: a folder of the body, and files that are old enough to be whole."""

import os
from pathlib import Path

from accounts.models import User
from accounts.rights import Role
from commitments.ledger.tables.readings import Choices
from commitments.models import Contract
from indicators.models import Indicator, Source, SourceConnection, SourceKind
from indicators.sources.keeping import Description, Wiring, connect, describe, start
from indicators.sources.trying import try_source
from tests.factories import make_user

HEADER = "indicateur;mois;numerateur;denominateur\n"


def drop(folder: Path, name: str, text: str) -> Path:
    """A file that nobody writes any more."""
    place = folder / name
    place.write_text(text, encoding="utf-8")
    old = place.stat().st_mtime - 60
    os.utime(place, (old, old))
    return place


def make_connection(
    contract: Contract, kind: SourceKind, settings: dict[str, str], reference: str = ""
) -> SourceConnection:
    administrator = make_user(Role.ADMINISTRATEUR, contract.body)
    wiring = Wiring(kind, f"{kind} {len(settings)}", settings, reference)
    return connect(contract=contract, wiring=wiring, actor=administrator)


def make_source(
    connection: SourceConnection, owner: User, *indicators: Indicator, choices: Choices | None = None
) -> Source:
    """In service, with the shape that was found where something is there already."""
    contract = indicators[0].contract
    description = Description(
        connection, f"Source {connection.kind}", indicators, choices or Choices(), expected_days=None
    )
    source = describe(contract=contract, description=description, actor=owner)
    files = try_source(source).files
    start(source=source, headings=files[0].headings if files else (), actor=owner)
    source.refresh_from_db()
    return source
