"""One folder for each service, which it alone is given: its certificate, its key, the authority that it trusts, and the
password of its account in Redis. The key of the authority is in a folder of its own.
"""

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from cpg.operations.certificates.authority import Made, make_authority, make_certificate
from cpg.operations.certificates.services import SERVICES, Service

AUTHORITY = "authority"
CERTIFICATE, KEY, TRUSTED = "certificate.pem", "key.pem", "authority.pem"
# The same key for Java (Metabase, Power BI).
KEY_DER = "key.pk8"
# The one in use and the one of the next renewal: Redis knows both from its start, and is restarted when it suits.
PASSWORD, NEXT_PASSWORD = "redis-password", "redis-next-password"
# Of PostgreSQL's own account, which its rules let in by no password.
CLOSED_PASSWORD = "password"  # noqa: S105 - the name of a file
ACCOUNTS = "users.acl"
RENEWED_AFTER = timedelta(days=30)


def provide(folder: Path, *, renew: bool = False) -> Iterator[tuple[str, datetime]]:
    """Make what is missing or a month old; gives the name and the end of each that was made."""
    authority = _authority(folder / AUTHORITY)
    for service in SERVICES:
        own = folder / service.name
        own.mkdir(parents=True, exist_ok=True)
        _write(own / TRUSTED, authority[0].public_bytes(Encoding.PEM), service.owner, mode=0o644)
        if renew or not _is_fresh(own / CERTIFICATE, authority):
            yield service.name, _renew(folder, service, authority)
        _give(own, 0o700, service.owner)
    _write_accounts(folder)


def days_left(certificate: Path) -> int:
    """Of the certificate in that file. Raises OSError or ValueError."""
    until = x509.load_pem_x509_certificate(certificate.read_bytes()).not_valid_after_utc
    return (until - datetime.now(UTC)).days


def _authority(folder: Path) -> Made:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / KEY).exists():
        certificate, made = make_authority()
        _write(folder / CERTIFICATE, certificate.public_bytes(Encoding.PEM), 0)
        _write(folder / KEY, _pem(made), 0)
    key = load_pem_private_key((folder / KEY).read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the key of the authority is not one that was made here")
    return x509.load_pem_x509_certificate((folder / CERTIFICATE).read_bytes()), key


def _is_fresh(path: Path, authority: Made) -> bool:
    """Made by this authority, less than a month ago."""
    try:
        certificate = x509.load_pem_x509_certificate(path.read_bytes())
        certificate.verify_directly_issued_by(authority[0])
    except (OSError, ValueError, TypeError, InvalidSignature):
        return False
    return datetime.now(UTC) - certificate.not_valid_before_utc < RENEWED_AFTER


def _renew(folder: Path, service: Service, authority: Made) -> datetime:
    certificate, key = make_certificate(authority, service)
    own = folder / service.name
    _write(own / KEY, _pem(key), service.owner)
    if service.name == "bi":
        der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        _write(own / KEY_DER, der, service.owner)
    if service.in_redis:
        upcoming = folder / AUTHORITY / f"{service.name}-{NEXT_PASSWORD}"
        password = upcoming.read_bytes() if upcoming.exists() else _new_password()
        _write(own / PASSWORD, password, service.owner)
        _write(upcoming, _new_password(), 0)
    if service.name == "postgres":
        _write(own / CLOSED_PASSWORD, _new_password(), service.owner)
    # Last: where this stops before, the next start makes all of it anew.
    _write(own / CERTIFICATE, certificate.public_bytes(Encoding.PEM), service.owner, mode=0o644)
    return certificate.not_valid_after_utc


def _write_accounts(folder: Path) -> None:
    """Only digests of passwords: who reads this file signs in nowhere."""
    lines = ["user default off resetkeys resetchannels -@all", "user health on nopass -@all +ping +hello"]
    for service in SERVICES:
        if service.in_redis:
            known = (folder / service.name / PASSWORD, folder / AUTHORITY / f"{service.name}-{NEXT_PASSWORD}")
            digests = " ".join(f"#{sha256(each.read_bytes()).hexdigest()}" for each in known)
            lines.append(f"user {service.name} on {digests} resetkeys resetchannels -@all {service.in_redis}")
    redis = next(service for service in SERVICES if service.name == "redis")
    _write(folder / redis.name / ACCOUNTS, ("\n".join(lines) + "\n").encode(), redis.owner)


def _new_password() -> bytes:
    return secrets.token_urlsafe(32).encode()


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def _write(path: Path, content: bytes, owner: int, mode: int = 0o600) -> None:
    """Whole or not at all, and never readable by others meanwhile."""
    made = path.with_name(f".{path.name}")
    made.unlink(missing_ok=True)
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    _give(made, mode, owner)
    made.replace(path)


def _give(path: Path, mode: int, owner: int) -> None:
    path.chmod(mode)
    # Run by somebody else than root, all files are that person's.
    if os.geteuid() == 0:
        os.chown(path, owner, owner)
