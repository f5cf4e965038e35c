#!/bin/sh
# Every check that is not a test. All are run, so that one go shows everything; the exit code tells whether one failed.
set -u
cd "$(dirname "$0")/.."
failed=""

check() {
    title=$1
    shift
    if output=$("$@" 2>&1); then
        echo "✓ $title"
    else
        printf '✗ %s\n%s\n' "$title" "$output"
        failed="$failed\n  $title"
    fi
}

python() { .venv/bin/python "$@"; }

templates() { git ls-files -z '*.html' | xargs -0r .venv/bin/djade --check; }

no_forgotten_migration() { DJANGO_SETTINGS_MODULE=cpg.settings.test python manage.py makemigrations --check --dry-run; }

# Throw-away values: the check reads the settings, it reaches no server.
ready_for_production() {
    DJANGO_SETTINGS_MODULE=cpg.settings.production \
        SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
        ALLOWED_HOSTS=pilotage.example.fr \
        DATABASE_URL=postgres://cpg:cpg@127.0.0.1:5432/cpg \
        REDIS_URL=redis://127.0.0.1:6379/0 \
        EMAIL_URL=smtp://127.0.0.1 \
        python manage.py check --deploy --fail-level WARNING
}

lock_file() {
    UV_SYSTEM_CERTS=1 .tools/bin/uv lock --check && python scripts/lock_hosts.py
}

check "style (ruff check)" python -m ruff check
check "mise en forme (ruff format)" python -m ruff format --check
check "gabarits (djade)" templates
check "JavaScript (oxlint)" .venv/bin/oxlint --deny-warnings cpg/static/cpg/js
check "types (mypy)" python -m mypy
check "couches (import-linter)" python -m importlinter.cli lint
check "migrations complètes" no_forgotten_migration
check "réglages de production (check --deploy)" ready_for_production
check "fichier de verrou" lock_file

if [ -n "$failed" ]; then
    printf 'À corriger :%b\n' "$failed"
    exit 1
fi
