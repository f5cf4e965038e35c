#!/bin/sh
# Compare every locked package, tools of tests included, with the published flaws of the Python Packaging Authority. Needs the network.
# `--strict`: what the service does not know of fails too, else a closed network would look like "no flaw".
set -eu
cd "$(dirname "$0")/.."
mkdir -p var
.tools/bin/uv export --frozen --quiet --all-groups --no-emit-project --format requirements.txt --output-file var/audit.txt >/dev/null
.venv/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off --requirement var/audit.txt || {
    echo "Ce qui est nommé ci-dessus est à corriger dans les délais de docs/security.md (« Composants »), ou n’a pas pu être vérifié."
    exit 1
}
