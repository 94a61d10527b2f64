#!/bin/sh
# An empty database brought to the newest migration is what the models say; on both vendors it has the
# same tables, constraints and guards (triggers) as one that the models create themselves.
# `check_migrations.sh commands` does what the tests do not do anyway: the commands themselves.
set -eu
cd "$(dirname "$0")/.."
SMD_INSTANCE=$(mktemp -d)
export SMD_INSTANCE
unset SMD_DATABASE_URL
trap 'rm -rf "$SMD_INSTANCE"' EXIT
.venv/bin/flask --app app db upgrade
.venv/bin/flask --app app db check
[ "${1:-}" != commands ] || exit 0
for database in sqlite postgresql; do
    .venv/bin/python -m pytest -p no:cacheprovider --database "$database" \
        tests/database/test_migrations.py -k migrated_and_created_schema_are_the_same
done
