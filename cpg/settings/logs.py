"""Structured logs: one JSON object a line, without personal data except the username."""

import logging
import re
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from cpg.settings.traces import trace_of

# Keys that django-structlog adds to the event of a request.
PERSONAL = ("ip", "user_agent")
# Where it puts the text of an error, which may quote what was typed; the trace says where it happened.
TEXTS = {"task_failed": "error", "task_retrying": "reason"}
TRACE = structlog.processors.ExceptionRenderer(trace_of)

# What a page is asked with may be a typed figure or a search; a mailed link holds the secret that opens it.
QUERY = re.compile(r"\?\S*")
SECRET_OF_A_LINK = re.compile(r"(/nouveau-mot-de-passe/|/connexion/secours/)[^/\s]+")


def without_personal_data(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    for key in PERSONAL:
        event.pop(key, None)
    return event


def without_typed_text(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Keep the path of an address. Django names it in the text of its own lines, always without the query."""
    event.pop(TEXTS.get(str(event["event"]), ""), None)
    if isinstance(event.get("exception"), BaseException):
        event["exc_info"] = event.pop("exception")
    if "request" in event:
        event["request"] = SECRET_OF_A_LINK.sub(r"\1…", QUERY.sub("", str(event["request"])))
    event["event"] = SECRET_OF_A_LINK.sub(r"\1…", str(event["event"]))
    return event


COMMON: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_personal_data,
    without_typed_text,
]


def configuration(level: str) -> dict[str, Any]:
    """Django's LOGGING, for our own events and for those of libraries alike."""
    logging.captureWarnings(True)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *COMMON,
            TRACE,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processor": structlog.processors.JSONRenderer(ensure_ascii=False),
                # Libraries log exception objects: without this processor the line has no traceback.
                "foreign_pre_chain": [*COMMON, TRACE],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django.server": {"propagate": True},
            "django": {"handlers": [], "propagate": True},
            # django-structlog logs the same events ("received", "succeeded") with more details.
            "celery.worker.strategy": {"level": "WARNING"},
            # Its lines quote the text of the error.
            "celery.app.trace": {"level": "CRITICAL"},
        },
    }


def of_the_web_server(configured: dict[str, Any]) -> dict[str, Any]:
    """The same for the web server's own loggers, which write plain text by default."""
    ours = {"handlers": ["console"], "propagate": False}
    return configured | {"loggers": configured["loggers"] | {"_granian": ours, "granian.access": ours}}
