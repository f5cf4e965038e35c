from django.db import migrations

from accounts.guards import Guard, NeverEmptied, immutable, install_guards, kept

TABLE = "commitments_effectrevision"
# Each row is found from the one before by its key, as in 0008_follow_up_guards.
CONTRACT = """(SELECT i.contract_id FROM indicators_indicator i WHERE i.id = (
        SELECT l.indicator_id FROM followup_actionlink l WHERE l.id = NEW.link_id))"""
OF_ITS_CONTRACT = Guard(
    name="guard_effect_change",
    table=TABLE,
    wrong=f"""NOT EXISTS (
        SELECT 1 FROM commitments_change h WHERE h.id = NEW.change_id AND h.contract_id = {CONTRACT})""",  # noqa: S608 - our own names of tables
    message="Un effet attendu porte l'acte d'un autre contrat.",
)
OF_A_STANDING_LINK = Guard(
    name="guard_effect_link_stands",
    table=TABLE,
    wrong="""EXISTS (
        SELECT 1 FROM followup_actionlink l WHERE l.id = NEW.link_id AND l.removed_id IS NOT NULL)""",
    message="Un effet se déclare sur un lien qui tient.",
    events=("INSERT",),
)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0013_effects_of_actions")]

    operations = [
        install_guards(
            [OF_ITS_CONTRACT, OF_A_STANDING_LINK, immutable(TABLE), kept(TABLE), NeverEmptied(TABLE)]
        )
    ]
