"""Whether the database answers."""

from collections.abc import Iterator

from django.db import DatabaseError, connection

from cpg.operations.doctor.findings import Finding, broken, well


def look() -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        connection.close()
        yield broken(
            f"La base de données ne répond pas ({type(error).__name__}).",
            "Vérifiez que PostgreSQL tourne et est joignable d’ici, puis DATABASE_URL et DATABASE_PASSWORD.",
        )
    else:
        yield well(f"{connection.display_name} répond.")
