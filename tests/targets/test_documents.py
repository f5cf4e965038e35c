"""The signed document of an avenant: sent with it or later, replaced with its history kept, given to every reader."""

import hashlib
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.rights import Role
from commitments.ledger.files.store import folder
from commitments.ledger.proofs import Link, SentFile
from commitments.ledger.refusals import Refusal
from commitments.models import Change, Origin
from indicators.models import SignedDocument, TargetVersion
from indicators.recording import amend, attach_document, decide_weights
from tests.factories import every_year, make_body, make_contract, make_indicator, make_user, target
from tests.pages import text_in
from tests.targets.test_amend_page import look, save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n"
SENT = {"R1-2025-objectif": "95"}


@pytest.fixture
def contract():
    contract = make_contract(make_body("caisse"))
    make_indicator(contract, targets=every_year("80", "90"))
    return contract


@pytest.fixture
def avenant(contract):
    return amend(
        contract=contract, label="avenant 1", effective_from=date(2025, 7, 1), source="Avenant du 12 juin",
        targets={"R1": {2025: target("80", "95")}}, reason="charge", actor=None, origin=Origin.COMMAND,
    )  # fmt: skip


def a_file(content=PDF, name="avenant signé.pdf"):
    return SimpleUploadedFile(name, content)


def address(contract, rest=""):
    return f"/caisse/{contract.code}/cibles/{rest}"


def attach(version, content=PDF, **given):
    return attach_document(
        version=version, document=SentFile("avenant.pdf", content), actor=None, origin=Origin.COMMAND, **given
    )


def test_it_is_recorded_in_the_same_act_as_its_avenant(client, contract, controller):
    answer = save(client, contract, look(client, contract, SENT), SENT, proof_file=a_file())
    assert answer.status_code == 302
    document = SignedDocument.objects.get()
    assert document.change == document.version.change == TargetVersion.objects.get(number=1).change
    page = client.get(address(contract))
    said = text_in(page.text)
    assert "Document signé : avenant signé.pdf PDF" in said
    assert hashlib.sha256(PDF).hexdigest() in said
    assert "manquant" not in said
    assert document.stored_as not in page.text


def test_a_document_that_is_refused_records_no_avenant_and_leaves_no_file(client, contract, controller):
    seen = look(client, contract, SENT)
    refused = save(client, contract, seen, SENT, proof_file=a_file(b"MZ\x90\x00", "avenant.pdf"))
    assert refused.status_code == 422
    assert "pas pris" in refused.text.split('id="id_proof_file_error"')[1].split("</div>")[0]
    assert (TargetVersion.objects.count(), list(folder().iterdir()) if folder().exists() else []) == (1, [])
    # And a file chosen too early, or beside something else that is refused, is asked for again.
    for again in (
        look(client, contract, SENT, proof_file=a_file()),
        save(client, contract, seen, SENT, motif="autre", proof_file=a_file()),
    ):
        assert "Choisissez ce fichier à nouveau" in text_in(again.text)


def test_a_link_typed_beside_an_effect_is_not_lost_while_a_target_is_corrected(client, contract, controller):
    link = {"proof_link": "https://ged.exemple.fr/12", "proof_name": "GED"}
    refused = look(client, contract, {"R1-2025-objectif": "79"} | link)
    assert refused.status_code == 422
    shown = look(client, contract, SENT | link)
    for page in (refused, shown):
        assert 'value="https://ged.exemple.fr/12"' in page.text
    assert save(client, contract, shown, SENT, **link).status_code == 302
    assert "GED lien vers ged.exemple.fr" in text_in(client.get(address(contract)).text)


def test_an_avenant_without_its_document_says_so_until_it_is_attached(client, contract, avenant, controller):
    page = client.get(address(contract))
    assert "Document signé manquant : avenant 1 ." in text_in(page.text)
    nothing = client.post(address(contract, "v1/document/"), {})
    assert (nothing.status_code, "Choisissez un fichier ou donnez un lien" in nothing.text) == (422, True)
    answer = client.post(address(contract, "v1/document/"), {"proof_file": a_file(), "remplace": ""})
    assert answer["Location"] == address(contract, "#version-1")
    assert "manquant" not in client.get(address(contract)).text
    change = Change.objects.last()
    assert (change.verb, change.actor, change.reason) == ("attach_document", controller, "")


