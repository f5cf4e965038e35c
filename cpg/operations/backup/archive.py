"""An archive is a compressed tar: `database/`, `evidence/`, and last the manifest with the checksums of both."""

import io
import os
import shutil
import tarfile
from hashlib import file_digest, sha256
from pathlib import Path

from commitments.ledger.files.store import content_of
from cpg.operations.backup import encryption
from cpg.operations.backup.errors import BackupError
from cpg.operations.backup.manifest import NAME, Manifest, StoredProof

PREFIX, SUFFIX, DIGEST_SUFFIX, UNFINISHED = "cpg-", ".tar.gz", ".sha256", ".partial"
DATABASE, EVIDENCE = "database", "evidence"
OWNER_ONLY = 0o600


class Writer:
    """Adds members to an archive and keeps their checksums."""

    def __init__(self, path: Path) -> None:
        self._tar = tarfile.open(path, "w:gz", compresslevel=6)  # noqa: SIM115 - closed by `finish`
        self.files: dict[str, str] = {}

    def add_database(self, folder: Path) -> None:
        for file in sorted(folder.iterdir()):
            name = f"{DATABASE}/{file.name}"
            self._tar.add(file, name)
            self.files[name] = digest_of(file)

    def add_proofs(self, proofs: list[StoredProof]) -> list[str]:
        """A file is on disk before its row and never leaves: those that the rows of the snapshot name are all there.
        Returns the names of those that are missing or altered nevertheless.
        """
        return [proof.name for proof in proofs if not self._add_proof(proof)]

    def finish(self, manifest: Manifest) -> None:
        self._add(NAME, manifest.as_bytes())
        self._tar.close()

    def _add_proof(self, proof: StoredProof) -> bool:
        try:
            content = content_of(proof.name)
        except OSError:
            return False
        name = f"{EVIDENCE}/{proof.name}"
        self._add(name, content)
        self.files[name] = sha256(content).hexdigest()
        return self.files[name] == proof.sha256

    def _add(self, name: str, content: bytes) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = len(content), OWNER_ONLY
        self._tar.addfile(member, io.BytesIO(content))


def publish(plain: Path, folder: Path, recipients: list[str]) -> Path:
    """Put the archive into its folder, encrypted where there are recipients: whole and on disk under its name, or not
    at all.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    final = folder / (plain.name + (encryption.SUFFIX if recipients else ""))
    partial = final.with_name(final.name + UNFINISHED)
    try:
        partial.touch(OWNER_ONLY)
        if recipients:
            encryption.encrypt(plain, partial, recipients)
        else:
            shutil.copyfile(plain, partial)
        _flush(partial)
        digest = digest_of(partial)
        if not recipients and digest != digest_of(plain):
            raise BackupError(f"{folder} ne rend pas ce qui y est écrit\u00a0: vérifiez ce disque.")
        final.with_name(final.name + DIGEST_SUFFIX).write_text(f"{digest}  {final.name}\n")
        partial.rename(final)
        _flush(folder)
    finally:
        partial.unlink(missing_ok=True)
    return final


def unpack(path: Path, folder: Path, identity: Path | None = None) -> Manifest:
    """Extract into that folder, and compare every checksum. BackupError names what is not as it was written."""
    if is_as_written(path) is False:
        raise BackupError(f"{path.name} n’est plus celle qui a été écrite\u00a0: prenez une autre archive.")
    plain = path
    if path.suffix == encryption.SUFFIX:
        plain = folder / path.stem
        encryption.decrypt(path, plain, identity)
    content = folder / "content"
    try:
        with tarfile.open(plain, "r:gz") as tar:
            tar.extractall(content, filter="data")
        manifest = Manifest.read((content / NAME).read_bytes())
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupError(f"{path.name} ne se lit pas\u00a0: {error}. Prenez une autre archive.") from error
    _compare(content, manifest)
    return manifest


def is_as_written(path: Path) -> bool | None:
    """By the digest beside the archive, of which every byte is read; None without it."""
    beside = path.with_name(path.name + DIGEST_SUFFIX)
    return beside.read_text().split()[:1] == [digest_of(path)] if beside.exists() else None


def newest(place: Path) -> Path:
    """That archive, or the newest of that folder."""
    if place.is_file():
        return place
    found = archives(place)
    if not found:
        raise BackupError(f"Aucune archive dans {place}.")
    return found[0]


def archives(folder: Path) -> list[Path]:
    """The newest first: their names tell their moments."""
    endings = (SUFFIX, SUFFIX + encryption.SUFFIX)
    listed = folder.glob(f"{PREFIX}*") if folder.is_dir() else ()
    return sorted((path for path in listed if path.name.endswith(endings)), reverse=True)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _compare(content: Path, manifest: Manifest) -> None:
    there = {str(file.relative_to(content)) for file in content.rglob("*") if file.is_file()} - {NAME}
    wrong = sorted(
        name
        for name in there | set(manifest.files)
        if name not in there or digest_of(content / name) != manifest.files.get(name)
    )
    if wrong:
        raise BackupError(
            f"Ces fichiers de l’archive sont altérés ou manquent\u00a0: {', '.join(wrong)}. Prenez une autre archive."
        )


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
