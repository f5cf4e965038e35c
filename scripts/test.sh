#!/bin/sh
# One run of the tests: `quick`, `sqlite`, `postgres` or `properties`; further arguments go to pytest.
set -eu
cd "$(dirname "$0")/.."
which=$1
shift

run() { exec .venv/bin/python -m pytest -p tests.servers -n auto --dist loadgroup "$@"; }

case $which in
quick) run --backends=sqlite --hypothesis-profile=quick -m "not browser and not servers and not slow and not production_database" "$@" ;;
sqlite) run --backends=sqlite -m "not servers and not production_database" "$@" ;;
# Tests that reach no database and no server, and those marked `one_database`, are left out by tests/servers.py.
postgres) run --backends=postgres "$@" ;;
properties) run --backends=sqlite --hypothesis-profile=others "$@" tests/domain tests/shared tests/causes tests/commentary tests/indicators/test_plausibility.py ;;
*) echo "quick, sqlite, postgres ou properties ?" >&2; exit 2 ;;
esac
