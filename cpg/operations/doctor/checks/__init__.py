"""The checks, in the order of the report. To add one: a file, a line below, and a way to break it in the tests."""

from cpg.operations.doctor.checks import (
    antivirus,
    backups,
    certificate,
    clock,
    database,
    deployment,
    disks,
    documents,
    environment,
    hosts,
    mails,
    migrations,
    pending,
    provider,
    redis,
    role,
    second_factor,
    static_files,
    webhooks,
    workers,
)
from cpg.operations.doctor.findings import Check

# The database and its tables first: what needs them is not asked without them.
CHECKS = (
    Check("database", "Base de données", database.look, needs_database=True),
    Check("migrations", "Tables", migrations.look, needs_database=True),
    Check("role", "Compte PostgreSQL", role.look, needs_database=True),
    Check("clock", "Horloge", clock.look, needs_database=True),
    Check("redis", "Redis", redis.look),
    Check("workers", "Workers et beat", workers.look, needs_database=True),
    Check("pending", "Calculs en attente", pending.look, needs_database=True),
    Check("mails", "Courriels", mails.look, needs_database=True),
    Check("webhooks", "Appels sortants", webhooks.look, needs_database=True),
    Check("backups", "Sauvegardes", backups.look, seconds=120),
    Check("disks", "Disques", disks.look),
    Check("environment", "Variables", environment.look),
    Check("hosts", "Adresses", hosts.look),
    Check("deployment", "Réglages de sécurité", deployment.look),
    Check("second_factor", "Second facteur", second_factor.look, needs_database=True),
    Check("provider", "Fournisseur d’identité", provider.look, seconds=15),
    Check("certificate", "Certificat", certificate.look),
    Check("antivirus", "Antivirus", antivirus.look),
    Check("static_files", "Fichiers statiques", static_files.look),
    Check("documents", "Documents PDF", documents.look),
)
