"""Proofs of a month: what is taken, who is given it and how, and that nothing is lost."""

import hashlib
import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.rights import Role
from commitments.ledger.files.kinds import content_type_of
from commitments.ledger.files.store import folder
from commitments.ledger.proofs import Link, SentFile
from commitments.ledger.refusals import Refusal
from commitments.models import Origin
from cpg.shared.periods import Month
from indicators.models import ActualRevision, Evidence, MonthlyActual
from indicators.recording import MonthStep, attach, lock, submit, withdraw
from tests.factories import (
    assign,
    enter,
    make_body,
    make_contract,
    make_indicator,
    make_user,
    pair,
)
from tests.indicators.hostile import changed, with_macros, workbook
from tests.pages import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]

MARCH = Month(2025, 3)
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n"
TYPED = {"kind": "valeur", "comment": "", "version": "0", "numerator": "95", "denominator": "100"}


@pytest.fixture
def contract():
    return make_contract(make_body("caisse"))


def address(indicator, rest=""):
    return f"/caisse/{indicator.contract.code}/{indicator.code}/2025-03/{rest}"


def a_file(content=PDF, name="relevé.pdf"):
    return SimpleUploadedFile(name, content)


def a_proof(indicator, content=PDF, name="relevé.pdf", actor=None):
    return attach(
        indicator=indicator, month=MARCH, proof=SentFile(name, content), actor=actor, origin=Origin.FORM
    )


def stored():
    return sorted(path.name for path in folder().iterdir()) if folder().exists() else []


def test_a_file_sent_with_a_value_is_kept_out_of_the_web_root_and_given_back_as_it_was(
    controller_client, indicator
):
    assert controller_client.post(address(indicator), TYPED | {"proof_file": a_file()}).status_code == 302
    proof = Evidence.objects.get()
    assert (proof.name, proof.content_type, proof.size) == ("relevé.pdf", "application/pdf", len(PDF))
    assert stored() == [proof.stored_as]
    assert re.fullmatch(r"[0-9a-f]{64}", proof.stored_as)
    assert (folder() / proof.stored_as).stat().st_mode & 0o777 == 0o600
    page = controller_client.get(address(indicator)).content.decode()
    assert proof.stored_as not in page
    assert hashlib.sha256(PDF).hexdigest() in page
    response = controller_client.get(address(indicator, f"preuves/{proof.pk}/"))
    assert response.content == PDF
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "no-store"


def test_a_link_is_shown_with_its_server_and_leads_there(controller_client, indicator):
    sent = {"proof_link": "https://ged.exemple.fr/dossier/12", "proof_name": "Dossier GED"}
    page = controller_client.post(address(indicator, "preuves/"), sent)
    assert "Preuve jointe : Dossier GED." in text_of(page)
    assert "Dossier GED lien vers ged.exemple.fr" in text_of(page)
    assert 'href="https://ged.exemple.fr/dossier/12" rel="noopener noreferrer"' in page.content.decode()
    assert (
        controller_client.get(address(indicator, f"preuves/{Evidence.objects.get().pk}/")).status_code == 404
    )


def test_what_is_being_typed_stays_while_a_proof_is_attached(controller_client, indicator):
    page = controller_client.post(
        address(indicator, "preuves/"), TYPED | {"comment": "à finir", "proof_file": a_file()}
    )
    assert "à finir" in page.content.decode()
    assert 'value="95"' in page.content.decode()
    assert not ActualRevision.objects.exists()
    assert Evidence.objects.count() == 1


