"""The WSGI entry point of the production server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cpg.settings.dev")

application = get_wsgi_application()

# Once the applications are loaded: the models that it reads are then there.
from dashboards.jobs import remind, remind_of_actions, watch  # noqa: E402
from dashboards.reviews.jobs import resume_reviews_at_start  # noqa: E402
from indicators.clock import start_clock  # noqa: E402
from indicators.jobs import sweep_at_start  # noqa: E402
from indicators.tasks import resume_at_start  # noqa: E402

sweep_at_start()
resume_at_start()
resume_reviews_at_start()
start_clock(remind, remind_of_actions, watch)
