#!/bin/sh
# The programs that the tests drive: a Chromium, LibreOffice and a PostgreSQL that knows TLS. What is missing is installed
# where that is possible; where it is not, the run stops and says how to get them: no test is skipped in silence.
set -eu
cd "$(dirname "$0")/.."

find_program() { .venv/bin/python -W ignore -m tests.support.programs "$@"; }

install_packages() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
    echo "Installation de $* (paquets de la distribution)…"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends "$@"; } >/dev/null
}

if ! find_program chromium >/dev/null 2>&1; then
    install_packages chromium fonts-dejavu-core fonts-liberation || .venv/bin/python -m playwright install chromium || true
fi
if ! find_program soffice >/dev/null 2>&1; then install_packages libreoffice-calc || true; fi
if ! find_program postgres >/dev/null 2>&1; then
    # Its own first cluster would take a port of this machine: tests make theirs.
    install_packages postgresql-common &&
        echo "create_main_cluster = false" >>/etc/postgresql-common/createcluster.conf &&
        install_packages postgresql || true
fi
find_program chromium soffice postgres >/dev/null
