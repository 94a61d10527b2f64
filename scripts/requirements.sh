#!/bin/sh
# Compiles the pinned lists from pyproject.toml with a uv of our own in build/.
set -eu
cd "$(dirname "$0")/.."
uv=build/uv/bin/uv
if [ ! -x "$uv" ]; then
    python3 -m venv build/uv
    build/uv/bin/python -m pip install --quiet --disable-pip-version-check uv
fi
compile() {
    "$uv" pip compile --quiet --universal --generate-hashes --no-emit-index-url \
        --python-version 3.11 --custom-compile-command "make requirements" "$@"
}
# What installs them. A newer one: delete the file first.
echo uv | compile - -o scripts/installer.txt
compile pyproject.toml -o requirements.txt
compile pyproject.toml --extra big -c requirements.txt -o requirements-big.txt
compile pyproject.toml --group test -c requirements.txt -o tests/requirements.txt
build/uv/bin/python scripts/declared.py --write
