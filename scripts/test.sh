#!/bin/sh
# Every test. First what depends on the database, on PostgreSQL; then everything, on SQLite and
# with Chromium. The last line is the runner's own; the exit code is that of both.
set -u
cd "$(dirname "$0")/.."
python=.venv/bin/python
jobs=${JOBS:-2}
folders=
for folder in tests/services tests/web tests/cli; do
    [ -d "$folder" ] && folders="$folders $folder"
done
echo "--- on PostgreSQL:$folders"
# The folders are separate arguments.
# shellcheck disable=SC2086
"$python" -m pytest $folders --database postgresql -m "not slow or on_both" -n "$jobs" --dist loadfile
postgresql=$?
[ "$postgresql" -eq 0 ] || echo "--- PostgreSQL: failed, see above"
echo "--- on SQLite, with Chromium: all tests"
"$python" -m pytest -n "$jobs" --dist loadfile
sqlite=$?
if [ "$postgresql" -ne 0 ]; then exit "$postgresql"; fi
exit "$sqlite"
