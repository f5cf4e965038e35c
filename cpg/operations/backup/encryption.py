"""Encryption of archives by age, for holders of private keys kept elsewhere: the server cannot read what it made."""

from pathlib import Path

import pyrage

from cpg.operations.backup.errors import BackupError

SUFFIX = ".age"

type Recipient = pyrage.x25519.Recipient | pyrage.ssh.Recipient
type Identity = pyrage.x25519.Identity | pyrage.ssh.Identity


def recipients(named: list[str]) -> list[Recipient]:
    """`age1…` and `ssh-…` public keys."""
    return [_recipient(name) for name in named]


def encrypt(source: Path, target: Path, named: list[str]) -> None:
    pyrage.encrypt_file(str(source), str(target), recipients(named))


def decrypt(source: Path, target: Path, identity: Path | None) -> None:
    if identity is None:
        raise BackupError(
            "Cette archive est chiffrée\u00a0: nommez la clé privée age, par --identity FICHIER."
        )
    try:
        pyrage.decrypt_file(str(source), str(target), _identities(identity))
    except (pyrage.DecryptError, pyrage.IdentityError) as error:
        raise BackupError(f"La clé {identity} n’ouvre pas cette archive\u00a0: {error}.") from error


def _recipient(name: str) -> Recipient:
    kind = pyrage.ssh.Recipient if name.startswith("ssh-") else pyrage.x25519.Recipient
    try:
        return kind.from_str(name)
    except pyrage.RecipientError as error:
        raise BackupError(
            f"BACKUP_RECIPIENTS contient «\u00a0{name}\u00a0», qui n’est pas une clé publique age1… ou ssh-…"
        ) from error


def _identities(path: Path) -> list[Identity]:
    content = path.read_bytes()
    lines = content.decode(errors="replace").splitlines()
    keys = [line.strip() for line in lines if line.startswith("AGE-SECRET-KEY-")]
    if keys:
        return [pyrage.x25519.Identity.from_str(key) for key in keys]
    return [pyrage.ssh.Identity.from_buffer(content)]
