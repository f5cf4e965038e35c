"""The WSGI entry point of the production server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpg.settings.dev")

pages = get_wsgi_application()

# After get_wsgi_application(), which loads the models that these functions read. In the embedded default they do what
# workers and beat do in production.
from django.conf import settings  # noqa: E402

from accounts.jobs import forget  # noqa: E402
from cpg.collector import settle  # noqa: E402
from cpg.health import PATHS  # noqa: E402
from cpg.operations.jobs import backup  # noqa: E402
from cpg.pages import PagesApart  # noqa: E402
from dashboards.contracts.jobs import resume_drafts_at_start  # noqa: E402
from dashboards.jobs import purge_journal, remind, seal, stamp, sweep_sources, watch  # noqa: E402
from dashboards.reviews.jobs import resume_reviews_at_start  # noqa: E402
from indicators.clock import start_clock  # noqa: E402
from indicators.jobs import sweep_at_start  # noqa: E402
from indicators.tasks import resume_at_start  # noqa: E402

sweep_at_start()
resume_at_start()
resume_reviews_at_start()
resume_drafts_at_start()
start_clock(remind, watch, backup, forget, purge_journal, stamp, minutely=[seal, sweep_sources])


def asks_no_database(path: str) -> bool:
    return path in PATHS or path.startswith(settings.STATIC_URL)


settle()

application = PagesApart(pages, settings.WEB_THREADS, asks_no_database)
