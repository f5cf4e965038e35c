from django.db import migrations

from accounts.guards import Guard, NeverEmptied, immutable, install_guards, kept

FILE, FIGURE, STEP = "dashboards_cnavfile", "dashboards_cnavfigure", "dashboards_differencestep"
OF_THE_SAME_CONTRACT = (
    Guard(
        name=f"guard_{FILE}_change",
        table=FILE,
        wrong="""NOT EXISTS (
            SELECT 1 FROM commitments_change h WHERE h.id = NEW.change_id AND h.contract_id = NEW.contract_id)""",
        message="Un fait porte l'acte d'un autre contrat.",
    ),
    Guard(
        name=f"guard_{FIGURE}_indicator",
        table=FIGURE,
        wrong=f"""NOT EXISTS (
            SELECT 1 FROM {FILE} f JOIN indicators_indicator i ON i.contract_id = f.contract_id
            WHERE f.id = NEW.file_id AND i.id = NEW.indicator_id)""",  # noqa: S608 - our own names of tables
        message="Un chiffre de la Cnav porte sur un autre contrat.",
    ),
    Guard(
        name=f"guard_{STEP}_change",
        table=STEP,
        wrong="""NOT EXISTS (
            SELECT 1 FROM indicators_indicator i JOIN commitments_change h ON h.contract_id = i.contract_id
            WHERE i.id = NEW.indicator_id AND h.id = NEW.change_id)""",
        message="Un fait porte l'acte d'un autre contrat.",
    ),
)
IN_TURN = (
    Guard(
        name=f"guard_{FILE}_in_turn",
        table=FILE,
        wrong=f"""NEW.version > 1 AND NOT EXISTS (
            SELECT 1 FROM {FILE} p WHERE p.contract_id = NEW.contract_id AND p.year = NEW.year
            AND p.quarter = NEW.quarter AND p.version = NEW.version - 1)""",  # noqa: S608 - our own names of tables
        message="Les fichiers de la Cnav d'un trimestre se suivent version après version.",
    ),
    Guard(
        name=f"guard_{STEP}_in_turn",
        table=STEP,
        wrong=f"""NEW.version > 1 AND NOT EXISTS (
            SELECT 1 FROM {STEP} p WHERE p.indicator_id = NEW.indicator_id AND p.month = NEW.month
            AND p.version = NEW.version - 1)""",  # noqa: S608 - our own names of tables
        message="Un écart se suit pas à pas.",
    ),
)


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0028_reconciliation")]

    operations = [
        install_guards([*OF_THE_SAME_CONTRACT, *IN_TURN]),
        install_guards(
            guard
            for table in (FILE, FIGURE, STEP)
            for guard in (immutable(table), kept(table), NeverEmptied(table))
        ),
    ]
