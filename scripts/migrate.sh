#!/bin/sh
# Writes a migration if the models have changed and a message says how, then applies what is new.
set -eu
cd "$(dirname "$0")/.."
flask=".venv/bin/flask --app app"
$flask db upgrade
if [ -n "${1:-}" ]; then
    $flask db migrate -m "$1"
    echo "Read the new file in smd_workshop/migrations/versions before you commit it."
    $flask db upgrade
fi
$flask db check