def docx(name="word/document.xml"):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(name, "<document/>")
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kept", "content_type"),
    [
        ("image.pdf", b"\x89PNG\r\n\x1a\n....", "image.pdf.png", "image/png"),
        ("photo.JPEG", b"\xff\xd8\xff\xe0", "photo.jpeg", "image/jpeg"),
        ("valeurs.csv", "é;1".encode("cp1252"), "valeurs.csv", "text/csv"),
        ("note", "vu".encode("utf-16"), "note.txt", "text/plain"),
        ("x.xlsx", workbook(), "x.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("x.docx", docx(), "x.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("../../etc/pass\u202efdp.exe", PDF, "etc pass fdp.exe.pdf", "application/pdf"),
        ("x" * 300 + ".pdf", PDF, "x" * 192 + ".pdf", "application/pdf"),
    ],
    # Not by their content: that of an archive holds the time, and two processes of a run would name it otherwise.
    ids=["png", "jpeg", "csv", "text", "workbook", "document", "path", "long"],
)  # fmt: skip
def test_what_a_file_is_comes_from_what_it_holds(indicator, name, content, kept, content_type):
    proof = a_proof(indicator, content, name)
    assert proof.content_type == content_type
    assert proof.name.split() == kept.split()
    charset = {"valeurs.csv": "windows-1252", "note": "utf-16"}.get(name)
    assert content_type_of(content, content_type) == (
        f"{content_type}; charset={charset}" if charset else content_type
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "vide"),
        (b"<!doctype html><script>alert(1)</script>", "pas pris"),
        (b"  <svg xmlns='http://www.w3.org/2000/svg'/>", "pas pris"),
        (b"MZ\x90\x00", "pas pris"),
        (b"MZ", "pas pris"),
        (b"#!/bin/sh\n", "pas pris"),
        (b"\x7fELF\x02\x01", "pas pris"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "pas pris"),
        (docx("un fichier.txt"), "archive"),
        (with_macros(), "macros"),
        (changed(workbook(), {"xl/activeX/activeX1.xml": "<x/>"}), "macros"),
        (workbook()[:-40], "endommagé"),
        (changed(workbook(), {f"{number}": "x" for number in range(1_000)}), "trop de parties"),
        (PDF + b" " * (1024 * 1024), "dépasse 1\u00a0Mo"),
    ],
    ids=lambda each: each if isinstance(each, str) else str(each[:6]),
)
def test_what_is_not_taken_is_told_beside_the_file_and_kept_nowhere(
    controller_client, indicator, settings, content, said
):
    settings.EVIDENCE_MEGABYTES = 1
    page = controller_client.post(
        address(indicator, "preuves/"), {"proof_file": a_file(content, "preuve.pdf")}
    )
    assert page.status_code == 422
    error = page.content.decode().split('id="id_proof_file_error"')[1].split("</p>")[0]
    assert said in error
    assert (stored(), Evidence.objects.count()) == ([], 0)


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "file:///etc/hostname", "//exemple.fr", "https://", "exemple.fr",
     "https://moi:secret@exemple.fr/", "https://exemple.fr/a b", "https://[exemple", "https://exemple.fr:99999/",
     "https://exemple.fr/\u202e", "https://exemple.fr/" + "x" * 500],
)  # fmt: skip
def test_a_link_that_is_no_page_is_refused(indicator, url):
    with pytest.raises(Refusal, match="lien"):
        attach(indicator=indicator, month=MARCH, proof=Link(url), actor=None, origin=Origin.FORM)


@pytest.mark.parametrize(("typed", "status"), [({"numerator": "12 34"}, 422), ({"version": "7"}, 409)])
def test_a_form_to_mend_says_that_its_file_must_be_chosen_again(controller_client, indicator, typed, status):
    page = controller_client.post(address(indicator), TYPED | {"proof_file": a_file()} | typed)
    assert page.status_code == status
    assert "Choisissez ce fichier à nouveau : il n’est pas encore joint." in text_of(page)
    assert Evidence.objects.count() == 0


def test_a_file_and_a_link_at_once_are_told_apart(controller_client, indicator):
    sent = {"proof_file": a_file(), "proof_link": "https://exemple.fr/"}
    page = controller_client.post(address(indicator), TYPED | sent)
    assert (page.status_code, "un fichier ou un lien" in text_of(page)) == (422, True)
    assert (Evidence.objects.count(), ActualRevision.objects.count()) == (0, 0)


