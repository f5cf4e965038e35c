"""Settings of the jobs: queues and routes, the schedule of beat, and the timeouts of the broker."""

from typing import Any

from celery.schedules import crontab

from cpg.settings import environment

# One entry's recompute; sweeps and many series; documents. A worker of the first never waits for the others.
QUEUES = ("interactive", "bulk", "documents")
CELERY_TASK_QUEUES = {name: {"exchange": name, "routing_key": name} for name in QUEUES}
# A task without a route must not delay the recompute of an entry.
CELERY_TASK_DEFAULT_QUEUE = "bulk"
CELERY_TASK_ROUTES = {
    "indicators.jobs.recompute": {"queue": "interactive"},
    "dashboards.reviews.*": {"queue": "documents"},
    "dashboards.contracts.*": {"queue": "documents"},
}
# Redis serves priority 0 first: heartbeats overtake waiting tasks, so that a busy worker is not reported as dead.
CELERY_TASK_DEFAULT_PRIORITY = 6
FIRST = 0

CELERY_TASK_IGNORE_RESULT = True
# A task is acknowledged after its work, and comes again if its worker is killed. Every task may run twice: recompute
# rebuilds a series whole, and mails are claimed.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# A worker takes one message at a time: what it reserved would wait behind a long import while others idle.
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_TASK_PUBLISH_RETRY = False
# A form waits for a silent Redis at most this long (the fault tests measure it). Publishing is tried once, since the
# sweep finds what was not sent: by default a refused connection means two seconds of sleep and another try.
# `visibility_timeout`: a message lost with its worker is delivered again after ten minutes.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "max_retries": 0,
    "socket_connect_timeout": 0.5,
    "socket_timeout": 1.0,
    "visibility_timeout": 600,
}
CELERY_BROKER_CONNECTION_TIMEOUT = 1

PENDING_SWEEP_SECONDS = environment.number("PENDING_SWEEP_SECONDS", 10, at_least=1)
HEARTBEAT_SECONDS = environment.number("HEARTBEAT_SECONDS", 15, at_least=1)
# When the oldest pending series is older than this, /readyz reports that computing does not keep up.
PENDING_LATE_SECONDS = environment.number("PENDING_LATE_SECONDS", 120, at_least=1)
# How often waiting mails and calls are sent, and the hours (Paris time) at which reminders are planned.
MAIL_SECONDS = environment.number("MAIL_SECONDS", 30, at_least=1)
SEAL_SECONDS = 60
# How often each source in service is read.
SOURCES_SECONDS = environment.number("SOURCES_SECONDS", 300, at_least=10)
REMINDING_HOURS = "7-20"
# `expires`: after a stop of the workers, one sweep is enough, not every one that beat queued meanwhile.
CELERY_BEAT_SCHEDULE: dict[str, dict[str, Any]] = {
    "sweep-pending-recomputes": {
        "task": "indicators.jobs.sweep",
        "schedule": PENDING_SWEEP_SECONDS,
        "options": {"expires": PENDING_SWEEP_SECONDS},
    },
    "resume-imports": {
        "task": "indicators.tasks.resume_imports",
        "schedule": PENDING_SWEEP_SECONDS,
        "options": {"queue": "bulk", "expires": PENDING_SWEEP_SECONDS},
    },
    "sweep-sources": {
        "task": "dashboards.jobs.sweep_sources",
        "schedule": SOURCES_SECONDS,
        "options": {"queue": "bulk", "expires": SOURCES_SECONDS},
    },
    "resume-reviews": {
        "task": "dashboards.reviews.jobs.resume_reviews",
        "schedule": PENDING_SWEEP_SECONDS,
        "options": {"queue": "documents", "expires": PENDING_SWEEP_SECONDS},
    },
    "resume-drafts": {
        "task": "dashboards.contracts.jobs.resume_drafts",
        "schedule": PENDING_SWEEP_SECONDS,
        "options": {"queue": "documents", "expires": PENDING_SWEEP_SECONDS},
    },
    "deliver-mails": {
        "task": "accounts.jobs.deliver",
        "schedule": MAIL_SECONDS,
        "options": {"expires": MAIL_SECONDS},
    },
    "call-webhooks": {
        "task": "accounts.jobs.call",
        "schedule": MAIL_SECONDS,
        "options": {"expires": MAIL_SECONDS},
    },
    # Each hour, although a person gets one mail a day: if the server was down in the morning, mails go later.
    "remind": {
        "task": "dashboards.jobs.remind",
        "schedule": crontab(minute=5, hour=REMINDING_HOURS),
        "options": {"expires": 3000},
    },
    "watch": {
        "task": "dashboards.jobs.watch",
        "schedule": crontab(minute=20, hour=REMINDING_HOURS),
        "options": {"expires": 3000},
    },
    "seal-history": {
        "task": "dashboards.jobs.seal",
        "schedule": SEAL_SECONDS,
        "options": {"expires": SEAL_SECONDS},
    },
    "stamp": {
        "task": "dashboards.jobs.stamp",
        "schedule": crontab(minute=15),
        "options": {"expires": 3000},
    },
    "forget": {
        "task": "accounts.jobs.forget",
        "schedule": crontab(minute=40, hour=4),
        "options": {"expires": 3000},
    },
    "purge-security-journal": {
        "task": "dashboards.jobs.purge_journal",
        "schedule": crontab(minute=50, hour=4),
        "options": {"expires": 3000},
    },
    # Each hour, although one archive a day is made: a night without a server is made up for in the morning.
    "backup": {
        "task": "cpg.operations.jobs.backup",
        "schedule": crontab(minute=35),
        "options": {"expires": 3000},
    },
} | {
    f"heartbeat-{queue}": {
        "task": "indicators.jobs.heartbeat",
        "args": (queue,),
        "schedule": HEARTBEAT_SECONDS,
        "options": {"queue": queue, "priority": FIRST, "expires": HEARTBEAT_SECONDS},
    }
    for queue in QUEUES
}
