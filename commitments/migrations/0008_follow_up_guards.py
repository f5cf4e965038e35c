from django.db import migrations

from accounts.guards import ONLY_UPDATES, Guard, immutable, install_guards, kept

# Each row is found from the one before by its key, whatever the planner knows of the tables: joined, and before the first
# statistics, PostgreSQL went through all planned years of the contract for each row written.
CONTRACT_OF_ACTION = """(SELECT f.contract_id FROM commitments_fiche f WHERE f.id = (
            SELECT e.fiche_id FROM commitments_engagement e WHERE e.id = (
            SELECT a.engagement_id FROM commitments_action a WHERE a.id = {action})))"""
OF_ACTION = CONTRACT_OF_ACTION.format(action="NEW.action_id")
OF_PLANNED = CONTRACT_OF_ACTION.format(
    action="(SELECT p.action_id FROM commitments_plannedyear p WHERE p.id = NEW.planned_id)"
)


def change_of_same_contract(table: str, contract: str, column: str = "change_id") -> Guard:
    return Guard(
        name=f"guard_{table}_{column.removesuffix('_id')}",
        table=table,
        wrong=f"""NEW.{column} IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM commitments_change h WHERE h.id = NEW.{column} AND h.contract_id = {contract})""",  # noqa: S608 - our own names of tables
        message="Un fait du suivi porte l'acte d'un autre contrat.",
    )


def own_revision(table: str, revisions: str, subject: str) -> Guard:
    return Guard(
        name=f"guard_{table}_names_its_own_revision",
        table=table,
        wrong=f"""NOT EXISTS (
        SELECT 1 FROM {revisions} r
        WHERE r.id = NEW.current_id AND r.{subject} = NEW.{subject} AND r.version = NEW.version)""",  # noqa: S608 - our own names of tables
        message="Un suivi désigne la révision d'un autre objet, ou une autre version.",
    )


DONE_IS_PROVED = Guard(
    name="guard_followup_done_is_proved",
    table="followup_followuprevision",
    wrong="""NEW.declared = 'realise' AND NEW.waiver = '' AND NOT EXISTS (
        SELECT 1 FROM followup_proof p WHERE p.planned_id = NEW.planned_id AND p.withdrawn_id IS NULL)""",
    message="Ce qui est réalisé a une preuve, ou une dispense motivée.",
    events=("INSERT",),
)
LAST_PROOF_STAYS = Guard(
    name="guard_followup_last_proof_stays",
    table="followup_proof",
    wrong="""NEW.withdrawn_id IS NOT NULL AND OLD.withdrawn_id IS NULL AND EXISTS (
        SELECT 1 FROM followup_followup s JOIN followup_followuprevision r ON r.id = s.current_id
        WHERE s.planned_id = NEW.planned_id AND r.declared = 'realise' AND r.waiver = '')
        AND NOT EXISTS (
        SELECT 1 FROM followup_proof p
        WHERE p.planned_id = NEW.planned_id AND p.id <> NEW.id AND p.withdrawn_id IS NULL)""",
    message="La dernière preuve de ce qui est réalisé ne se retire pas.",
    events=ONLY_UPDATES,
)
PROOF_AS_ATTACHED = Guard(
    name="guard_followup_proof_stays_as_attached",
    table="followup_proof",
    wrong="""NEW.planned_id <> OLD.planned_id OR NEW.change_id <> OLD.change_id OR NEW.name <> OLD.name
        OR NEW.url <> OLD.url OR NEW.stored_as <> OLD.stored_as OR NEW.sha256 <> OLD.sha256
        OR OLD.withdrawn_id IS NOT NULL""",
    message="Une preuve reste telle que jointe ; un retrait ne se reprend pas.",
    events=ONLY_UPDATES,
)
LINK_AS_SET = Guard(
    name="guard_followup_link_stays_as_set",
    table="followup_actionlink",
    wrong="""NEW.action_id <> OLD.action_id OR NEW.indicator_id <> OLD.indicator_id OR NEW.change_id <> OLD.change_id
        OR OLD.removed_id IS NOT NULL""",
    message="Un lien reste tel que posé ; un retrait ne se reprend pas.",
    events=ONLY_UPDATES,
)
LINK_IN_ONE_CONTRACT = Guard(
    name="guard_followup_link_in_one_contract",
    table="followup_actionlink",
    wrong=f"""NOT EXISTS (
        SELECT 1 FROM indicators_indicator i WHERE i.id = NEW.indicator_id AND i.contract_id = {OF_ACTION})""",  # noqa: S608 - our own names of tables
    message="Un lien unit une action et un indicateur du même contrat.",
)
HISTORY = ("followup_followuprevision", "followup_ownershiprevision")
KEPT = (*HISTORY, "followup_followup", "followup_ownership", "followup_proof", "followup_actionlink")


class Migration(migrations.Migration):
    replaces = [("followup", "0002_guards")]

    dependencies = [("commitments", "0007_follow_up")]

    operations = [
        install_guards(
            [
                change_of_same_contract("followup_followuprevision", OF_PLANNED),
                change_of_same_contract("followup_ownershiprevision", OF_ACTION),
                change_of_same_contract("followup_proof", OF_PLANNED),
                change_of_same_contract("followup_proof", OF_PLANNED, "withdrawn_id"),
                change_of_same_contract("followup_actionlink", OF_ACTION),
                change_of_same_contract("followup_actionlink", OF_ACTION, "removed_id"),
            ]
        ),
        install_guards(
            [
                own_revision("followup_followup", "followup_followuprevision", "planned_id"),
                own_revision("followup_ownership", "followup_ownershiprevision", "action_id"),
                DONE_IS_PROVED,
                LAST_PROOF_STAYS,
                PROOF_AS_ATTACHED,
                LINK_AS_SET,
                LINK_IN_ONE_CONTRACT,
            ]
        ),
        install_guards(immutable(table) for table in HISTORY),
        install_guards(kept(table) for table in KEPT),
    ]
