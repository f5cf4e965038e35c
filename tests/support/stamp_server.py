"""A time stamp server (RFC 3161) of the tests' own: OpenSSL answers, with certificates made for the occasion."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.support.programs import openssl

type Key = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
CONFIGURATION = """
[tsa]
default_tsa = own
[own]
serial = {folder}/serial
signer_cert = {folder}/leaf.pem
signer_key = {folder}/leaf.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
"""


@contextmanager
def stamp_server(folder: Path, *, with_rsa: bool = False) -> Iterator[str]:
    """Its address; the certificate to trust is `root.pem` of the folder."""
    make_certificates(folder, with_rsa=with_rsa)
    (folder / "serial").write_text("01\n")
    (folder / "tsa.cnf").write_text(CONFIGURATION.format(folder=folder))

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            (folder / "asked.tsq").write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            command = [str(openssl()), "ts", "-reply", "-config", "tsa.cnf", "-section", "own"]
            files = ["-queryfile", "asked.tsq", "-out", "answer.tsr"]
            subprocess.run([*command, *files], cwd=folder, check=True, capture_output=True)
            content = (folder / "answer.tsr").read_bytes()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/tsa"
    finally:
        server.shutdown()
        server.server_close()


def make_certificates(folder: Path, *, with_rsa: bool = False) -> None:
    root_key, key = (
        rsa.generate_private_key(65537, 2048) if with_rsa else ec.generate_private_key(ec.SECP256R1())
        for _ in range(2)
    )
    root, stamping = _named("racine"), ExtendedKeyUsageOID.TIME_STAMPING
    authority = _certificate(root, root, root_key, x509.BasicConstraints(ca=True, path_length=None), root_key)
    leaf = _certificate(_named("horodatage"), root, root_key, x509.ExtendedKeyUsage([stamping]), key)
    for name, certificate in (("root", authority), ("leaf", leaf)):
        (folder / f"{name}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "leaf.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])


def _certificate(
    subject: x509.Name,
    issuer: x509.Name,
    signer: Key,
    extension: x509.ExtensionType,
    key: Key,
) -> x509.Certificate:
    now = datetime.now(UTC)
    signs = isinstance(extension, x509.BasicConstraints)
    usage = x509.KeyUsage(not signs, False, False, False, False, signs, signs, False, False)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(extension, critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )
