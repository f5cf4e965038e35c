"""The authority of an installation: what it makes, when it makes it anew, and what production refuses in the clear."""

import os
import stat
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from django.core.exceptions import ImproperlyConfigured

from cpg.operations.certificates.folders import provide
from cpg.operations.certificates.services import SERVICES
from cpg.settings import links


def test_what_is_a_month_old_is_renewed_and_both_passwords_open(tmp_path: Path) -> None:
    assert [name for name, _ in provide(tmp_path)] == [service.name for service in SERVICES]
    assert list(provide(tmp_path)) == []
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    upcoming = before[tmp_path / "authority" / "web-redis-next-password"]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=31)):
        assert len(list(provide(tmp_path))) == len(SERVICES)
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after[tmp_path / "web" / "redis-password"] == upcoming
    accounts = after[tmp_path / "redis" / "users.acl"].decode()
    for password in (upcoming, after[tmp_path / "authority" / "web-redis-next-password"]):
        assert f"#{sha256(password).hexdigest()}" in accounts
        assert password.decode() not in accounts
    same = {path.relative_to(tmp_path).as_posix() for path in before if before[path] == after[path]}
    kept = {f"{service.name}/authority.pem" for service in SERVICES}
    assert same == kept | {"authority/key.pem", "authority/certificate.pem"}
    # Another authority: all are made anew.
    for path in (tmp_path / "authority").glob("*.pem"):
        path.unlink()
    assert len(list(provide(tmp_path))) == len(SERVICES)


def test_each_key_is_its_owner_s_alone_and_no_certificate_makes_others(tmp_path: Path) -> None:
    list(provide(tmp_path))
    trusted = {"certificate.pem", "authority.pem"}
    for path in tmp_path.rglob("*"):
        mode = stat.S_IMODE(path.stat().st_mode)
        is_public = path.name in trusted and path.parent.name != "authority"
        assert mode == (0o700 if path.is_dir() else 0o644 if is_public else 0o600)
        if os.geteuid() == 0 and path.parent != tmp_path:
            owners = {service.name: service.owner for service in SERVICES} | {"authority": 0}
            assert path.stat().st_uid == owners[path.parent.name]
    authority = x509.load_pem_x509_certificate((tmp_path / "authority" / "certificate.pem").read_bytes())
    for service in SERVICES:
        made = x509.load_pem_x509_certificate((tmp_path / service.name / "certificate.pem").read_bytes())
        made.verify_directly_issued_by(authority)
        assert not made.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
        uses = made.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        assert (ExtendedKeyUsageOID.SERVER_AUTH in uses) == bool(service.names)
        assert (ExtendedKeyUsageOID.CLIENT_AUTH in uses) == service.asks
        assert made.not_valid_after_utc - made.not_valid_before_utc < timedelta(days=398)


def test_nothing_crosses_a_network_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    clear = [
        links.of_database({"HOST": "base.exemple.fr", "OPTIONS": {"sslmode": "require"}}),
        links.of_database({"HOST": "", "OPTIONS": {"host": "autre.exemple.fr"}}),
        links.of_database({"HOST": "localhost", "OPTIONS": {"hostaddr": "192.0.2.1"}}),
        links.of_database({"HOST": "localhost", "OPTIONS": {"service": "cpg"}}),
        links.of_broker("redis://file.exemple.fr:6379/0"),
        links.of_broker("rediss://file.exemple.fr:6379/0?ssl_cert_reqs=none"),
        links.of_broker("rediss://file.exemple.fr:6379/0?ssl_check_hostname=false"),
        *links.of_mail({"default": {"OPTIONS": {"host": "courriel.exemple.fr"}}}),
        links.of_service("STAMP_URL", "http://horodatage.exemple.fr/tsa"),
        links.of_service("ANTIVIRUS_URL", "tcp://clamav:3310"),
        ("WEB_ADDRESS", "0.0.0.0", False),  # noqa: S104 - as it might be set
    ]
    for link in clear:
        with pytest.raises(ImproperlyConfigured, match=rf"La variable {link[0]} .* en clair.*{link[1]}"):
            links.refuse_clear_text([link])
    links.refuse_clear_text(
        [
            links.of_database({"HOST": "base.exemple.fr", "OPTIONS": {"sslmode": "verify-full"}}),
            links.of_database({"HOST": "/run/postgresql"}),
            links.of_broker("rediss://file.exemple.fr:6379/0"),
            links.of_broker("rediss://file.exemple.fr:6379/0?ssl_cert_reqs=CERT_REQUIRED"),
            links.of_broker("redis://127.0.0.1:6379/0"),
            *links.of_mail({"default": {"OPTIONS": {"host": "courriel.exemple.fr", "use_tls": True}}}),
            links.of_service("ANTIVIRUS_URL", "unix:///run/clamav/clamd.sock"),
            links.of_service("STAMP_URL", ""),
        ]
    )
    monkeypatch.setenv("CLEAR_TEXT_HOSTS", ", ".join(host for _, host, _ in clear))
    links.refuse_clear_text(clear)


@pytest.mark.parametrize(
    ("variables", "host", "is_encrypted"),
    [
        ({"PGHOST": "ailleurs.exemple.fr"}, "ailleurs.exemple.fr", False),
        ({"PGHOST": "ailleurs.exemple.fr", "PGSSLMODE": "verify-full"}, "ailleurs.exemple.fr", True),
        ({"PGHOST": "/run/postgresql"}, "", False),
        ({"PGHOSTADDR": "192.0.2.1"}, "192.0.2.1", False),
        # A service may say another server, and another mode than the variables.
        ({"PGSERVICE": "cpg", "PGSSLMODE": "verify-full"}, "service cpg", False),
    ],
)
def test_what_libpq_reads_by_itself_is_looked_at_too(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], host: str, is_encrypted: bool
) -> None:
    for name, text in variables.items():
        monkeypatch.setenv(name, text)
    assert links.of_database({"HOST": "", "OPTIONS": {}})[1:] == (host, is_encrypted)


def test_a_certificate_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TLS_DIR", str(tmp_path))
    with pytest.raises(ImproperlyConfigured, match=r"TLS_DIR .* certificate\.pem .* certificates"):
        links.own_certificate()
    monkeypatch.delenv("TLS_DIR")
    assert links.own_certificate() is None
