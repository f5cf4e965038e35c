"""`manage.py doctor` names each thing that is wrong; every check is broken here on purpose."""

import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone

from accounts.models import OutboxMail, Webhook
from accounts.rights import Role
from accounts.sign_on.openid import discovery
from cpg import health
from cpg.bounded import Bounded
from cpg.operations.backup import archive
from cpg.operations.certificates.authority import THIRTEEN_MONTHS, make_authority, make_certificate
from cpg.operations.certificates.services import SERVICES
from cpg.operations.doctor import checks
from cpg.operations.doctor.checks import disks, documents
from cpg.operations.doctor.findings import Check, Level
from cpg.operations.doctor.running import examine
from cpg.settings import environment
from dashboards.documents.pdf import pdf_bytes
from indicators.models import PendingRecompute, Source, SourceConnection, WorkerHeartbeat
from tests.factories import make_body, make_contract, make_indicator, make_user

pytestmark = pytest.mark.django_db
SECRET = "only-for-tests-and-never-anywhere-else-0123456789-abcdefghij"


@pytest.fixture(autouse=True)
def production(settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation with nothing wrong, as far as a process of the tests can be one."""
    settings.JOBS_IN_PROCESS = settings.ALLOW_DEMO_DATA = settings.WHITENOISE_USE_FINDERS = False
    settings.SECRET_KEY = SECRET
    settings.ALLOWED_HOSTS = ["pilotage.exemple.fr"]
    settings.CSRF_TRUSTED_ORIGINS = ["https://pilotage.exemple.fr"]
    settings.PUBLIC_URL = "https://pilotage.exemple.fr"
    settings.SECOND_FACTOR_ROLES = (Role.CONTROLEUR, Role.ADMINISTRATEUR)
    settings.SECURE_SSL_REDIRECT = settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    settings.SECURE_HSTS_SECONDS = 3600
    settings.STATE_DIR = settings.STATIC_ROOT = tmp_path
    settings.BACKUP_DIR = str(tmp_path / "backups")
    settings.DISK_LEAST_MEGABYTES = 1
    settings.ANTIVIRUS_URL = "unix:///run/clamav/clamd.sock"
    (tmp_path / "staticfiles.json").write_text("{}")
    keep_archive(tmp_path / "backups")
    monkeypatch.setattr(health, "broker", Bounded(lambda: 1))
    monkeypatch.setattr(health, "scanner", Bounded(lambda: True))
    monkeypatch.setattr(documents, "pdf_bytes", lambda document: b"%PDF")
    for queue in settings.QUEUES:
        WorkerHeartbeat.objects.create(queue=queue, at=timezone.now())
    # The role that runs the tests owns its tables: tests/operations/test_rights.py examines roles.
    listed = tuple(check for check in checks.CHECKS if check.name != "role")
    monkeypatch.setattr("cpg.operations.doctor.running.CHECKS", listed)


def keep_archive(folder: Path, hours: int = 1) -> Path:
    folder.mkdir(exist_ok=True)
    moment = timezone.now() - timedelta(hours=hours)
    path = folder / f"cpg-{moment:%Y%m%dT%H%M%SZ}.tar.gz"
    path.write_bytes(b"whole")
    path.with_name(f"{path.name}.sha256").write_text(f"{archive.digest_of(path)}  {path.name}")
    return path


def told(*levels: Level) -> set[tuple[str, str]]:
    return {(check.name, finding.state) for check, finding in examine() if finding.level in levels}


def wrong() -> set[tuple[str, str]]:
    return told(Level.BROKEN, Level.NOTICE)


def test_the_document_of_the_check_can_be_made() -> None:
    assert pdf_bytes(documents.TRIED).startswith(b"%PDF")


def test_an_installation_with_nothing_wrong_is_told_so() -> None:
    assert wrong() == set()
    out = io.StringIO()
    call_command("doctor", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert report["ok"]
    assert {line["name"] for line in report["checks"]} == {check.name for check in checks.CHECKS} - {"role"}


def late_series() -> None:
    indicator = make_indicator(make_contract())
    PendingRecompute.objects.update_or_create(
        indicator=indicator,
        defaults={"requested_at": timezone.now() - timedelta(minutes=10), "wanted_sequence": 1},
    )


def mail_that_waits(**fields: object) -> None:
    at = timezone.now() - timedelta(hours=2)
    values = {"kind": "rappel", "subject": "s", "body": "b", "created_at": at, "next_try_at": at}
    OutboxMail.objects.create(user=make_user(Role.LECTEUR), key="k", **values | fields)


def stopped_webhook() -> None:
    Webhook.objects.create(
        body=make_body(), url="https://exemple.fr/", is_active=False, off_reason="Réponse 500"
    )


def failing_source() -> None:
    contract, now = make_contract(), timezone.now()
    owner = make_user(Role.GESTIONNAIRE, contract.body)
    connection = SourceConnection.objects.create(
        body=contract.body, kind="upload", name="x", written_by=owner, written_at=now
    )
    Source.objects.create(
        contract=contract, connection=connection, name="x", owner=owner, started_at=now, trouble="introuvable"
    )


def silent_queue() -> None:
    WorkerHeartbeat.objects.filter(queue="documents").update(at=timezone.now() - timedelta(minutes=5))


def altered_archive() -> None:
    (newest,) = Path(settings.BACKUP_DIR).glob("*.tar.gz")
    newest.write_bytes(b"other")


def old_archive() -> None:
    folder = Path(settings.BACKUP_DIR)
    for path in folder.iterdir():
        path.unlink()
    keep_archive(folder, hours=30)


def old_certificate(days: int) -> None:
    """Of a service that nobody started for a year."""
    with time_machine.travel(datetime.now(UTC) - THIRTEEN_MONTHS + timedelta(days=days)):
        made, _ = make_certificate(make_authority(), SERVICES[0])
    path = Path(settings.STATE_DIR) / "certificate.pem"
    path.write_bytes(made.public_bytes(Encoding.PEM))
    settings.TLS_FILES = {path.name: path}


def setting(**values: object) -> Any:
    def change() -> None:
        for name, value in values.items():
            setattr(settings, name, value)

    return change


BREAKING = {
    "redis": (lambda: None, "Redis ne répond pas"),
    "workers": (silent_queue, "documents"),
    "pending": (late_series, "la première depuis 600"),
    "mails": (mail_that_waits, "en attente\u00a0: 1"),
    "mails given up": (lambda: mail_that_waits(next_try_at=None, tries=8), "abandonnés"),
    "webhooks": (stopped_webhook, "arrêtés après des échecs\u00a0: 1 sur 1"),
    "sources": (failing_source, "en échec\u00a0: 1 sur 1"),
    "sources folder": (setting(SOURCES_FOLDERS=["/nowhere"]), "/nowhere"),
    "backups": (setting(BACKUP_DIR=""), "Aucune sauvegarde"),
    "backups late": (old_archive, "30\u00a0h"),
    "backups altered": (altered_archive, "n’est plus celle"),
    "disks": (setting(DISK_LEAST_MEGABYTES=10**12), "plus que"),
    "disks away": (setting(STATE_DIR=Path("/nowhere")), "/nowhere"),
    "environment": (lambda: None, "ALOWED_HOSTS"),
    "hosts": (setting(ALLOWED_HOSTS=["*"]), "accepte tout nom"),
    "hosts of forms": (setting(CSRF_TRUSTED_ORIGINS=["http://pilotage.exemple.fr"]), "en clair"),
    "hosts of forms elsewhere": (setting(CSRF_TRUSTED_ORIGINS=["https://autre.fr"]), "autre.fr"),
    "hosts of links": (setting(PUBLIC_URL="https://autre.fr"), "autre.fr"),
    "deployment": (setting(DEBUG=True), "DEBUG"),
    "deployment key": (setting(SECRET_KEY="courte"), "SECRET_KEY"),
    "deployment of Django": (setting(SESSION_COOKIE_SECURE=False), "security.W012"),
    "second_factor": (setting(SECOND_FACTOR_ROLES=()), "Contrôle de gestion, Administrateur"),
    "second_factor missing": (lambda: make_user(Role.CONTROLEUR, make_body()), "second facteur\u00a0: 1"),
    "provider": (setting(OPENID=SimpleNamespace(issuer="https://identite.exemple.fr")), "ne répond pas"),
    "certificate": (lambda: old_certificate(20), "vaut encore 19\u00a0jours"),
    "certificate away": (setting(TLS_FILES={"certificate.pem": Path("/nowhere")}), "ne se lit pas"),
    "antivirus": (lambda: None, "L’antivirus ne répond pas"),
    "antivirus missing": (setting(ANTIVIRUS_URL=""), "aucun antivirus"),
    "static_files": (setting(STATIC_ROOT="/nowhere"), "/nowhere"),
    "documents": (lambda: None, "Aucun document PDF"),
    "clock": (lambda: None, "diffèrent de"),
    "migrations": (lambda: None, "Migrations à faire\u00a0: 1, à partir de accounts."),
}


# SQLite is a file of this machine, whose clock is the only one.
@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=pytest.mark.servers if case == "clock" else ()) for case in BREAKING]
)
def test_what_is_broken_is_named_and_nothing_else(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    break_it, said = BREAKING[case]
    name = case.partition(" ")[0]
    _break_beside(name, monkeypatch)
    break_it()
    found = wrong()
    assert {named for named, _ in found} == {name}
    assert any(said in state for _, state in found)


def _break_beside(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is no setting and no row."""
    if name == "redis":
        monkeypatch.setattr(health, "broker", Bounded(_away))
    elif name == "antivirus":
        monkeypatch.setattr(health, "scanner", Bounded(_away))
    elif name == "environment":
        monkeypatch.setenv("ALOWED_HOSTS", "pilotage.exemple.fr")
    elif name == "provider":
        monkeypatch.setattr(discovery, "discovered", _away)
    elif name == "documents":
        monkeypatch.setattr(documents, "pdf_bytes", _away)
    elif name == "clock":
        later = timezone.now() + timedelta(minutes=3)
        monkeypatch.setattr("cpg.operations.doctor.checks.clock.timezone", SimpleNamespace(now=lambda: later))
    elif name == "migrations":
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM django_migrations WHERE id ="
                " (SELECT max(id) FROM django_migrations WHERE app = 'accounts')"
            )


