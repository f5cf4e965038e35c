"""Importing by the pages: what a file would change is shown, then written by whoever saw it, whole or not at all."""

import csv
import hashlib
import io

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from kombu.exceptions import OperationalError as BrokerError

from accounts.rights import Role
from commitments.ledger.tables.limits import MOST_TRIES, MOST_WAITING, ROWS_WRITTEN_AT_ONCE
from commitments.models import Change, Origin
from cpg.shared.periods import Month
from indicators import tasks
from indicators.domain.model import Aggregation
from indicators.imports import apply, following
from indicators.models import ActualRevision, ImportJob, ImportState
from indicators.recording import lock
from indicators.selectors import series_of
from tests.factories import amount, assign, enter, make_body, make_contract, make_indicator, make_user
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
HEADER = "indicateur;mois;valeur;commentaire"


@pytest.fixture(autouse=True)
def no_limit_reached():
    cache.clear()


def a_sum(contract, code):
    return make_indicator(contract, code=code, aggregation=Aggregation.SOMME, unit="rendez-vous", decimals=0)


@pytest.fixture
def contract():
    contract = make_contract(make_body("caisse"))
    a_sum(contract, "R1")
    a_sum(contract, "R2")
    return contract


def send(controller_client, *rows, name="valeurs.csv", content=None):
    content = "\n".join([HEADER, *rows]).encode() if content is None else content
    return controller_client.post(
        "/caisse/cpg-2023-2027/import/", {"file": SimpleUploadedFile(name, content)}
    )


def confirm(controller_client, response):
    job = ImportJob.objects.latest("pk")
    return controller_client.post(f"{response['Location']}confirmer/", {"plan": job.report["plan"]})


def facts(contract, code):
    series = series_of(contract.indicators.with_definition().get(code=code))
    return {str(month): fact for month, fact in series.facts.items()}


def test_a_file_is_shown_then_written(controller_client, contract):
    enter(contract.indicators.with_definition().get(code="R1"), "2025-01", amount(5))
    enter(contract.indicators.with_definition().get(code="R1"), "2025-02", amount(6))
    sent = send(controller_client, "R1;2025-01;8;", "R1;2025-02;6;", "R2;2025-01;7;vu", "R2;2025-02;;")
    page = text_of(controller_client.get(sent["Location"]))
    assert "Ce fichier écrirait 2 valeurs" in page
    assert "Nouveaux 1 Changés 1 Inchangés 1 Refusés 0 Sans valeur, passés 1" in page
    assert "2 R1 2025-01 5 saisi 8" in page
    text = f"{HEADER}\nR1;2025-01;8;\nR1;2025-02;6;\nR2;2025-01;7;vu\nR2;2025-02;;"
    assert hashlib.sha256(text.encode()).hexdigest() in page
    assert facts(contract, "R2") == {}

    confirm(controller_client, sent)

    done = controller_client.get(sent["Location"])
    assert "2 valeurs sont écrites" in text_of(done)
    assert "Rien n’était enregistré pour ces mois." in text_of(done)
    assert "/saisie/soumettre/?annee=2025" in done.content.decode()
    assert facts(contract, "R1") == {"2025-01": amount(8), "2025-02": amount(6)}
    assert facts(contract, "R2") == {"2025-01": amount(7)}
    change = Change.objects.latest("sequence")
    assert (change.actor.username, change.origin, change.reason) == (
        "camille", Origin.IMPORT, "Import du fichier valeurs.csv",
    )  # fmt: skip
    assert bytes(ImportJob.objects.get().content) == b""


def test_the_same_file_twice_changes_nothing(controller_client, contract):
    rows = ["R1;2025-01;8;", "R2;2025-01;7;vu"]
    confirm(controller_client, send(controller_client, *rows))
    again = send(controller_client, *rows)
    page = text_of(controller_client.get(again["Location"]))
    assert "Ce fichier ne change rien" in page
    assert "Écrire" not in page
    assert ActualRevision.objects.count() == 2


