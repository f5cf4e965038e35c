"""Calls to other programs: written with the act, signed, retried, given up; and nowhere that they may not go."""

import hmac
import json
import socket
import ssl
import time
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.conf import settings as configured
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator

from accounts.jobs import call
from accounts.models import OutboxMail, SecurityEvent, Webhook, WebhookDelivery
from accounts.models.security import SecurityKind
from accounts.outbox import TRIES, WAITS
from accounts.outgoing import connecting
from accounts.outgoing.addresses import ForbiddenAddressError, is_public
from accounts.rights import Role
from accounts.webhooks import sending
from accounts.webhooks.addresses import checked, resolved
from accounts.webhooks.events import CHOSEN, EventKind
from accounts.webhooks.posting import announce
from accounts.webhooks.signing import OVERLAP, secret_of
from accounts.webhooks.switching import rotate, send_again, try_out
from commitments.models import Origin
from cpg.shared.periods import Month, Quarter
from dashboards.alerts import watch_everything
from indicators.jobs import sweep
from indicators.recording import MonthStep, submit, validate
from tests.alerts.test_watching import in_november_2025, indicator_with, last_month_at
from tests.closing import close_quarter
from tests.factories import enter, make_body, make_contract, make_indicator, make_user, pair
from tests.support.tls_receiver import HOST, Receiver, receiving

__all__ = ["in_november_2025"]
pytestmark = pytest.mark.django_db
SCHEMA = json.loads((Path(configured.BASE_DIR) / "docs" / "webhooks.schema.json").read_text())
EVERYTHING = [kind.value for kind in CHOSEN]