def test_a_wrong_one_is_replaced_with_a_reason_and_stays_in_the_history(
    client, contract, avenant, controller
):
    first = attach(avenant)
    sent = {"proof_file": a_file(PDF + b"2"), "remplace": str(first.pk)}
    refused = client.post(address(contract, "v1/document/"), sent)
    assert refused.status_code == 422
    assert "Dites pourquoi ce document remplace l’autre." in text_in(refused.text)
    assert "Choisissez ce fichier à nouveau" in text_in(refused.text)
    sent["proof_file"] = a_file(PDF + b"2")
    assert (
        client.post(address(contract, "v1/document/"), sent | {"motif": "page 3 absente"}).status_code == 302
    )
    said = text_in(client.get(address(contract)).text)
    assert "avenant.pdf , remplacé par dominique le 20/10/2025 à 10 h 00. Motif : « page 3 absente »" in said
    assert (SignedDocument.objects.count(), len(list(folder().iterdir()))) == (2, 2)
    given = [client.get(address(contract, f"v1/document/{pk}/")) for pk in (first.pk, first.pk + 1)]
    assert [each.status_code for each in given] == [404, 200]
    stale = client.post(
        address(contract, "v1/document/"),
        {"proof_file": a_file(PDF + b"3"), "remplace": str(first.pk), "motif": "x"},
    )
    assert (stale.status_code, "a changé entre-temps" in stale.text) == (409, True)


def test_it_is_given_to_every_reader_with_the_guards_of_proofs(client, contract, avenant):
    document = attach(avenant)
    place = address(contract, f"v1/document/{document.pk}/")
    for role in Role:
        client.force_login(make_user(role, contract.body))
        response = client.get(place)
        assert response.content == PDF
        assert response["Content-Disposition"].startswith("attachment; filename")
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cache-Control"] == "no-store"
    assert "Remplacer le document" not in client.get(address(contract)).text
    assert client.post(address(contract, "v1/document/"), {"proof_file": a_file()}).status_code == 403
    client.force_login(make_user(Role.LECTEUR, make_body("autre")))
    assert client.get(place).status_code == 404
    client.force_login(make_user(Role.LECTEUR, contract.body))
    (folder() / document.stored_as).write_bytes(PDF + b"altered")
    assert client.get(place).status_code == 409


@pytest.mark.parametrize("number", ["0", "1", "2"])
def test_only_an_avenant_has_one(client, contract, controller, number):
    weights = decide_weights(
        contract=contract, effective_from=date(2025, 7, 1), weights={"R1": Decimal(2)}, reason="x", actor=None,
        origin=Origin.COMMAND,
    )  # fmt: skip
    assert client.get(address(contract, f"v{number}/document/")).status_code == 404
    with pytest.raises(Refusal, match="Seul un avenant"):
        attach(weights)
    assert "manquant" not in client.get(address(contract)).text


def test_the_same_document_replaces_nothing(avenant, settings):
    link = Link("https://ged.exemple.fr/12")
    held = attach_document(version=avenant, document=link, actor=None, origin=Origin.COMMAND)
    with pytest.raises(Refusal, match="déjà celui qui est joint"):
        attach_document(
            version=avenant, document=link, actor=None, origin=Origin.COMMAND, replaces=held.pk, reason="x"
        )
    settings.EVIDENCE_MONTH_MEGABYTES = 0
    with pytest.raises(Refusal, match="Les preuves de cet avenant dépasseraient"):
        attach(avenant, replaces=held.pk, reason="x")
    assert SignedDocument.objects.get().withdrawn is None


def test_documents_that_were_replaced_leave_room_for_the_right_one(avenant, settings):
    settings.EVIDENCE_MONTH_MEGABYTES = 1
    for rank in range(4):
        held = SignedDocument.objects.filter(version=avenant, withdrawn=None).first()
        given = {"replaces": held.pk, "reason": "mauvais fichier"} if held else {}
        attach(avenant, PDF + b"%" * 600_000 + str(rank).encode(), **given)
    assert SignedDocument.objects.filter(withdrawn=None).count() == 1
    assert SignedDocument.objects.count() == 4
