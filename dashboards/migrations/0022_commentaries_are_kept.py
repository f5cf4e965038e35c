from django.db import migrations

from accounts.guards import Guard, NeverEmptied, immutable, install_guards, kept

TABLE = "dashboards_commentaryrevision"
OF_THE_SAME_CONTRACT = (
    Guard(
        name="guard_dashboards_commentaryrevision_change",
        table=TABLE,
        wrong="""NOT EXISTS (
            SELECT 1 FROM commitments_change h WHERE h.id = NEW.change_id AND h.contract_id = NEW.contract_id)""",
        message="Un fait porte l'acte d'un autre contrat.",
    ),
    Guard(
        name="guard_dashboards_commentaryrevision_subject",
        table=TABLE,
        wrong="""NEW.indicator_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM indicators_indicator i
            WHERE i.id = NEW.indicator_id AND i.contract_id = NEW.contract_id)""",
        message="Un commentaire porte sur un autre contrat.",
    ),
)
IN_TURN = Guard(
    name="guard_dashboards_commentaryrevision_in_turn",
    table=TABLE,
    wrong="""NEW.version > 1 AND NOT EXISTS (
        SELECT 1 FROM dashboards_commentaryrevision p
        WHERE p.contract_id = NEW.contract_id AND p.month = NEW.month AND p.subject = NEW.subject
        AND p.version = NEW.version - 1)""",
    message="Un commentaire s'écrit version après version.",
)


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0021_commentaries")]

    operations = [
        install_guards([*OF_THE_SAME_CONTRACT, IN_TURN, immutable(TABLE), kept(TABLE), NeverEmptied(TABLE)])
    ]
