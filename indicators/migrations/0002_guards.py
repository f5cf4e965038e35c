from django.db import migrations

from accounts.guards import ONLY_UPDATES, Guard, immutable, install_guards


def month_in_contract(table: str) -> Guard:
    return Guard(
        name=f"guard_{table}_month",
        table=table,
        wrong="""NOT EXISTS (
            SELECT 1 FROM indicators_indicator i JOIN commitments_contract c ON c.id = i.contract_id
            WHERE i.id = NEW.indicator_id AND {year_of:month} BETWEEN c.first_year AND c.last_year)""",
        message="Un mois est hors des exercices du contrat.",
    )


def locked_month_in_contract(table: str) -> Guard:
    return Guard(
        name=f"guard_{table}_month",
        table=table,
        wrong="""NOT EXISTS (
            SELECT 1 FROM commitments_contract c
            WHERE c.id = NEW.contract_id AND {year_of:month} BETWEEN c.first_year AND c.last_year)""",
        message="Un mois est hors des exercices du contrat.",
    )


def change_of_same_contract(table: str) -> Guard:
    return Guard(
        name=f"guard_{table}_change",
        table=table,
        wrong="""NOT EXISTS (
            SELECT 1 FROM indicators_indicator i JOIN commitments_change h ON h.contract_id = i.contract_id
            WHERE i.id = NEW.indicator_id AND h.id = NEW.change_id)""",
        message="Un fait porte l'acte d'un autre contrat.",
    )


TARGET_YEAR = Guard(
    name="guard_target_year_in_contract",
    table="indicators_targetrevision",
    wrong="""NOT EXISTS (
        SELECT 1 FROM indicators_indicator i
        JOIN commitments_contract c ON c.id = i.contract_id
        JOIN indicators_targetversion v ON v.contract_id = c.id
        WHERE i.id = NEW.indicator_id AND v.id = NEW.version_id AND NEW.year BETWEEN c.first_year AND c.last_year)""",
    message="Une cible est hors des exercices du contrat.",
)
TARGET_SIDE = Guard(
    name="guard_target_on_the_right_side",
    table="indicators_targetrevision",
    wrong="""EXISTS (
        SELECT 1 FROM indicators_indicator i JOIN indicators_measure m ON m.id = i.measure_id
        WHERE i.id = NEW.indicator_id AND (
            (m.direction = 'hausse' AND NEW.objectif < NEW.seuil) OR (m.direction = 'baisse' AND NEW.objectif > NEW.seuil)))""",
    message="Le seuil et l'objectif sont du mauvais côté l'un de l'autre pour le sens de l'indicateur.",
)
MEASURE_DIRECTION = Guard(
    name="guard_measure_direction_with_targets",
    table="indicators_measure",
    wrong="""NEW.direction <> OLD.direction AND EXISTS (
        SELECT 1 FROM indicators_indicator i JOIN indicators_targetrevision t ON t.indicator_id = i.id
        WHERE i.measure_id = NEW.id AND t.seuil IS NOT NULL AND t.seuil <> t.objectif)""",
    message="Le sens d'une mesure ne change plus dès qu'une cible en dépend.",
    events=ONLY_UPDATES,
)
MONTHLY = ("indicators_actualrevision", "indicators_monthlyactual", "indicators_neutralisationrevision")
FACTS = ("indicators_actualrevision", "indicators_neutralisationrevision", "indicators_targetrevision")
LOCKS = ("indicators_lockrevision", "indicators_monthlock")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_initial"), ("commitments", "0002_guards")]

    operations = [
        install_guards([TARGET_YEAR, TARGET_SIDE, MEASURE_DIRECTION]),
        install_guards(month_in_contract(table) for table in MONTHLY),
        install_guards(locked_month_in_contract(table) for table in LOCKS),
        install_guards(change_of_same_contract(table) for table in FACTS),
        install_guards(immutable(table) for table in (*FACTS, "indicators_lockrevision")),
    ]
