"""Whether the tables are those that this version expects."""

from collections.abc import Iterator

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from cpg.operations.backup.manifest import unlike_the_code
from cpg.operations.doctor.findings import Finding, broken, well


def look() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    to_do = executor.migration_plan(executor.loader.graph.leaf_nodes())
    applied = {".".join(name) for name in executor.loader.applied_migrations}
    unknown = sorted(set(unlike_the_code(applied)) & applied)
    if to_do:
        yield broken(
            f"Migrations à faire\u00a0: {len(to_do)}, à partir de {to_do[0][0]}.",
            "Sous le compte propriétaire\u00a0: manage.py migrate, puis grant_rights (service migrate).",
        )
    elif unknown:
        yield broken(
            f"La base vient d’une version plus récente (migration {unknown[-1]}).",
            "Remettez la version de l’application qui a fait cette base, ou restaurez une archive d’avant.",
        )
    else:
        yield well("Les tables sont celles de cette version.")
