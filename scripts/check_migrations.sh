#!/bin/sh
# An empty database brought to the newest migration is what the models say.
set -eu
cd "$(dirname "$0")/.."
SMD_INSTANCE=$(mktemp -d)
export SMD_INSTANCE
unset SMD_DATABASE_URL
trap 'rm -rf "$SMD_INSTANCE"' EXIT
.venv/bin/flask --app app db upgrade
.venv/bin/flask --app app db check
