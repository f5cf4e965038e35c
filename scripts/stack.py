"""Production's services on this machine: `python -m scripts.stack`, stopped by Ctrl-C.

Two web servers serve on PORT (8000 by default) and SECOND_PORT (the one after it); their data are kept in var/stack.
"""

import os
import signal
import sys
import time
from pathlib import Path
from types import FrameType

from scripts.run import chosen_port
from tests.support.process import ROOT
from tests.support.stack import Stack

LOOK_SECONDS = 1


class StopRequested(Exception):  # noqa: N818 - no error: Ctrl-C, or the signal of whoever started us
    """Ctrl-C or a stop signal."""


def main() -> int:
    port = chosen_port()
    second = of_the_second(port)
    signal.signal(signal.SIGTERM, _asked)
    signal.signal(signal.SIGINT, _asked)
    folder = Path(os.environ.get("CPG_STATE_DIR") or ROOT / "var") / "stack"
    stack = Stack(folder, port, second=second)
    try:
        start(stack)
        return watch(stack)
    except StopRequested:
        return 0
    except AssertionError as error:
        say(str(error))
        return 1
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        say("Arrêt\u00a0: ce qui est en cours se termine…")
        stack.stop()
        say(f"Arrêté. Les données restent dans {stack.folder}.")


def of_the_second(port: int) -> dict[str, str]:
    """Ports of the second web server: those after the first one's, where they are not named."""
    second = {"WEB_PORT": str(chosen_port("SECOND_PORT", port + 1))}
    if first := os.environ.get("METRICS_PORT"):
        second["METRICS_PORT"] = str(int(first) + 1)
    return second


def start(stack: Stack) -> None:
    say("PostgreSQL et Redis…")
    stack.start_servers()
    say("Tables, contrat et démonstration (plus long la première fois)…")
    stack.prepare()
    say("Serveurs web, workers et beat…")
    stack.start_processes()
    stack.wait_until_ready()
    say(f"Prêt\u00a0: {' et '.join(f'{url}/' for url in stack.urls)}")
    say(f"État\u00a0: {stack.url}/readyz   API\u00a0: {stack.url}/api/v1/docs/")
    say("Comptes de démonstration (données fictives), mot de passe cpg-demo-2027\u00a0:")
    say("  gestionnaire, controleur, direction, lecteur, administrateur")
    say_metrics(stack)
    say(f"Base\u00a0: {stack.env['DATABASE_URL']}   Redis\u00a0: {stack.env['REDIS_URL']}")
    say(f"Journaux\u00a0: {stack.folder}/*.log   Ctrl-C pour arrêter.")


def say_metrics(stack: Stack) -> None:
    if first := stack.env.get("METRICS_PORT"):
        say(f"Mesures\u00a0: ports {first} et {int(first) + 1} de 127.0.0.1, un par serveur web")


def watch(stack: Stack) -> int:
    """Wait until one of the processes ends by itself, and report it."""
    while True:
        for process in stack.processes:
            if not process.runs:
                say(f"{process.name} s’est arrêté\u00a0: lisez {process.log}.")
                return 1
        time.sleep(LOOK_SECONDS)


def _asked(number: int, frame: FrameType | None) -> None:
    raise StopRequested


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
