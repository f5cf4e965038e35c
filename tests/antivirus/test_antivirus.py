"""No file gets in unread: what is recognised, too large, or cannot be read is refused with its reason."""

import base64
import json
import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.conf import settings as application
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.antivirus import clamd, examining
from accounts.models import SecurityEvent
from accounts.models.security import SecurityKind
from accounts.rights import Role
from commitments.ledger.files.store import folder
from indicators.models import Evidence, ImportJob
from tests.factories import assign, make_body, make_contract, make_indicator, make_user
from tests.pages import text_of
from tests.support.clamd_server import EICAR, LIMIT, Scanner, clamd_server

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_october_2025")]

PDF = b"%PDF-1.7\n1 0 obj\nendobj\n"
TYPED = {"kind": "valeur", "comment": "relu", "version": "0", "numerator": "95", "denominator": "100"}


@pytest.fixture
def scanner(settings) -> Iterator[Scanner]:
    with clamd_server() as running:
        settings.ANTIVIRUS_URL = running.url
        yield running


@pytest.fixture
def indicator():
    return make_indicator(make_contract(make_body("caisse")))


@pytest.fixture
def manager(client, indicator):
    user = make_user(Role.GESTIONNAIRE, indicator.contract.body)
    assign(user, indicator)
    client.force_login(user)
    return client


def month_of(indicator, rest=""):
    return f"/caisse/{indicator.contract.code}/{indicator.code}/2025-03/{rest}"


def sent(content=PDF, name="relevé.pdf"):
    return SimpleUploadedFile(name, content)


def test_an_infected_proof_is_refused_by_name_and_what_was_typed_stays(scanner, manager, indicator):
    page = manager.post(month_of(indicator), TYPED | {"proof_file": sent(PDF + EICAR)})
    assert page.status_code == 422
    assert (
        "L’antivirus reconnaît un programme malveillant (Eicar-Signature) dans «\u00a0relevé.pdf\u00a0»"
        in (page.content.decode())
    )
    assert 'value="95"' in page.content.decode()
    assert not Evidence.objects.exists()
    assert not folder().exists() or not list(folder().iterdir())
    event = SecurityEvent.objects.get(kind=SecurityKind.FILE_REFUSED)
    assert event.actor == manager.get(month_of(indicator)).wsgi_request.user
    assert event.body == indicator.contract.body
    assert event.detail == f"Eicar-Signature {month_of(indicator)}"
    # A clean one is read whole, and taken.
    assert manager.post(month_of(indicator, "preuves/"), {"proof_file": sent()}).status_code in {200, 302}
    assert scanner.read[-1] == PDF
    assert Evidence.objects.get().size == len(PDF)


def test_every_way_in_goes_through_it(scanner, manager, admin_client, indicator):
    """Figures, states of actions, a contract; and what the preview of the last two sends back."""
    contract = f"/caisse/{indicator.contract.code}"
    back = {"contenu": base64.b64encode(EICAR).decode(), "nom": "x.csv", "plan": "0" * 64, "lu": "{}"}
    ways = [
        (manager, f"{contract}/import/"),
        (manager, f"{contract}/engagements/import/"),
        (admin_client, "/contrats/charger/"),
    ]
    for who, path in ways:
        page = who.post(path, {"file": sent(EICAR, "saisie.csv")})
        assert page.status_code == 422
        assert "programme malveillant" in text_of(page)
    before = len(scanner.read)
    for who, path in ways[1:]:
        assert who.post(path, back).status_code == 302
    assert scanner.read[before:] == [EICAR, EICAR]
    assert not ImportJob.objects.exists()
    assert SecurityEvent.objects.filter(kind=SecurityKind.FILE_REFUSED).count() == 3


def test_what_cannot_be_read_is_refused_and_told(scanner, manager, client, indicator, settings, monkeypatch):
    def refusal(content=PDF):
        page = manager.post(month_of(indicator, "preuves/"), {"proof_file": sent(content)})
        assert not Evidence.objects.exists()
        return text_of(page)

    assert "trop gros pour être lu par l’antivirus" in refusal(PDF + b"0" * (2 * LIMIT))
    monkeypatch.setattr(examining, "SECONDS", 0.2)
    scanner.is_silent = True
    assert "L’antivirus ne répond pas" in refusal()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.ANTIVIRUS_URL = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        assert "n’a pas été lu, et n’est donc pas pris" in refusal()
        settings.JOBS_IN_PROCESS = True
        answer = client.get("/readyz")
        assert (answer.status_code, answer.json()["checks"]["antivirus"]["ok"]) == (503, False)
    settings.ANTIVIRUS_URL = "unix:///nowhere/clamd.sock"
    assert "n’a pas été lu" in refusal()
    assert not SecurityEvent.objects.filter(kind=SecurityKind.FILE_REFUSED).exists()


def test_one_that_does_not_answer_is_waited_for_once(scanner, manager, indicator, monkeypatch):
    asked: list[str] = []

    def away(address: str, content: object, seconds: float) -> str:
        asked.append(address)
        raise clamd.ScannerAwayError

    monkeypatch.setattr(clamd, "signature_in", away)
    files = {"proof_file": [sent(), sent()], "autre": sent()}
    page = manager.post(month_of(indicator, "preuves/"), files)
    assert "L’antivirus ne répond pas" in text_of(page)
    assert len(asked) == 1
    assert not Evidence.objects.exists()


def test_it_is_asked_by_a_socket_of_the_machine_too(scanner, tmp_path):
    clamd.ping(scanner.url, 5)
    assert clamd.signature_in(scanner.url, [PDF], 5) == ""
    with socket.socket(socket.AF_UNIX) as listening:
        path = tmp_path / "s"
        listening.bind(str(path))
        listening.listen()
        with pytest.raises(clamd.ScannerAwayError):
            clamd.ping(f"unix://{path}", 0.2)


def test_without_an_address_the_embedded_default_reads_nothing_and_says_so(capsys, settings):
    assert application.ANTIVIRUS_URL == ""
    settings.JOBS_IN_PROCESS = True
    # Other points of this machine may be to settle.
    with suppress(CommandError):
        call_command("doctor", "--json")
    [line] = [each for each in json.loads(capsys.readouterr().out)["checks"] if each["name"] == "antivirus"]
    assert "aucun antivirus" in json.dumps(line, ensure_ascii=False)


def test_no_form_takes_a_file_by_another_field_and_no_program_sends_one():
    root = Path(application.BASE_DIR)
    files = [
        file
        for package in ("accounts", "commitments", "cpg", "dashboards", "indicators")
        for file in (root / package).rglob("*.py")
    ]
    others = re.compile(
        r"\b(forms|models|serializers)\.(FileField|ImageField)\b|MultiPartParser|FileUploadParser"
    )
    named = {str(file.relative_to(root)) for file in files if others.search(file.read_text("utf-8"))}
    assert named == {"accounts/antivirus/fields.py"}
    order = application.MIDDLEWARE
    assert order.index("cpg.uploads.UploadLimitMiddleware") < order.index(
        "accounts.antivirus.middleware.AntivirusMiddleware"
    )
    assert reverse("load_contract") == "/contrats/charger/"