def test_nothing_chosen_is_told(controller_client, indicator):
    page = controller_client.post(address(indicator, "preuves/"), {})
    assert (page.status_code, "Choisissez un fichier ou donnez un lien." in text_of(page)) == (422, True)


def test_a_refused_proof_does_not_lose_the_value_that_came_with_it(controller_client, indicator):
    response = controller_client.post(address(indicator), TYPED | {"proof_file": a_file(b"MZ")}, follow=True)
    assert "La preuve n’est pas jointe. Ce type de fichier n’est pas pris" in text_of(response)
    assert MonthlyActual.objects.count() == 1


def test_the_same_proof_twice_is_one(indicator):
    assert a_proof(indicator).pk == a_proof(indicator, name="autre.pdf").pk
    assert len(stored()) == 1


def test_the_proofs_of_a_month_have_a_size_in_all_withdrawn_ones_included(indicator, settings):
    settings.EVIDENCE_MONTH_MEGABYTES = 1
    first = a_proof(indicator, PDF + b" " * 600_000)
    withdraw(evidence=first, reason="erreur", actor=None, origin=Origin.FORM)
    with pytest.raises(Refusal, match="1\u00a0Mo en tout"):
        a_proof(indicator, PDF + b"x" * 600_000)
    assert len(stored()) == 1


