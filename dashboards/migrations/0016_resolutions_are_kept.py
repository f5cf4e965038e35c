from django.db import migrations

from accounts.guards import Guard, NeverEmptied, immutable, install_guards, kept

TABLES = ("dashboards_resolution", "dashboards_resolutionrevision")
OF_THE_SAME_CONTRACT = (
    Guard(
        name="guard_dashboards_resolution_subject",
        table="dashboards_resolution",
        wrong="""(NEW.indicator_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM indicators_indicator i
            WHERE i.id = NEW.indicator_id AND i.contract_id = NEW.contract_id))
        OR (NEW.action_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM commitments_action a JOIN commitments_engagement e ON e.id = a.engagement_id
            JOIN commitments_fiche f ON f.id = e.fiche_id
            WHERE a.id = NEW.action_id AND f.contract_id = NEW.contract_id))""",
        message="Une décision du comité porte sur un autre contrat.",
    ),
    Guard(
        name="guard_dashboards_resolutionrevision_change",
        table="dashboards_resolutionrevision",
        wrong="""NOT EXISTS (
            SELECT 1 FROM dashboards_resolution r JOIN commitments_change h ON h.contract_id = r.contract_id
            WHERE r.id = NEW.resolution_id AND h.id = NEW.change_id)""",
        message="Un fait porte l'acte d'un autre contrat.",
    ),
)
# A person may leave the body afterwards: what names them stays.
NAMED_IN_THE_BODY = Guard(
    name="guard_dashboards_resolutionrevision_owner",
    table="dashboards_resolutionrevision",
    wrong="""NOT EXISTS (
        SELECT 1 FROM dashboards_resolution r JOIN commitments_contract c ON c.id = r.contract_id
        JOIN accounts_membership m ON m.body_id = c.body_id
        WHERE r.id = NEW.resolution_id AND m.user_id = NEW.owner_id)
    AND NOT EXISTS (
        SELECT 1 FROM dashboards_resolutionrevision p
        WHERE p.resolution_id = NEW.resolution_id AND p.owner_id = NEW.owner_id)""",
    message="Une décision du comité revient à une personne de l'organisme.",
)
IN_TURN = Guard(
    name="guard_dashboards_resolutionrevision_in_turn",
    table="dashboards_resolutionrevision",
    wrong="""NEW.version > 1 AND NOT EXISTS (
        SELECT 1 FROM dashboards_resolutionrevision p
        WHERE p.resolution_id = NEW.resolution_id AND p.version = NEW.version - 1
        AND (p.state = 'ouverte' OR NEW.state = 'ouverte'))""",
    message="Une décision du comité se suit pas à pas.",
)
DUE_AFTER_THE_COMMITTEE = Guard(
    name="guard_dashboards_resolutionrevision_due",
    table="dashboards_resolutionrevision",
    wrong="""EXISTS (
        SELECT 1 FROM dashboards_resolution r WHERE r.id = NEW.resolution_id AND NEW.due < r.taken_on)""",
    message="L'échéance d'une décision précède son comité.",
)


class Migration(migrations.Migration):
    dependencies = [("dashboards", "0015_resolutions")]

    operations = [
        install_guards(OF_THE_SAME_CONTRACT),
        install_guards([NAMED_IN_THE_BODY, IN_TURN, DUE_AFTER_THE_COMMITTEE]),
        install_guards(
            guard for table in TABLES for guard in (immutable(table), kept(table), NeverEmptied(table))
        ),
    ]