@pytest.mark.parametrize("rows", [[], ["R2;2025-01;;"]])
def test_a_file_that_says_nothing_is_not_said_to_be_recorded_already(controller_client, contract, rows):
    sent = send(controller_client, *rows)
    said = text_of(controller_client.get(sent["Location"])).partition("Vos derniers imports")[0]
    assert "Ce fichier ne change rien" in said
    assert "Il ne dit rien d’aucun mois" in said
    assert "déjà enregistré" not in said


def test_every_error_is_shown_and_nothing_can_be_confirmed(controller_client, contract):
    sent = send(controller_client, "R1;2025-01;8;", "R9;2025-01;8;", "R1;2025-14;1_000;")
    page = text_of(controller_client.get(sent["Location"]))
    assert "Rien n’est écrit de ce fichier" in page
    assert "Refusés 2" in page
    assert "3 indicateur R9 Indicateur inconnu dans ce contrat." in page
    assert "4 mois 2025-14 Ce n’est pas un mois" in page
    assert "4 valeur 1_000 Ce n’est pas un nombre" in page
    confirm(controller_client, sent)
    assert not ActualRevision.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "Le fichier est vide."), (b"%PDF-1.7", "est un PDF"), (b"x" * (5 * 1024 * 1024 + 1), "Mo")],
)
def test_what_is_no_table_is_told_where_it_was_chosen(controller_client, content, said):
    response = send(controller_client, content=content)
    assert response.status_code == 422
    assert said in text_of(response)
    assert not ImportJob.objects.exists()


def test_no_file_at_all_is_told(controller_client):
    response = controller_client.post("/caisse/cpg-2023-2027/import/", {})
    assert (response.status_code, "Choisissez un fichier." in text_of(response)) == (422, True)


def test_what_changed_since_the_preview_is_not_overwritten_but_shown_anew(controller_client, contract):
    sent = send(controller_client, "R1;2025-01;8;", "R2;2025-01;7;")
    enter(contract.indicators.with_definition().get(code="R1"), "2025-01", amount(5))
    confirm(controller_client, sent)
    page = text_of(controller_client.get(sent["Location"]))
    assert "Des valeurs ont changé depuis l’aperçu" in page
    assert "2 R1 2025-01 5 saisi 8" in page
    assert facts(contract, "R2") == {}
    confirm(controller_client, sent)
    assert facts(contract, "R1") == {"2025-01": amount(8)}
    assert facts(contract, "R2") == {"2025-01": amount(7)}


def test_somebody_who_writes_while_it_is_written_is_not_overwritten(controller_client, contract, monkeypatch):
    """The preview is right when it is compared; the month has another version once the contract is locked."""
    sent = send(controller_client, "R1;2025-01;8;", "R2;2025-01;7;")

    def late(preview, **options):
        enter(contract.indicators.with_definition().get(code="R2"), "2025-01", amount(1))
        return apply(preview, **options)

    monkeypatch.setattr(following, "apply", late)
    confirm(controller_client, sent)
    job = ImportJob.objects.get()
    assert (job.state, job.done) == (ImportState.LU, 0)
    assert facts(contract, "R1") == {}


def test_a_month_that_was_closed_meanwhile_refuses_the_whole_file(controller_client, contract):
    sent = send(controller_client, "R1;2025-01;8;", "R2;2025-02;7;")
    lock(contract=contract, months=[Month(2025, 1)], actor=None, origin=Origin.COMMAND)
    confirm(controller_client, sent)
    page = text_of(controller_client.get(sent["Location"]))
    assert "Rien n’est écrit de ce fichier" in page
    assert "Ce mois est clos" in page
    assert not ActualRevision.objects.exists()


def test_rights_that_were_lost_meanwhile_write_nothing(contract, client):
    client.user = make_user(Role.GESTIONNAIRE, contract.body)
    first, second = contract.indicators.all()
    kept, lost = assign(client.user, first), assign(client.user, second)
    client.force_login(client.user)
    sent = send(client, "R1;2025-01;8;", "R2;2025-01;7;")
    lost.delete()
    confirm(client, sent)
    assert "Cet indicateur ne vous est pas attribué." in text_of(client.get(sent["Location"]))
    assert not ActualRevision.objects.exists()
    kept.delete()
    assert client.get(sent["Location"]).status_code == 404


