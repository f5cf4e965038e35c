"""History rewritten by raw SQL, guards aside: the chain names the first broken link, and without it nothing would."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.utils import timezone

from accounts.models import SecurityEvent
from accounts.models.security import SecurityKind
from commitments.ledger.refusals import Refusal
from commitments.models import Change
from dashboards.jobs import purge_journal, seal
from dashboards.models.seal import ActSeal, Checkpoint, CheckpointStamp, EventSeal
from dashboards.sealing import acts
from dashboards.sealing.canonical import digest
from dashboards.sealing.sources import EDITION, SOURCES, UNSEALED, columns_of, rows_of
from tests.acts.acted import act_on_everything
from tests.factories import make_contract
from tests.sealing.rewriting import raw, rewrite

pytestmark = pytest.mark.django_db


def verify(*printed: str) -> str:
    """What the command says, its refusal included."""
    out = io.StringIO()
    try:
        call_command("verify_history", printed=list(printed), stdout=out, stderr=out)
    except CommandError as error:
        out.write(f"ERREUR {error}")
    return out.getvalue()


@pytest.fixture(scope="module")
def sealed_of_module(rows_of_module):
    with pytest.MonkeyPatch.context() as patched:
        # Smaller than what there is, so that rounds follow each other.
        patched.setattr(acts, "BATCH", 7)
        contract = make_contract()
        act_on_everything(contract)
        for number in range(3):
            note(timezone.now(), f"n{number}")
        assert seal() > 10
        assert seal() == 0
    return contract


@pytest.fixture
def sealed(sealed_of_module):
    return sealed_of_module


def note(moment: datetime, detail: str) -> None:
    SecurityEvent.objects.create(
        kind=SecurityKind.SIGNED_IN, happened_at=moment, address="203.0.113.9", detail=detail
    )


def test_a_history_that_nobody_rewrote_is_verified(sealed):
    text = verify()
    assert "Aucun lien rompu" in text
    assert f"{sealed.body.code}/{sealed.code} : {ActSeal.objects.count()} vérifiés" in text
    assert "en attente" not in text


MONTHS, PROOFS, READ = (
    "indicators_actualrevision",
    "indicators_evidence",
    "dashboards_quarterclosing_readings",
)
BROKEN = [
    (f"UPDATE {MONTHS} SET numerator = 42 WHERE id = {{row}}", MONTHS, "modifiée"),
    (f"UPDATE {MONTHS} SET comment = 'autre' WHERE id = {{row}}", MONTHS, "modifiée"),
    ("UPDATE commitments_change SET actor_id = NULL WHERE id = {row}", "commitments_change", "modifiée"),
    (
        "UPDATE indicators_targetrevision SET seuil = 1 WHERE id = {row}",
        "indicators_targetrevision",
        "modifiée",
    ),
    (f"UPDATE {PROOFS} SET withdrawn_id = change_id WHERE id = {{row}}", PROOFS, "ajoutée après coup"),
    (f"DELETE FROM {READ} WHERE id = {{row}}", READ, "effacée"),
]


@pytest.mark.parametrize(("statement", "table", "done"), BROKEN)
def test_a_rewritten_row_is_named_with_its_act(sealed, statement, table, done):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {table}")
        ((row,),) = cursor.fetchall()
    with transaction.atomic():
        rewrite(statement.format(row=row))
        text = verify()
        assert "premier lien rompu, acte n°\u00a0" in text
        assert f"la ligne {row} de {table}" in text
        assert f"a été {done} depuis son sceau" in text
        assert "ERREUR Chaînes rompues : 1" in text
        transaction.set_rollback(True)


def test_without_seals_the_same_rewriting_is_seen_by_nothing(sealed):
    """The control: what the chain protects from."""
    rewrite("DELETE FROM dashboards_actseal")
    rewrite("DELETE FROM dashboards_checkpoint")
    rewrite("UPDATE indicators_actualrevision SET comment = 'autre'")
    assert "Aucun lien rompu" in verify()


def test_guards_refuse_what_the_chain_would_show(sealed):
    for statement in (
        "UPDATE dashboards_actseal SET head = ''",
        "DELETE FROM dashboards_actseal",
        "UPDATE dashboards_eventseal SET head = ''",
        "DELETE FROM dashboards_eventseal",
        "UPDATE dashboards_checkpoint SET head = ''",
        "DELETE FROM dashboards_checkpoint",
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            raw(statement)


def seal_anew(contract) -> None:
    """As a thief who knows the program: every seal is made again after the rewriting."""
    rewrite("DELETE FROM dashboards_actseal")
    acts.seal_acts(100)


def test_seals_made_anew_do_not_hide_it_from_what_was_signed_or_printed(sealed):
    point = Checkpoint.objects.get(contract=sealed)
    printed = f"{sealed.body.code}/{sealed.code}:{point.position}:{point.head}"
    assert "Aucun lien rompu" in verify(printed)
    rewrite(
        "UPDATE indicators_actualrevision SET numerator = 42 WHERE id = (SELECT min(id) FROM indicators_actualrevision)"
    )
    seal_anew(sealed)
    named = f"acte n°\u00a0{point.position} ("
    text = verify()
    assert named in text
    assert "n’est pas celle qui a été signée ou imprimée" in text
    head = ActSeal.objects.get(contract=sealed, sequence=point.position).head
    rewrite("UPDATE dashboards_checkpoint SET head = %s", head)
    assert "sa signature n’est pas de la clé" in verify()
    rewrite("DELETE FROM dashboards_checkpoint")
    assert "Aucun lien rompu" in verify()
    assert named in verify(printed)


def test_an_act_a_seal_or_an_end_that_is_missing_is_noticed(sealed):
    last = ActSeal.objects.filter(contract=sealed).last()
    for statement, expected, *values in (
        (f"UPDATE dashboards_actseal SET head = '{digest('')}' WHERE sequence = 3", "son sceau ne suit plus"),
        ("DELETE FROM dashboards_actseal WHERE sequence = 3", "son sceau a été effacé"),
        (f"UPDATE commitments_change SET sequence = 900 WHERE sequence = {last.sequence}", "il a été effacé"),
        ("UPDATE dashboards_frozenexport SET content = %s", "ses octets ont été modifiés", b"autres"),
    ):
        with transaction.atomic():
            rewrite(statement, *values)
            assert expected in verify(), statement
            transaction.set_rollback(True)


def test_nothing_is_closed_over_an_act_that_was_erased(sealed):
    last = ActSeal.objects.filter(contract=sealed).last().sequence
    rewrite(f"DELETE FROM dashboards_actseal WHERE sequence = {last}")
    rewrite(f"UPDATE commitments_change SET sequence = 900 WHERE sequence = {last}")
    with pytest.raises(Refusal, match="a perdu un acte"):
        acts.seal_before(sealed, last + 1)


def test_an_event_that_was_changed_removed_or_added_is_named(sealed):
    second = SecurityEvent.objects.get(detail="n1").pk
    for statement, expected in (
        (f"UPDATE accounts_securityevent SET address = NULL WHERE id = {second}", "il a été modifié"),
        (f"DELETE FROM accounts_securityevent WHERE id = {second}", "il a été effacé hors d’une purge"),
    ):
        with transaction.atomic():
            rewrite(statement)
            text = verify()
            assert f"événement n°\u00a0{second}" in text
            assert expected in text
            transaction.set_rollback(True)
    note(timezone.now() - timedelta(days=3), "ajouté")
    assert "il a été ajouté après coup" in verify()


def test_a_clock_that_was_ahead_for_a_while_leaves_no_event_without_a_seal(sealed):
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        note(timezone.now(), "en avance")
        assert seal() == 1
    note(timezone.now(), "à l’heure")
    assert "Aucun lien rompu" in verify()
    assert seal() == 1
    note(timezone.now(), "ensuite")
    assert "Aucun lien rompu" in verify()
    assert seal() == 1


def test_a_purge_leaves_a_signed_point_from_which_the_check_goes_on(sealed):
    with transaction.atomic():
        rewrite("UPDATE accounts_securityevent SET happened_at = '2020-01-01 00:00:00' WHERE detail <> 'n2'")
        rewrite("DELETE FROM dashboards_eventseal")
        seal()
        assert purge_journal() == 3
        point = Checkpoint.objects.get(contract=None)
        remaining = list(EventSeal.objects.values_list("position", flat=True))
        assert point.position == remaining[0] - 1
        # The purge is an event too.
        assert seal() == 1
        assert "Aucun lien rompu" in verify()
        assert purge_journal() == 0
        rewrite("UPDATE dashboards_checkpoint SET position = position + 1 WHERE contract_id IS NULL")
        assert "(purge du journal)\u00a0: sa signature" in verify()
        transaction.set_rollback(True)


def test_an_old_event_without_a_seal_or_a_point_is_not_deleted(sealed):
    note(datetime(2020, 1, 1, tzinfo=UTC), "vieux")
    with pytest.raises(IntegrityError), transaction.atomic():
        raw("DELETE FROM accounts_securityevent WHERE detail = 'vieux'")
    assert purge_journal() == 0


def test_a_checkpoint_of_a_former_key_is_accepted_only_where_it_is_listed(sealed, settings):
    former = Checkpoint.objects.get(contract=sealed).public_key
    settings.SECRET_KEY = "une autre clé, tirée au hasard elle aussi, de cinquante signes"
    assert "sa signature n’est pas de la clé" in verify()
    settings.HISTORY_PUBLIC_KEYS = [former]
    assert "Aucun lien rompu" in verify()


def test_once_history_has_a_key_of_its_own_the_secret_key_signs_nothing(sealed, settings):
    former = Checkpoint.objects.get(contract=sealed).public_key
    settings.HISTORY_KEY = "une clé pour l’histoire seule, tirée au hasard, de cinquante signes"
    assert "sa signature n’est pas de la clé" in verify()
    settings.HISTORY_PUBLIC_KEYS = [former]
    assert "Aucun lien rompu" in verify()


def test_every_kept_table_and_every_column_of_it_is_sealed():
    """A new column of a sealed table needs a new edition; a new table of history its source."""
    listing = {
        "sqlite": "SELECT tbl_name FROM sqlite_master WHERE name LIKE 'guard_%_is_kept%'",
        "postgresql": "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE 'guard_%_is_kept'",
    }
    with connection.cursor() as cursor:
        cursor.execute(listing[connection.vendor])
        kept = {table for (table,) in cursor.fetchall()}
    seals = {model._meta.db_table for model in (ActSeal, EventSeal, Checkpoint, CheckpointStamp)}
    assert kept - seals - UNSEALED <= {each.model._meta.db_table for each in SOURCES}
    columns = columns_of(EDITION)
    for source in SOURCES:
        own = {field.attname for field in source.model._meta.concrete_fields}
        if ":" in source.name and source.name != "dashboards_frozenexport:later":
            continue
        left = own - set(columns[source.name])
        # Written by a later act, which has them; bytes whose SHA-256 is sealed; where a text was read.
        assert left <= {"withdrawn_id", "removed_id", "content", "source"}, source.name


def test_rows_are_read_in_a_constant_number_of_queries(sealed, django_assert_num_queries):
    changes = list(Change.objects.values_list("pk", flat=True))
    with django_assert_num_queries(len(SOURCES)):
        found = rows_of(changes)
    assert json.loads(json.dumps(found[changes[0]])) == ActSeal.objects.get(sequence=1).rows
