#!/bin/sh
# One run of the tests: `quick`, `sqlite`, `postgres` or `properties`; further arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
which=$1
shift

run() { exec .venv/bin/python -m pytest -p tests.servers -n auto --maxprocesses=4 --dist loadgroup "$@"; }

case $which in
quick) run --backends=sqlite --hypothesis-profile=quick -m "not browser and not servers and not slow" "$@" ;;
sqlite) run --backends=sqlite -m "not servers" "$@" ;;
# A page looks, speaks and behaves in the browser the same whatever keeps its data. Tests that reach no database and no
# server are left out by tests/servers.py.
postgres)
    run --backends=postgres --ignore=tests/test_french_of_pages.py --ignore=tests/browser/test_accessibility.py \
        --ignore=tests/browser/test_grid.py --ignore=tests/browser/test_director.py --ignore=tests/browser/test_drafts.py \
        --ignore=tests/browser/test_every_form.py --ignore=tests/browser/test_month_end.py \
        --ignore=tests/drafts/test_every_form.py "$@" ;;
properties) run --backends=sqlite --hypothesis-profile=others "$@" tests/domain tests/shared tests/causes tests/indicators/test_plausibility.py ;;
*) echo "quick, sqlite, postgres ou properties ?" >&2; exit 2 ;;
esac
