"""Serve the embedded default on this machine: `python -m scripts.run`.

Migrates the database, fills a new one with the contract and demonstration figures, computes what waits, and starts the
production server on PORT (8000 by default). Entries stay between starts. Ctrl-C stops it.
"""

import fcntl
import multiprocessing
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connections, transaction
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from cpg.server import WAITING_THREADS, threads_are_meant

HOST = "127.0.0.1"
READY_SECONDS = 60
# A worker may miss the stop signal while it starts; after this time it is killed, so that Ctrl-C always works.
STOP_SECONDS = 5
WEB_CODE = "from django.core.wsgi import get_wsgi_application; get_wsgi_application(); import cpg.urls"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpg.settings.dev")
    port = chosen_port()
    os.environ.setdefault("PUBLIC_URL", f"http://{HOST}:{port}")
    prepare_database()
    serve(port)


def chosen_port(variable: str = "PORT", default: int = 8000) -> int:
    """The port in a variable; if it is invalid or taken, exit with advice."""
    text = os.environ.get(variable) or str(default)
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        sys.exit(f"{variable} vaut « {text} » : donnez un numéro de port entre 1 et 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, int(text)))
        except OSError as error:
            sys.exit(
                f"Le port {text} ne peut pas être ouvert ({error.strerror}) : "
                f"relancez en choisissant un port libre, par exemple {variable}=8123."
            )
    return int(text)


def prepare_database() -> None:
    """Migrate, and fill a new database with contract and demonstration, all or nothing."""
    try:
        django.setup()
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(
            f"{error.filename} ne peut pas être écrit ({error.strerror}) : "
            "nommez dans CPG_STATE_DIR un dossier où vous pouvez écrire, puis relancez."
        )
    say("Base de données…")
    try:
        with web_code_compiled_meanwhile(), one_at_a_time():
            fill_database()
    except OperationalError as error:
        sys.exit(f"La base de données ne répond pas, vérifiez DATABASE_URL :\n{error}")
    connections.close_all()


def fill_database() -> None:
    call_command("migrate", interactive=False, verbosity=0)
    if not apps.get_model("commitments", "Contract").objects.exists():
        say("Contrat et données de démonstration (la première fois seulement)…")
        with transaction.atomic():
            call_command("load_demo", verbosity=0)
    compute_what_waits()


def compute_what_waits() -> None:
    """After an upgrade that changes figures, or a start that was cut short: the first page shows what holds."""
    from indicators.jobs import sweep  # noqa: PLC0415 - only after the set-up of Django

    waiting = apps.get_model("indicators", "PendingRecompute").objects.count()
    if waiting:
        say(f"Calcul de {waiting} séries en attente…")
        sweep()


@contextmanager
def web_code_compiled_meanwhile() -> Iterator[None]:
    """Have another process import what the server will: Python has then compiled it when the server starts.

    After the set-up of Django in this process, or both would compile the same modules at the same time.
    """
    command = [sys.executable, "-c", WEB_CODE]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Of two starts on the same folder, let the second wait until the first has prepared the database."""
    with (Path(settings.STATE_DIR) / "start.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def serve(port: int) -> None:
    threads_are_meant()
    server = Granian(
        "cpg.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=WAITING_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
        log_level=LogLevels.warning,
    )
    server.on_startup(lambda: threading.Thread(target=announce, args=(port,), daemon=True).start())
    server.serve()


def announce(port: int) -> None:
    """Print the address and the accounts once the server answers."""
    address = f"http://{HOST}:{port}/"
    if not answers(f"{address}healthz", READY_SECONDS):
        say(f"Le serveur ne répond pas après {READY_SECONDS} s : lisez les messages ci-dessus.")
        return
    say(f"Prêt : {address}")
    say("Comptes de démonstration (données fictives), mot de passe cpg-demo-2027 :")
    say("  gestionnaire, controleur, direction, lecteur, administrateur")
    say("Ctrl-C pour arrêter ; les données restent dans var/.")


def answers(url: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return True
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            time.sleep(0.1)
    return False


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    # Forking a process that has threads can hang, so the worker is started afresh.
    multiprocessing.set_start_method("spawn")
    main()
