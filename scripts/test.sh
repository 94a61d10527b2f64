#!/bin/sh
# Every test, in one run: with Chromium on SQLite, and on PostgreSQL as well what depends on the
# database. The last line is the runner's own.
set -eu
cd "$(dirname "$0")/.."
# Each worker and each server that a test starts would compile all of the program anew.
unset PYTHONDONTWRITEBYTECODE
# For two cores: of three workers one or the other always waits, and only two drive a browser (tests/turns.py).
exec .venv/bin/python -m pytest --database both -n "${JOBS:-3}" "$@"
