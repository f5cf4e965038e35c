from django.db import migrations

from accounts.guards import (
    ONLY_DELETIONS,
    Guard,
    NeverEmptied,
    immutable,
    install_guards,
    kept,
    remove_guards,
)

ACTS, EVENTS, POINTS = "dashboards_actseal", "dashboards_eventseal", "dashboards_checkpoint"
JOURNAL = "accounts_securityevent"
OF_A_PURGE = f"{POINTS} c WHERE c.contract_id IS NULL"
YOUNG = Guard(
    name=f"guard_{JOURNAL}_is_young",
    table=JOURNAL,
    wrong="OLD.happened_at > {days_ago:180}",
    message="Le journal de sécurité se garde six mois au moins.",
    events=ONLY_DELETIONS,
)
# `_is_purged`: the application's role may not delete here either, see cpg/operations/rights.py.
EVENT_PURGED = Guard(
    name=f"guard_{JOURNAL}_is_purged",
    table=JOURNAL,
    wrong=f"""OLD.happened_at > {{days_ago:180}} OR NOT EXISTS (
        SELECT 1 FROM {EVENTS} s, {OF_A_PURGE} AND s.event = OLD.id AND c.position >= s.position)""",  # noqa: S608 - our own names of tables
    message="Le journal de sécurité se garde six mois au moins, et ne se purge que sous un point de contrôle.",
    events=ONLY_DELETIONS,
)
SEAL_PURGED = Guard(
    name=f"guard_{EVENTS}_is_purged",
    table=EVENTS,
    wrong=f"NOT EXISTS (SELECT 1 FROM {OF_A_PURGE} AND c.position >= OLD.position)",  # noqa: S608 - our own names of tables
    message="Un sceau ne part qu’avec une purge, sous un point de contrôle.",
    events=ONLY_DELETIONS,
)


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0017_seals"), ("accounts", "0011_security_journal_guards")]

    operations = [
        install_guards(
            guard
            for table in (ACTS, POINTS)
            for guard in (immutable(table), kept(table), NeverEmptied(table))
        ),
        install_guards([immutable(EVENTS), NeverEmptied(EVENTS), SEAL_PURGED]),
        remove_guards([YOUNG]),
        install_guards([EVENT_PURGED]),
    ]
