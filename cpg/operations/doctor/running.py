"""Run the checks one after the other, for a limited time: none of them ends the others."""

from collections.abc import Iterator
from time import monotonic

from django.db import DatabaseError, connection

from cpg.bounded import Bounded, answer_before
from cpg.operations.doctor.checks import CHECKS
from cpg.operations.doctor.findings import Check, Finding, Level, broken, not_used

UNKNOWN = not_used("Inconnu tant que la base de données et ses tables ne sont pas réglées.")
# After one of these, nothing more is asked of the database.
FIRST = {"database", "migrations"}
type Examined = tuple[Check, Finding]


def examine() -> Iterator[Examined]:
    """Every finding of every check."""
    is_away = False
    for check in CHECKS:
        if check.needs_database and is_away:
            yield check, UNKNOWN
            continue
        findings = _findings(check)
        is_away = is_away or (check.name in FIRST and findings[0].level is Level.BROKEN)
        yield from ((check, finding) for finding in findings)


def _findings(check: Check) -> list[Finding]:
    try:
        return list(check.look()) if check.needs_database else _bounded(check)
    except DatabaseError as error:
        connection.close()
        return [_failed(error, "Vérifiez la base de données, puis relancez.")]
    except Exception as error:  # noqa: BLE001 - what a check did not foresee is told, and the next ones are done
        return [_failed(error, "Lisez les journaux, et signalez ce message à l’éditeur.")]


def _bounded(check: Check) -> list[Finding]:
    """On a thread: a disk behind a network, or a server, may say nothing."""
    asked = Bounded(lambda: list(check.look())).start()
    found = answer_before(monotonic() + check.seconds, asked)
    if found is not None:
        return found
    if asked.done():
        asked.result()
    return [
        broken(
            f"Pas de réponse en {check.seconds}\u00a0s.",
            "Un disque ou un serveur ne répond plus\u00a0: vérifiez les dossiers montés et le réseau.",
        )
    ]


def _failed(error: Exception, remedy: str) -> Finding:
    """Without the text of the error, which may hold an address or a password."""
    return broken(f"Le contrôle a échoué ({type(error).__name__}).", remedy)
