from django.db import migrations

from accounts.guards import Guard, immutable, install_guards

PLANNED_YEAR_IN_CONTRACT = Guard(
    name="guard_planned_year_in_contract",
    table="commitments_plannedyear",
    wrong="""NOT EXISTS (
        SELECT 1 FROM commitments_action a
        JOIN commitments_engagement e ON e.id = a.engagement_id
        JOIN commitments_fiche f ON f.id = e.fiche_id
        JOIN commitments_contract c ON c.id = f.contract_id
        WHERE a.id = NEW.action_id AND NEW.year BETWEEN c.first_year AND c.last_year)""",
    message="Une année prévue est hors des exercices du contrat.",
)
DELIVERABLE_OF_ITS_ACTION = Guard(
    name="guard_planned_year_deliverable",
    table="commitments_plannedyear",
    wrong="""NEW.deliverable_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM commitments_deliverable d WHERE d.id = NEW.deliverable_id AND d.action_id = NEW.action_id)""",
    message="Une année prévue nomme le livrable d'une autre action.",
)


class Migration(migrations.Migration):
    dependencies = [("commitments", "0001_initial")]

    operations = [
        install_guards([PLANNED_YEAR_IN_CONTRACT, DELIVERABLE_OF_ITS_ACTION, immutable("commitments_change")])
    ]