def _away(*arguments: object) -> Any:
    raise OSError


def test_each_check_is_broken_by_a_test() -> None:
    broken = {case.partition(" ")[0] for case in BREAKING} | {"database", "role"}
    assert broken == {check.name for check in checks.CHECKS}


def test_without_its_database_the_rest_is_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.StringIO()
    monkeypatch.setattr(type(connections["default"]), "cursor", _no_cursor)
    with pytest.raises(CommandError, match="Points à régler\u00a0: 1"):
        call_command("doctor", stdout=out)
    lines = out.getvalue().splitlines()
    assert lines[0] == "✗ Base de données\u00a0: La base de données ne répond pas (OperationalError)."
    assert lines[1].startswith("    → Vérifiez que PostgreSQL tourne")
    assert any(line.startswith("✓ Documents PDF") for line in lines)
    assert sum("Inconnu tant que la base" in line for line in lines) == sum(
        check.needs_database and check.name not in {"database", "role"} for check in checks.CHECKS
    )


def _no_cursor(self: object) -> Any:
    raise OperationalError("password=secret")


def test_a_check_that_fails_or_says_nothing_ends_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    never = Event()
    listed = (
        Check("silent", "Muet", lambda: iter(never.wait, True), seconds=0),
        Check("failing", "Fautif", _away),
        Check("disks", "Disques", disks.look),
    )
    monkeypatch.setattr("cpg.operations.doctor.running.CHECKS", listed)
    found = wrong()
    never.set()
    assert found == {
        ("silent", "Pas de réponse en 0\u00a0s."),
        ("failing", "Le contrôle a échoué (OSError)."),
    }


def test_every_variable_that_is_documented_is_known() -> None:
    """Those that only other settings ask for are in a list of their own."""
    example = Path(__file__).resolve().parents[2] / ".env.example"
    lines = (line.lstrip("#") for line in example.read_text().splitlines())
    named = {line.partition("=")[0] for line in lines if "=" in line and line.partition("=")[0].isupper()}
    assert named
    assert named - (environment.KNOWN | environment.asked()) == set()
