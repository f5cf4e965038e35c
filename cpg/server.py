"""The production web server: `python -m cpg.server`. It logs JSON; on SIGTERM it finishes the requests at work."""

import logging
import multiprocessing
import os
from typing import Any

from django.conf import settings
from granian import Granian
from granian.constants import Interfaces, SSLProtocols

from cpg.operations.metrics.serving import serve_metrics
from cpg.settings.links import CERTIFICATE, KEY

# Requests that wait for one of the WEB_THREADS on which pages are made; they hold no connection to the database.
WAITING_THREADS = 128


def threads_are_meant() -> None:
    """The server warns at each start of more threads than cores: few of them work at a time (`cpg/pages.py`)."""
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in str(record.msg))


def certificate() -> dict[str, Any]:
    """https where this service has a certificate, and then nothing else on this port."""
    files = settings.TLS_FILES
    if not files:
        return {}
    return {
        "ssl_cert": files[CERTIFICATE],
        "ssl_key": files[KEY],
        # What stands before it may know no 1.3 yet.
        "ssl_protocol_min": SSLProtocols.tls12,
    }


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpg.settings.production")
    threads_are_meant()
    serve_metrics()
    Granian(
        "cpg.wsgi:application",
        address=settings.WEB_ADDRESS,
        port=settings.WEB_PORT,
        interface=Interfaces.WSGI,
        workers=settings.WEB_PROCESSES,
        blocking_threads=WAITING_THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=settings.WEB_STOP_SECONDS,
        log_dictconfig=settings.LOGGING_OF_THE_WEB_SERVER,
        **certificate(),
    ).serve()


if __name__ == "__main__":
    # Forking a process that has threads can hang, so workers are started afresh.
    multiprocessing.set_start_method("spawn")
    main()