def test_only_what_was_seen_is_confirmed(controller_client, contract):
    sent = send(controller_client, "R1;2025-01;8;")
    response = controller_client.post(f"{sent['Location']}confirmer/", {"plan": "autre"}, follow=True)
    assert "relisez ce qui suit" in text_of(response)
    assert ImportJob.objects.get().state == ImportState.LU


def test_an_abandoned_import_cannot_be_confirmed(controller_client, contract):
    sent = send(controller_client, "R1;2025-01;8;")
    controller_client.post(f"{sent['Location']}abandonner/")
    confirm(controller_client, sent)
    job = ImportJob.objects.get()
    assert (job.state, bytes(job.content)) == (ImportState.ABANDONNE, b"")
    assert not ActualRevision.objects.exists()


def test_previews_that_nobody_confirms_do_not_pile_up(controller_client, contract):
    for value in range(MOST_WAITING + 2):
        send(controller_client, f"R1;2025-01;{value};")
    waiting = ImportJob.objects.filter(state=ImportState.LU)
    assert waiting.count() == MOST_WAITING
    assert not ImportJob.objects.exclude(pk__in=waiting).exclude(content=b"").exists()


def test_the_report_has_every_row_and_runs_nothing(controller_client, contract):
    sent = send(controller_client, "R1;2025-01;8;", "R2;2025-01;=1+1;", "R9;2025-02;7;")
    response = controller_client.get(f"{sent['Location']}compte-rendu/")
    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["ligne"], row["resultat"], row["texte"]) for row in rows] == [
        ("2", "nouveau", ""),
        ("3", "refuse", "'=1+1"),
        ("4", "refuse", "R9"),
    ]


def test_a_file_over_several_bodies_is_taken_whole_or_not_at_all(controller_client, contract):
    other = make_contract(make_body("autre"))
    second = a_sum(other, "R1")
    controller_client.user.memberships.create(body=other.body, role=Role.CONTROLEUR)
    text = "organisme;indicateur;mois;valeur\ncaisse;R1;2025-01;5\nautre;R1;2025-01;6"
    sent = send(controller_client, content=text.encode())
    assert "autre R1 2025-01 6" in text_of(controller_client.get(sent["Location"]))
    lock(contract=other, months=[Month(2025, 1)], actor=None, origin=Origin.COMMAND)
    confirm(controller_client, sent)
    assert not ActualRevision.objects.exists()
    assert second.actuals.count() == 0


def test_a_body_that_is_not_the_persons_is_unknown_to_the_file(controller_client, contract):
    make_indicator(make_contract(make_body("autre")), code="R1")
    sent = send(controller_client, content=b"organisme;indicateur;mois;valeur\nautre;R1;2025-01;6")
    assert "Organisme inconnu" in text_of(controller_client.get(sent["Location"]))


def long_file(contract):
    """More rows than are written while the controller_client waits."""
    for code in range(3, 12):
        a_sum(contract, f"R{code}")
    months = [Month(2023, 1).plus(rank) for rank in range(34)]
    rows = [f"R{code};{month};{code};" for code in range(1, 12) for month in months]
    assert len(rows) > ROWS_WRITTEN_AT_ONCE
    return rows


