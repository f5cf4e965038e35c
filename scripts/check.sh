#!/bin/sh
# Every check that is not a test. All are run, so that one go shows everything, and at once, since the types take as long
# as all the others; the exit code tells whether one failed.
set -u
cd "$(dirname "$0")/.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
rank=0

check() {
    rank=$((rank + 1))
    run_one "$folder/$rank" "$@" &
}

run_one() {
    result=$1
    printf '%s' "$2" >"$result.title"
    shift 2
    "$@" >"$result.output" 2>&1
    echo $? >"$result.code"
}

tell() {
    if [ "$(cat "$1.code" 2>/dev/null)" = 0 ]; then
        echo "✓ $(cat "$1.title")"
    else
        printf '✗ %s\n' "$(cat "$1.title")"
        cat "$1.output"
        failed="$failed\n  $(cat "$1.title")"
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

check "types (mypy)" python -m mypy
check "style (ruff check)" python -m ruff check
check "mise en forme (ruff format)" python -m ruff format --check
check "gabarits (djade)" templates
check "JavaScript (oxlint)" .venv/bin/oxlint --deny-warnings cpg/static/cpg/js
check "couches (import-linter)" .venv/bin/lint-imports
check "migrations complètes" no_forgotten_migration
check "réglages de production (check --deploy)" ready_for_production
check "fichier de verrou" lock_file
wait

failed=""
for each in $(seq "$rank"); do tell "$folder/$each"; done
if [ -n "$failed" ]; then
    printf 'À corriger :%b\n' "$failed"
    exit 1
fi
