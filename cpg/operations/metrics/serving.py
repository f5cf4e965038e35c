"""The server of the metrics, in the process that starts the web processes; they write into a folder that it makes."""

import os
from tempfile import TemporaryDirectory
from typing import Any

import django
import structlog
from django.conf import settings

from cpg.settings.links import CERTIFICATE, KEY, TRUSTED

log = structlog.get_logger(__name__)

# Read by the library when it is imported.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
_folder: TemporaryDirectory[str] | None = None


def serve_metrics() -> None:
    """Before the web processes start. A port that is taken is told in the log, and keeps no page from being served."""
    if not settings.METRICS_PORT:
        return
    global _folder  # noqa: PLW0603 - it lives as long as the process
    _folder = TemporaryDirectory(prefix="cpg-metrics-")
    os.environ[FOLDER] = _folder.name
    django.setup()
    # After the folder is named, and after the models can be imported.
    from prometheus_client import CollectorRegistry, start_http_server  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    from cpg.operations.metrics.collecting import WhatWaits  # noqa: PLC0415

    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(WhatWaits())
    try:
        start_http_server(settings.METRICS_PORT, settings.METRICS_ADDRESS, registry, **_tls())
    except OSError as error:
        log.error("metrics_not_served", port=settings.METRICS_PORT, error=type(error).__name__)


def _tls() -> dict[str, Any]:
    """Only to who shows a certificate of the same authority, where this service has one."""
    files = settings.TLS_FILES
    if not files:
        return {}
    return {
        "certfile": str(files[CERTIFICATE]),
        "keyfile": str(files[KEY]),
        "client_cafile": str(files[TRUSTED]),
        "client_auth_required": True,
    }