def test_a_long_file_goes_to_the_queue_of_long_work(controller_client, contract, settings, monkeypatch):
    settings.JOBS_IN_PROCESS = False
    asked = []
    monkeypatch.setattr(
        tasks.write_import, "apply_async", lambda args, **options: asked.append((args, options["queue"]))
    )
    sent = send(controller_client, *long_file(contract))
    confirm(controller_client, sent)
    job = ImportJob.objects.get()
    assert asked == [((job.pk,), "bulk")]
    page = controller_client.get(sent["Location"])
    assert "374 valeurs en cours d’écriture" in text_of(page)
    assert '<progress aria-labelledby="avancement" max="374" value="0">' in page.content.decode()
    assert controller_client.get(f"{sent['Location']}avancement/").json() == {
        "running": True,
        "done": 0,
        "total": 374,
    }

    tasks.resume_imports()

    assert controller_client.get(f"{sent['Location']}avancement/").json()["running"] is False
    assert "374 valeurs sont écrites" in text_of(controller_client.get(sent["Location"]))
    assert Change.objects.filter(verb="record_many").count() == 1


def test_a_queue_that_is_away_only_delays_it(controller_client, contract, settings, monkeypatch):
    settings.JOBS_IN_PROCESS = False

    def away(*args, **options):
        raise BrokerError

    monkeypatch.setattr(tasks.write_import, "apply_async", away)
    sent = send(controller_client, *long_file(contract))
    assert confirm(controller_client, sent).status_code == 302
    assert following.waiting_to_be_written() == [ImportJob.objects.get().pk]


def test_an_import_that_is_interrupted_is_taken_up_again_then_given_up(
    controller_client, contract, monkeypatch
):
    send(controller_client, "R1;2025-01;8;", "R2;2025-01;7;")
    job = ImportJob.objects.get()
    following.confirm(job.pk)

    def interrupted(preview, **options):
        apply(preview, **options)
        raise OperationalError("the server went away")

    monkeypatch.setattr(following, "apply", interrupted)
    for _ in range(MOST_TRIES):
        with pytest.raises(OperationalError):
            tasks.write_import(job.pk)
        assert not ActualRevision.objects.exists()
    job.refresh_from_db()
    assert job.state == ImportState.EN_COURS
    tasks.write_import(job.pk)
    page = text_of(controller_client.get(f"/caisse/cpg-2023-2027/import/{job.pk}/"))
    assert "interrompu plusieurs fois, et rien n’en est écrit" in page


def test_a_fault_of_ours_is_told_and_writes_nothing(controller_client, contract, monkeypatch):
    sent = send(controller_client, "R1;2025-01;8;")

    def broken(preview, **options):
        raise ZeroDivisionError

    monkeypatch.setattr(following, "apply", broken)
    confirm(controller_client, sent)
    assert "rien n’en est écrit" in text_of(controller_client.get(sent["Location"]))
    assert not ActualRevision.objects.exists()


def test_writing_twice_writes_once(controller_client, contract):
    sent = send(controller_client, "R1;2025-01;8;")
    confirm(controller_client, sent)
    tasks.write_import(ImportJob.objects.get().pk)
    assert ActualRevision.objects.count() == 1


def test_what_is_too_long_for_a_page_is_in_the_report(controller_client, contract):
    sent = send(controller_client, *long_file(contract))
    page = controller_client.get(sent["Location"]).content.decode()
    assert page.split('id="new"')[1].count('<td class="n">') == 300
    assert "le compte rendu a aussi 74\u00a0autres" in page
    assert controller_client.get(f"{sent['Location']}compte-rendu/").content.count(b"\r\n") == 375


@pytest.mark.parametrize("role", [Role.GESTIONNAIRE, Role.CONTROLEUR])
def test_the_grid_leads_to_it_for_those_who_enter_at_least_one_indicator(contract, client, role):
    user = make_user(role, contract.body)
    client.force_login(user)
    grid, link = "/caisse/cpg-2023-2027/saisie/", 'href="/caisse/cpg-2023-2027/import/"'
    assert (link in client.get(grid).content.decode()) is (role is Role.CONTROLEUR)
    assign(user, contract.indicators.first())
    assert link in client.get(grid).content.decode()


@pytest.mark.parametrize("count", [5, 300])
def test_the_page_of_an_import_takes_few_queries(
    controller_client, contract, count, django_assert_max_num_queries
):
    rows = long_file(contract)[:count]
    sent = send(controller_client, *rows)
    with django_assert_max_num_queries(9):
        controller_client.get(sent["Location"])
