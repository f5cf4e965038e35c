# The application as one image, used by web, workers, beat and migrate with different commands.

FROM python:3.13-slim-bookworm AS build
ENV PYTHONDONTWRITEBYTECODE=1 UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never \
    UV_PROJECT_ENVIRONMENT=/opt/venv
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev --no-cache
COPY manage.py ./
COPY cpg cpg
COPY accounts accounts
COPY commitments commitments
COPY indicators indicators
COPY dashboards dashboards
COPY templates templates
COPY fixtures fixtures
COPY docs docs
RUN /opt/venv/bin/python -m compileall -q .
# Throw-away values: collecting static files reads the settings and reaches no server.
RUN SECRET_KEY=only-to-collect-static-files-00000000000000000000000000 ALLOWED_HOSTS=localhost \
    DATABASE_URL=postgres://x@localhost/x REDIS_URL=redis://localhost/0 EMAIL_URL=console: CPG_STATE_DIR=/opt/collected \
    DJANGO_SETTINGS_MODULE=cpg.settings.production /opt/venv/bin/python manage.py collectstatic --noinput

FROM python:3.13-slim-bookworm
# The static files stand beside the code, which is read only: a new image brings its own, whatever var/ keeps.
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=cpg.settings.production CPG_STATE_DIR=/app/var STATIC_DIR=/opt/collected/static \
    WEB_ADDRESS=0.0.0.0
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin cpg \
    && install -d -o cpg -g cpg /app/var /app/backups
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/collected /opt/collected
COPY --from=build /app /app
WORKDIR /app
USER cpg
EXPOSE 8000
STOPSIGNAL SIGTERM
# By the web server's own answer; the other services have their own checks, or none.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-m", "cpg.alive"]
CMD ["python", "-m", "cpg.server"]
