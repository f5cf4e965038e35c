# The application as one image, used by web, worker, beat and migrate with different commands.

FROM python:3.13-slim-bookworm AS build
ENV PYTHONDONTWRITEBYTECODE=1 UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PROJECT_ENVIRONMENT=/opt/venv
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml uv.lock ./
RUN uv sync --locked --no-dev
COPY manage.py ./
COPY cpg cpg
COPY accounts accounts
COPY commitments commitments
COPY indicators indicators
COPY dashboards dashboards
COPY templates templates
COPY fixtures fixtures
COPY docs docs
# Throw-away values: collecting static files reads the settings and reaches no server.
RUN SECRET_KEY=only-to-collect-static-files-00000000000000000000000000 ALLOWED_HOSTS=localhost \
    DATABASE_URL=postgres://x@localhost/x REDIS_URL=redis://localhost/0 \
    DJANGO_SETTINGS_MODULE=cpg.settings.production /opt/venv/bin/python manage.py collectstatic --noinput

FROM python:3.13-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=cpg.settings.production CPG_STATE_DIR=/app/var
RUN useradd --system --uid 10001 --home-dir /app cpg
COPY --from=build /opt/venv /opt/venv
COPY --from=build --chown=cpg:cpg /app /app
WORKDIR /app
USER cpg
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--blocking-threads", "4", "cpg.wsgi:application"]
