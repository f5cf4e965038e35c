"""An authority of the installation's own, and the certificates that it makes: ECDSA on P-256, SHA-256."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from cpg.operations.certificates.services import Service

TEN_YEARS, THIRTEEN_MONTHS = timedelta(days=3653), timedelta(days=397)
# Clocks of two machines may differ.
BEFORE = timedelta(minutes=5)
LOOPBACK = "127.0.0.1"

type Made = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def make_authority() -> Made:
    """It signs certificates of services and nothing else: none of them can sign another."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _named("Suivi du CPG, autorité interne")
    usage = _usage(signs=False, certifies=True)
    certificate = (
        _begun(name, name, key, TEN_YEARS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return certificate.sign(key, hashes.SHA256()), key


def make_certificate(authority: Made, service: Service) -> Made:
    issuer, issuer_key = authority
    key = ec.generate_private_key(ec.SECP256R1())
    uses = [ExtendedKeyUsageOID.CLIENT_AUTH] if service.asks else []
    uses += [ExtendedKeyUsageOID.SERVER_AUTH] if service.names else []
    certificate = (
        _begun(_named(service.name), issuer.subject, key, THIRTEEN_MONTHS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=True, certifies=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(uses), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
    )
    if service.names:
        names = [*map(x509.DNSName, service.names), x509.IPAddress(ip_address(LOOPBACK))]
        certificate = certificate.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return certificate.sign(issuer_key, hashes.SHA256()), key


def _begun(
    name: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, lasts: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - BEFORE)
        .not_valid_after(now + lasts)
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _usage(*, signs: bool, certifies: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signs,
        key_cert_sign=certifies,
        crl_sign=certifies,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
