from django.db import migrations

from accounts.guards import Guard, NeverEmptied, immutable, install_guards, kept

FACTS = ("dashboards_quarterreading", "dashboards_quarterwaiver")
LINKS = {
    "dashboards_quarterclosing_readings": ("dashboards_quarterreading", "quarterreading_id"),
    "dashboards_quarterclosing_waivers": ("dashboards_quarterwaiver", "quarterwaiver_id"),
}


def change_of_same_contract(table: str) -> Guard:
    return Guard(
        name=f"guard_{table}_change",
        table=table,
        wrong="""NOT EXISTS (
            SELECT 1 FROM indicators_indicator i JOIN commitments_change h ON h.contract_id = i.contract_id
            WHERE i.id = NEW.indicator_id AND h.id = NEW.change_id)""",
        message="Un fait porte l'acte d'un autre contrat.",
    )


def earlier_in_the_same_quarter(link: str) -> Guard:
    """What a closing freezes was recorded before it, in the same quarter of the same contract; and nothing is added to
    it once its files are made."""
    table, column = LINKS[link]
    return Guard(
        name=f"guard_{link}_earlier",
        table=link,
        wrong=f"""NOT EXISTS (
            SELECT 1 FROM dashboards_quarterclosing c JOIN commitments_change h ON h.id = c.change_id
            JOIN {table} f ON f.id = NEW.{column} JOIN commitments_change e ON e.id = f.change_id
            WHERE c.id = NEW.quarterclosing_id AND f.year = c.year AND f.quarter = c.quarter
            AND e.contract_id = h.contract_id AND e.sequence < h.sequence
            AND NOT EXISTS (SELECT 1 FROM dashboards_frozenexport x WHERE x.closing_id = c.id))""",  # noqa: S608 - our own words
        message="Un arrêté ne fige que ce qui a été relu ou levé avant lui, dans le même trimestre.",
    )


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0010_checklist")]

    operations = [
        install_guards(change_of_same_contract(table) for table in FACTS),
        install_guards(earlier_in_the_same_quarter(link) for link in LINKS),
        install_guards(
            guard
            for table in (*FACTS, *LINKS)
            for guard in (immutable(table), kept(table), NeverEmptied(table))
        ),
    ]