def test_a_file_whose_row_cannot_be_written_is_not_kept(indicator, monkeypatch):
    monkeypatch.setattr(Evidence.objects, "create", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        a_proof(indicator)
    assert stored() == []


def test_a_withdrawal_needs_a_reason_and_keeps_all_but_the_file_from_view(controller_client, indicator):
    proof = a_proof(indicator)
    take_back = address(indicator, f"preuves/{proof.pk}/retirer/")
    assert "Dites pourquoi" in text_of(controller_client.post(take_back, {"reason": " "}, follow=True))
    assert controller_client.get(address(indicator, f"preuves/{proof.pk}/")).status_code == 200
    page = text_of(controller_client.post(take_back, {"reason": "mauvais mois"}, follow=True))
    assert "relevé.pdf , retirée par camille. Motif : « mauvais mois »" in page
    assert controller_client.get(address(indicator, f"preuves/{proof.pk}/")).status_code == 404
    assert len(stored()) == 1
    again = text_of(controller_client.post(take_back, {"reason": "encore"}, follow=True))
    assert "déjà retirée" in again
    journal = text_of(controller_client.get(f"/caisse/{indicator.contract.code}/R1/"))
    assert "Preuve de mars 2025 jointe, « relevé.pdf »" in journal
    assert "Preuve de mars 2025 retirée, « relevé.pdf » . Motif : « mauvais mois » camille" in journal


def test_the_form_of_a_withdrawal_carries_its_token(controller_client, indicator):
    proof = a_proof(indicator)
    page = controller_client.get(address(indicator)).content.decode()
    form = re.search(rf"<form[^>]*{address(indicator)}preuves/{proof.pk}/retirer/.*?</form>", page, re.DOTALL)
    assert form is not None
    assert "csrfmiddlewaretoken" in form[0]


def test_a_closed_month_still_takes_its_proof(controller_client, indicator):
    enter(indicator, "2025-03", pair(95, 100))
    lock(contract=indicator.contract, months=[MARCH], actor=None, origin=Origin.FORM)
    assert "Joindre la preuve" in text_of(controller_client.get(address(indicator)))
    assert controller_client.post(address(indicator, "preuves/"), {"proof_file": a_file()}).status_code == 200
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize("is_deputy", [False, True])
def test_a_gestionnaire_attaches_to_what_is_assigned_and_reads_the_rest_of_the_body(
    client, indicator, is_deputy
):
    manager = make_user(Role.GESTIONNAIRE, indicator.contract.body)
    client.force_login(manager)
    proof = a_proof(indicator)
    assert client.post(address(indicator, "preuves/"), {"proof_file": a_file()}).status_code == 403
    retired = client.post(address(indicator, f"preuves/{proof.pk}/retirer/"), {"reason": "x"})
    assert retired.status_code == 403
    assert client.get(address(indicator, f"preuves/{proof.pk}/")).status_code == 200
    assign(manager, indicator, is_deputy=is_deputy)
    assert (
        client.post(address(indicator, "preuves/"), {"proof_link": "https://exemple.fr/"}).status_code == 200
    )
    assert Evidence.objects.count() == 2


def test_a_proof_is_found_under_its_own_month_and_body_only(controller_client, indicator):
    proof = a_proof(indicator)
    other = make_indicator(make_contract(make_body("autre")), code="R1")
    theirs = a_proof(other)
    elsewhere = make_indicator(indicator.contract, code="R2")
    for wrong in (
        address(indicator, f"preuves/{theirs.pk}/"),
        f"/autre/{other.contract.code}/R1/2025-03/preuves/{theirs.pk}/",
        f"/caisse/{indicator.contract.code}/R1/2025-02/preuves/{proof.pk}/",
        address(elsewhere, f"preuves/{proof.pk}/"),
        address(indicator, "preuves/999999/"),
    ):
        response = controller_client.get(wrong)
        assert response.status_code == 404
        assert "relevé" not in response.content.decode()


@pytest.mark.parametrize("rest", ["", "preuves/"])
def test_what_is_larger_than_any_proof_is_refused_before_it_is_read(controller_client, indicator, rest):
    page = controller_client.post(
        address(indicator, rest), TYPED | {"proof_file": a_file(b"x" * (11 * 1024 * 1024))}
    )
    assert page.status_code == 413
    assert "Mo" in text_of(page)
    assert (stored(), Evidence.objects.count(), ActualRevision.objects.count()) == ([], 0, 0)


@pytest.mark.parametrize("harm", ["lost", "altered"])
def test_a_file_that_is_not_what_was_attached_is_not_given_and_it_is_said(controller_client, indicator, harm):
    proof = a_proof(indicator)
    path = folder() / proof.stored_as
    there = address(indicator, f"preuves/{proof.pk}/")
    assert controller_client.get(there).content == PDF
    path.unlink() if harm == "lost" else path.write_bytes(b"alteration")
    answer = controller_client.get(there)
    said = {"lost": "n’est plus sur le disque", "altered": "n’est plus celui qui a été joint"}[harm]
    assert (answer.status_code, said in text_of(answer)) == (409, True)
    assert b"alteration" not in answer.content
    assert proof.stored_as not in answer.content.decode()


def test_whoever_reads_the_indicator_sees_its_proofs_and_cannot_take_them_back(client, indicator):
    proof = a_proof(indicator)
    client.force_login(make_user(Role.LECTEUR, indicator.contract.body))
    page = client.get(f"/caisse/{indicator.contract.code}/R1/").content.decode()
    assert address(indicator, f"preuves/{proof.pk}/") in page
    assert "retirer/" not in page


def test_the_queue_counts_the_proofs_that_stand_and_leads_to_them(controller_client, indicator):
    enter(indicator, "2025-03", pair(95, 100))
    submit(
        contract=indicator.contract, steps=[MonthStep(indicator, MARCH, 1)], actor=None, origin=Origin.FORM
    )
    queue = f"/caisse/{indicator.contract.code}/validation/"
    assert "#preuves" not in controller_client.get(queue).content.decode()
    a_proof(indicator)
    withdraw(evidence=a_proof(indicator, b"vu", "note.txt"), reason="x", actor=None, origin=Origin.FORM)
    page = controller_client.get(queue)
    assert "Une preuve de R1, mars 2025" in text_of(page)
    assert f'href="{address(indicator)}#preuves"' in page.content.decode()