@pytest.fixture
def receiver(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """On this machine, under a name that the installation allows."""
    settings.WEBHOOK_HOSTS = [HOST]
    with receiving(tmp_path) as found:
        monkeypatch.setattr(connecting, "tls", lambda: ssl.create_default_context(cafile=found.certificate))
        lead_to(monkeypatch, "127.0.0.1")
        yield found


def lead_to(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Names lead to these addresses, one after the other, or are unknown without any; returns the names that were asked
    for.
    """
    asked: list[str] = []

    def answer(host: str, port: int, **options: object) -> list[Any]:
        asked.append(host)
        if not answers:
            raise socket.gaierror
        address = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    names = SimpleNamespace(getaddrinfo=answer, SOCK_STREAM=socket.SOCK_STREAM)
    monkeypatch.setattr("accounts.outgoing.addresses.socket", names)
    return asked


def hook_of(body: Any, url: str) -> Webhook:
    return Webhook.objects.create(body=body, url=url, kinds=EVERYTHING)


def signature(hook: Webhook, received: Any, generation: int = 1) -> str:
    """As a receiver computes it, from the secret that was shown."""
    key = b64decode(secret_of(hook, generation).removeprefix("whsec_"))
    headers = received.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + received.content
    return "v1," + b64encode(hmac.new(key, signed, sha256).digest()).decode()


def told() -> list[dict[str, Any]]:
    """What was written, each valid by the published schema."""
    found = [json.loads(each.content) for each in WebhookDelivery.objects.order_by("pk")]
    for each in found:
        Draft202012Validator(SCHEMA).validate(each)
    return found


def submitted(indicator: Any, month: str = "2025-09") -> None:
    enter(indicator, month, pair(85, 100))
    step = MonthStep(indicator, Month.parse(month), 1)
    submit(contract=indicator.contract, steps=[step], actor=None, origin=Origin.FORM)


def test_an_act_is_told_once_signed_and_names_neither_figure_nor_person(receiver, contract, in_november_2025):
    indicator = make_indicator(contract)
    hook = hook_of(contract.body, receiver.url)
    with pytest.raises(RuntimeError), transaction.atomic():
        submitted(indicator)
        raise RuntimeError
    assert told() == [], "what was rolled back is told to nobody"
    submitted(indicator)
    step = MonthStep(indicator, Month.parse("2025-09"), 2)
    validate(contract=contract, steps=[step], actor=None, origin=Origin.FORM)
    data = {"body": contract.body.code, "contract": contract.code}
    assert [(each["type"], each["data"]["months"]) for each in told()] == [
        ("month.submitted", [{"indicator": indicator.code, "month": "2025-09", "version": 2}]),
        ("month.validated", [{"indicator": indicator.code, "month": "2025-09", "version": 3}]),
    ]
    assert all(each["data"].items() >= data.items() for each in told())
    assert call() == 2
    first = receiver.calls[0]
    assert first.path == "/appels"
    assert first.headers["host"] == f"{HOST}:{receiver.port}"
    assert first.headers["content-type"] == "application/json"
    assert first.headers["webhook-signature"] == signature(hook, first)
    assert first.headers["webhook-signature"] != signature(hook, first, generation=2)
    assert abs(int(first.headers["webhook-timestamp"]) - timezone.now().timestamp()) < 60
    assert len({each.headers["webhook-id"] for each in receiver.calls}) == 2
    assert call() == 0, "it goes once"
    other = make_contract()
    submitted(make_indicator(other))
    assert len(told()) == 2, "another body’s acts are not told"


def test_a_closing_and_a_lost_seuil_are_told_once(contract, in_november_2025):
    hook_of(contract.body, f"https://{HOST}/")
    falls = indicator_with(contract, last_month_at(60))
    sweep()
    for _ in range(2):
        watch_everything()
    assert told() == [
        {
            "type": "indicator.seuil_lost",
            "timestamp": told()[0]["timestamp"],
            "data": {
                "body": contract.body.code,
                "contract": contract.code,
                "indicator": falls.code,
                "month": "2025-09",
            },
        }
    ]
    quarter = Quarter(2025, 1)
    closing = close_quarter(
        contract=contract, quarter=quarter, expected_version=0, actor=None, origin=Origin.FORM
    )
    event = told()[-1]
    assert event["type"] == "quarter.closed"
    assert event["data"]["sequence"] == closing.change.sequence
    assert (event["data"]["quarter"], event["data"]["version"]) == ("2025T1", 1)


def test_two_secrets_sign_for_a_day_after_a_rotation(receiver):
    hook = hook_of(make_body(), receiver.url)
    before = secret_of(hook)
    assert rotate(hook) != before
    hook.refresh_from_db()
    try_out(hook)
    call()
    old, new = signature(hook, receiver.calls[0]), signature(hook, receiver.calls[0], generation=2)
    assert receiver.calls[0].headers["webhook-signature"].split() == [new, old]
    Webhook.objects.update(rotated_at=timezone.now() - OVERLAP)
    try_out(hook)
    call()
    assert receiver.calls[1].headers["webhook-signature"] == signature(hook, receiver.calls[1], generation=2)
    assert before not in json.dumps(list(Webhook.objects.values()), default=str), "no secret is stored"


def test_a_failure_is_tried_again_then_switches_the_address_off_with_a_mail(receiver, settings):
    body = make_body()
    administrator = make_user(Role.ADMINISTRATEUR, body)
    make_user(Role.CONTROLEUR, body)
    hook = hook_of(body, receiver.url)
    receiver.answer = lambda: 500
    try_out(hook)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for wait in WAITS:
            assert call() == 0
            (delivery,) = WebhookDelivery.objects.all()
            assert (delivery.error, delivery.next_try_at) == ("Réponse 500", timezone.now() + wait)
            clock.shift(wait)
        later = hook_of(make_body(), "https://ailleurs.exemple.fr/")
        announce(EventKind.TEST, body_pk=later.body_id, events=lambda: {"x": {}})
        try_out(hook)
        call()
        assert len(receiver.calls) == TRIES, "one try a round, whatever waits"
        call()
    hook.refresh_from_db()
    assert (hook.is_active, hook.off_reason) == (False, "Réponse 500")
    assert SecurityEvent.objects.get().kind == SecurityKind.WEBHOOK_OFF
    assert not WebhookDelivery.objects.filter(webhook=hook, next_try_at__isnull=False).exists()
    mail = OutboxMail.objects.get()
    assert mail.user == administrator
    assert reverse("admin:accounts_webhook_change", args=[hook.pk]) in mail.body
    receiver.answer = lambda: 204
    assert send_again(WebhookDelivery.objects.filter(webhook=hook)) == 0, "not while it is off"
    Webhook.objects.filter(pk=hook.pk).update(is_active=True)
    assert send_again(WebhookDelivery.objects.filter(webhook=hook)) == 2
    assert call() == 2
    ids = [each.headers["webhook-id"] for each in receiver.calls]
    assert ids[0] == ids[TRIES - 1], "the same message keeps its identifier"


@pytest.mark.parametrize(("status", "is_active"), [(302, True), (404, True), (410, False)])
def test_no_redirect_is_followed_and_who_wants_no_more_is_left_alone(receiver, status, is_active):
    hook = hook_of(make_body(), receiver.url)
    receiver.answer = lambda: status
    try_out(hook)
    assert call() == 0
    assert [each.path for each in receiver.calls] == ["/appels"]
    hook.refresh_from_db()
    assert hook.is_active is is_active


def test_a_receiver_that_does_not_answer_holds_nobody(receiver, monkeypatch):
    monkeypatch.setattr(sending, "WHOLE_SECONDS", 0.3)
    silence = Event()
    receiver.answer = lambda: 500 if silence.wait(5) else 204
    try_out(hook_of(make_body(), receiver.url))
    started = time.monotonic()
    assert call() == 0
    assert time.monotonic() - started < 3
    silence.set()
    assert WebhookDelivery.objects.get().error


def test_a_certificate_of_another_name_is_refused(receiver, settings):
    settings.WEBHOOK_HOSTS = ["autre.exemple.fr"]
    try_out(hook_of(make_body(), f"https://autre.exemple.fr:{receiver.port}/"))
    assert call() == 0
    assert "certificate" in WebhookDelivery.objects.get().error
    assert receiver.calls == []


FORBIDDEN = (
    "127.0.0.1", "10.1.2.3", "192.168.0.10", "172.16.0.1", "169.254.169.254", "0.0.0.1", "100.64.0.1", "224.0.0.1",
    "::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::1", "64:ff9b::7f00:1",
    "::10.0.0.1", "fec0::1", "::ffff:0:10.0.0.1",
)  # fmt: skip


def test_private_addresses_are_refused_whatever_the_name():
    assert [each for each in FORBIDDEN if is_public(each)] == []
    assert all(is_public(each) for each in ("93.184.216.34", "2606:2800:220:1::1"))


def test_without_a_list_of_hosts_this_machine_is_not_reached(receiver, settings):
    """The control is every other test: the same receiver, named in WEBHOOK_HOSTS, is reached."""
    settings.WEBHOOK_HOSTS = []
    for url in (receiver.url, f"https://{HOST}/", "https://localhost/", "https://127.0.0.1/"):
        hook = hook_of(make_body(), url)
        try_out(hook)
    assert call() == 0
    assert receiver.calls == []
    errors = set(WebhookDelivery.objects.values_list("error", flat=True))
    assert all("port 443" in error or "aucune adresse d’internet" in error for error in errors)
    assert not any("127.0.0.1 n" in error for error in errors), "internal addresses are not told"


@pytest.mark.parametrize(
    "url",
    [
        "http://exemple.fr/", "https:///x", "ftp://exemple.fr/", "https://u:p@exemple.fr/", "https://exemple.fr:8443/",
        "https://exemple.fr/#x", "https://exemple.fr/a b", "https://exemple.fr:port/", "https://éxemple.fr/", "",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(url):
    with pytest.raises(ForbiddenAddressError):
        checked(url)


def test_a_name_that_leads_elsewhere_the_second_time_is_not_followed(settings, monkeypatch):
    """The address that was checked is the one that is connected to: the name is asked once."""
    settings.WEBHOOK_HOSTS = []
    asked = lead_to(monkeypatch, "93.184.216.34", "127.0.0.1")
    connected: list[Any] = []

    def connect(address: Any, *arguments: object) -> Any:
        connected.append(address)
        raise OSError("not here")

    monkeypatch.setattr("accounts.outgoing.connecting.socket", SimpleNamespace(create_connection=connect))
    assert sending.send("https://exemple.fr/", b"{}", {}) == (None, "OSError\u00a0: not here")
    assert (asked, connected) == (["exemple.fr"], [("93.184.216.34", 443)])
    # The control: asked anew, as a library does that resolves by itself, the name leads to this machine.
    with pytest.raises(ForbiddenAddressError):
        resolved("exemple.fr", 443)


def test_a_private_name_and_one_that_is_unknown_get_the_same_answer(settings, monkeypatch):
    """Else whoever administers a body would learn the names of an internal network."""
    settings.WEBHOOK_HOSTS = []
    lead_to(monkeypatch, "10.1.2.3")
    with pytest.raises(ForbiddenAddressError) as private:
        resolved("paie.interne.exemple.fr", 443)
    lead_to(monkeypatch)
    with pytest.raises(ForbiddenAddressError) as unknown:
        resolved("paie.interne.exemple.fr", 443)
    assert str(private.value) == str(unknown.value)


def test_a_list_of_hosts_leaves_no_other(settings):
    settings.WEBHOOK_HOSTS = ["gestion.exemple.fr", ".interne.exemple.fr"]
    for url in ("https://gestion.exemple.fr:8443/", "https://a.interne.exemple.fr/"):
        assert checked(url)
    for url in ("https://autre.fr/", "https://interne.exemple.fr/", "https://gestion.exemple.fr.autre.fr/"):
        with pytest.raises(ForbiddenAddressError, match="WEBHOOK_HOSTS"):
            checked(url)


def test_an_administrator_adds_an_address_and_sees_its_secret_once(receiver, client):
    mine, other = make_body(), make_body()
    foreign = hook_of(other, "https://ailleurs.exemple.fr/")
    client.force_login(make_user(Role.ADMINISTRATEUR, mine))
    page = reverse("admin:accounts_webhook_add")
    assert client.get(page).status_code == 200
    sent = {"body": mine.pk, "url": receiver.url, "kinds": ["quarter.closed"], "is_active": "on"}
    for wrong in ({"body": other.pk}, {"url": "http://exemple.fr/"}, {"kinds": ["test"]}):
        assert client.post(page, sent | wrong).status_code == 200
    assert Webhook.objects.filter(body=mine).count() == 0
    answer = client.post(page, sent)
    assert answer.status_code == 201
    hook = Webhook.objects.get(body=mine)
    assert secret_of(hook) in answer.content.decode()
    listed = reverse("admin:accounts_webhook_changelist")
    change = reverse("admin:accounts_webhook_change", args=[hook.pk])
    for address in (listed, change):
        text = client.get(address).content.decode()
        assert receiver.url in text
        assert secret_of(hook) not in text
        assert foreign.url not in text
    assert client.get(reverse("admin:accounts_webhook_change", args=[foreign.pk])).status_code == 302
    rotated = client.post(listed, {"action": "rotate_secret", "_selected_action": [hook.pk]})
    assert secret_of(hook, 2) in rotated.content.decode()
    client.post(listed, {"action": "rotate_secret", "_selected_action": [foreign.pk]})
    foreign.refresh_from_db()
    assert foreign.generation == 1
    changed = client.post(change, sent | {"kinds": ["month.validated"]})
    assert (changed.status_code, Webhook.objects.get(body=mine).kinds) == (302, ["month.validated"])
    assert list(SecurityEvent.objects.order_by("pk").values_list("kind", "detail", "body")) == [
        (SecurityKind.WEBHOOK_ADDED, HOST, mine.pk),
        (SecurityKind.WEBHOOK_ROTATED, HOST, mine.pk),
        (SecurityKind.WEBHOOK_CHANGED, HOST, mine.pk),
    ]
    client.post(listed, {"action": "send_test", "_selected_action": [hook.pk]})
    assert call() == 1
    deliveries = reverse("admin:accounts_webhookdelivery_changelist")
    assert "Essai" in client.get(deliveries).content.decode()
    sent_once = WebhookDelivery.objects.get()
    assert (
        client.get(reverse("admin:accounts_webhookdelivery_change", args=[sent_once.pk])).status_code == 200
    )
    client.post(deliveries, {"action": "send_chosen_again", "_selected_action": [sent_once.pk]})
    assert call() == 1
    client.force_login(make_user(Role.CONTROLEUR, mine))
    assert client.get(listed).status_code in {302, 403}
